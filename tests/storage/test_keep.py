"""Documents and versions over several harvests of a portal that changes."""

from __future__ import annotations

from changing_portal import A, B, Page
from invented_portal import HOME, NAME, candidate, digest, extracted, kept, unit


def test_new_then_unchanged(world, records):
    assert world.kinds({A: Page("甲")}) == [("new",)]
    assert world.kinds({A: Page("甲", html="<i>visits: 7</i>")}) == []
    [record] = records(all_versions=True)
    assert (record["version"], record["text"], record["gone_since"]) == (1, "甲", None)


def test_a_correction_is_a_version_and_says_what_differs(world, records):
    world.harvest({A: Page("标题\n收到 3 件")})
    [change] = world.harvest({A: Page("标题\n收到 4 件")})
    assert (change.kind, change.version, change.version_added) == ("substantive", 2, True)
    assert change.detail["first"]["paragraphs"] == [["-", "收到 3 件"], ["+", "收到 4 件"]]
    assert [(r["version"], r["is_current"]) for r in records(all_versions=True)] == [(1, False), (2, True)]


def test_a_reverted_correction_is_a_version_again(world):
    world.harvest({A: Page("甲")})
    world.harvest({A: Page("乙")})
    assert world.kinds({A: Page("甲")}) == [("substantive",)]


def test_an_added_attachment_with_equal_text_is_a_rendition(world):
    world.harvest({A: Page("甲")})
    [change] = world.harvest({A: Page("甲", files={"甲.pdf": "附件"})})
    assert (change.kind, change.detail["files_added"]) == ("rendition", ["甲.pdf"])


def test_a_file_encoded_anew_with_the_same_text_is_nothing(world):
    world.harvest({A: Page("甲", files={"甲.pdf": "附件%1"})})
    assert world.kinds({A: Page("甲", files={"甲.pdf": "附件%2"})}) == []


def test_a_better_reader_makes_no_version(world):
    world.harvest({A: Page("甲")})
    world.archive.commit()
    assert world.kinds({A: Page("甲")}, reader=2) == []


def test_two_places_of_one_report_are_one_document(world, records):
    assert world.kinds({A: Page("甲"), B: Page("甲")}) == [("new",)]
    assert world.kinds({A: Page("甲"), B: Page("甲")}) == []
    assert len(records()) == 1


def test_two_reports_of_one_body_and_year_are_two_documents_for_ever(world, records):
    pages = {A: Page("甲"), B: Page("乙")}
    assert world.kinds(pages) == [("new",), ("new",)]
    for _ in range(3):
        assert world.kinds(pages) == []
    assert [record["flags"] for record in records()].count(["same_body_and_year"]) == 1


def test_a_corrected_place_and_a_stale_copy_do_not_go_to_and_fro(world, records):
    world.harvest({A: Page("甲"), B: Page("甲")})
    assert world.kinds({A: Page("乙"), B: Page("甲")}) == [("substantive",)]
    for _ in range(3):
        assert world.kinds({A: Page("乙"), B: Page("甲")}) == []
    assert world.kinds({A: Page("乙"), B: Page("乙")}) == []
    assert [record["text"] for record in records()] == ["乙"]


def test_a_copy_that_goes_its_own_way_becomes_a_document(world, records):
    world.harvest({A: Page("甲"), B: Page("甲")})
    assert world.kinds({A: Page("甲"), B: Page("丙")}) == [("new",)]
    assert world.kinds({A: Page("甲"), B: Page("丙")}) == []
    assert sorted(record["text"] for record in records()) == ["丙", "甲"]


def test_another_year_at_the_same_page_is_another_document(world, records):
    world.harvest({A: Page("甲", year=2020)})
    assert world.kinds({A: Page("乙", year=2021)}) == [("new",)]
    assert [record["year"] for record in records()] == [2020, 2021]


def test_moved_keeps_its_id(world, records):
    [first] = world.harvest({A: Page("甲")})
    [change] = world.harvest({B: Page("甲")})
    assert (change.kind, change.document, change.detail) == ("moved", first.document, {"from": A, "to": B})
    assert world.kinds({B: Page("甲")}) == []
    assert [(record["url"], record["version"]) for record in records()] == [(B, 1)]


def test_a_copy_takes_over_when_the_first_place_is_gone(world, records):
    world.harvest({A: Page("甲"), B: Page("甲")})
    assert world.kinds({B: Page("甲")}) == [("moved",)]
    assert world.kinds({B: Page("甲")}) == []
    assert [record["url"] for record in records()] == [B]


def test_a_timeout_is_no_move(world):
    world.harvest({A: Page("甲"), B: Page("甲")})
    assert world.kinds({A: Page("甲", status=503), B: Page("甲")}) == []


def test_a_redesign_with_touched_up_texts_keeps_identity(world, records):
    old = {A: Page("甲", agency="金贵镇"), B: Page("乙", agency="立岗镇")}
    ids = {change.document for change in world.harvest(old)}
    new = {f"{HOME}new/1.html": Page("甲 改", agency="金贵镇"), f"{HOME}new/2.html": Page("乙", agency="立岗镇")}
    changes = world.harvest(new)
    assert {change.document for change in changes} == ids
    assert sorted(change.events for change in changes) == [("moved",), ("substantive", "moved")]
    assert {record["id"] for record in records()} == ids
    assert world.kinds(new) == []


def test_moved_and_changed_is_not_assumed_while_the_old_place_may_stand(world, records):
    world.harvest({A: Page("甲")})
    assert world.kinds({B: Page("乙")}, outcome="incomplete") == [("new",)]
    assert len(records()) == 2


def test_an_unknown_body_is_told_by_its_page_and_learned_later(world, records):
    [first] = world.harvest({A: Page("甲", agency=None)})
    assert world.kinds({A: Page("甲", agency="金贵镇")}) == []
    [record] = records()
    assert (record["id"], record["agency"]) == (first.document, "金贵镇")


def test_equal_words_of_two_known_bodies_are_two_documents(world, records):
    world.harvest({A: Page("无", agency="金贵镇"), B: Page("无", agency="立岗镇")})
    assert len(records()) == 2


def test_an_attachment_changed_while_its_page_was_not_asked(world):
    world.harvest({A: Page("甲", files={"甲.pdf": "一"})})
    visit = world.archive.begin_visit(world.code, NAME, HOME)
    file = f"{A}/甲.pdf"
    world.archive.frontier(visit.id).enqueue([candidate(file, kind="file")])
    world.archive.record(unit(visit.id, file, "二".encode(), kind="file", extracted=extracted("二")))
    [sight] = world.archive.sighted(visit.id, complete=False)
    change = world.archive.keep(visit.id, kept(sight, portal=world.code))
    assert (change.kind, change.version) == ("rendition", 2)


def test_ids_do_not_depend_on_the_archive(world, records):
    world.harvest({A: Page("甲")})
    assert records()[0]["id"] == f"{world.code}-2020-{digest(f'{world.code}|金贵镇|2020')[:12]}"
