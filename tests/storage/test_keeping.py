"""Documents and versions over several harvests of a portal that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from invented_portal import HOME, NAME, T0, candidate, digest, exchange, extracted, kept, sighting, unit

from storage import export, keeping, looking
from storage.facts import Change, ListSeen, Unit
from storage.queries import Selected

A, B, C = f"{HOME}a.html", f"{HOME}b.html", f"{HOME}c.html"
LIST = f"{HOME}list.html"


@dataclass
class Page:
    """A report as it stands on the portal: its text, agency, year and attachments (name → text)."""

    text: str
    agency: str | None = "金贵镇"
    year: int = 2020
    files: dict[str, str] = field(default_factory=dict)
    status: int = 200
    listed: bool = True
    asked: bool = True
    html: str = ""  # differs while the text is the same


class World:
    """Harvests of one archive, a day apart."""

    def __init__(self, archive: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive = archive
        self.code = code
        self.day = 0

        class Clock:
            @staticmethod
            def now(_zone: Any) -> Any:
                return T0 + timedelta(days=self.day)

        monkeypatch.setattr(keeping, "datetime", Clock)
        monkeypatch.setattr(looking, "datetime", Clock)

    def harvest(
        self, pages: dict[str, Page], *, outcome: str = "complete", days: int = 1, reader: int = 1
    ) -> list[Change]:
        """Visit the portal as it is now; return what happened to documents."""
        self.day += days
        archive = self.archive
        visit = archive.begin_visit(self.code, NAME, HOME)
        if outcome == "complete":
            archive.enqueue(visit.id, [candidate(LIST)])
            entries = tuple(key for key, page in pages.items() if page.listed)
            listing = ListSeen(column=LIST, page=0, entries=entries, total=None, pages=None, more=False)
            archive.record(unit(visit.id, LIST, " ".join(entries).encode(), listing=listing, content_key=str(entries)))
        for key, page in pages.items():
            if page.asked:
                archive.enqueue(visit.id, [candidate(key, kind="report")])
                self._record(visit.id, key, page, reader)
        changes = [
            archive.keep(visit.id, kept(sight, portal=self.code), complete=outcome == "complete")
            for sight in self._found(visit.id)
        ]
        if outcome == "complete":
            changes += archive.looked(visit.id)
        archive.end_visit(visit.id, outcome, "", {})
        return [change for change in changes if change.kind != "unchanged"]

    def _found(self, visit: int) -> list[Any]:
        return [sight for sight in self.archive.sighted(visit) if any(file.sha256 for file in sight.files)]

    def _record(self, visit: int, key: str, page: Page, reader: int) -> None:
        archive = self.archive
        if page.status != 200:
            state = "done" if page.status in {404, 410} else "blocked"
            archive.record(unit(visit, key, b"no", wire={"status": page.status}, kind="report", state=state))
            return
        files = {f"{key}/{name}": text for name, text in page.files.items()}
        archive.record(
            unit(
                visit,
                key,
                f"<p>{page.text}</p>{page.html}".encode(),
                kind="report",
                sightings=(sighting(key, page.year, page.agency, files),),
                links=tuple(candidate(file, kind="file") for file in files),
                extracted=extracted(page.text, reader),
            )
        )
        for file, text in files.items():
            archive.record(
                unit(visit, file, text.encode(), kind="file", extracted=extracted(text.partition("%")[0], reader))
            )

    def kinds(self, *args: Any, **kwargs: Any) -> list[tuple[str, ...]]:
        return [change.events for change in self.harvest(*args, **kwargs)]


@pytest.fixture
def world(shared: tuple[Any, Any], code: str, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(shared[1], code, monkeypatch)


@pytest.fixture
def records(shared: tuple[Any, Any], world: World) -> Callable[..., list[dict[str, Any]]]:
    def read(**selected: Any) -> list[dict[str, Any]]:
        with shared[0].read() as reader:
            return list(export.records(reader, Selected(portals=[world.code], **selected)))

    return read


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


def test_gone_needs_looks_and_days(world, records):
    pages = {A: Page("甲"), B: Page("乙", agency="立岗镇")}
    world.harvest(pages)
    left = {B: pages[B]}
    assert world.kinds(left) == []
    assert world.kinds(left, days=3) == []
    assert world.kinds(left, days=3) == []
    assert world.kinds(left, days=1) == [("gone",)]
    assert world.kinds(left) == []
    gone = {record["agency"]: record["gone_since"] for record in records()}
    assert gone == {"金贵镇": "2026-11-23T07:04:00Z", "立岗镇": None}


@pytest.mark.parametrize("status", [404, 410])
def test_not_found_is_missing_even_when_listed(world, status):
    world.harvest({A: Page("甲")})
    world.harvest({A: Page("甲", status=status)})
    assert world.kinds({A: Page("甲", status=status)}, days=8) == [("gone",)]


@pytest.mark.parametrize("status", [403, 412, 500, 503])
def test_a_wall_is_never_gone(world, records, status):
    world.harvest({A: Page("甲")})
    for _ in range(4):
        assert world.kinds({A: Page("甲", status=status, listed=False)}, days=9) == []
    assert records()[0]["gone_since"] is None


@pytest.mark.parametrize("outcome", ["incomplete", "blocked", "unreachable", "needs_browser"])
def test_an_incomplete_visit_is_no_look(world, outcome):
    world.harvest({A: Page("甲")})
    for _ in range(3):
        assert world.kinds({}, outcome=outcome, days=9) == []


def test_listed_but_not_asked_stands(world, records):
    world.harvest({A: Page("甲")})
    for _ in range(3):
        assert world.kinds({A: Page("甲", asked=False)}, days=9) == []
    [record] = records()
    assert (record["gone_since"], record["last_seen"]) == (None, "2026-12-19T07:04:00Z")


def test_returned(world, records):
    world.harvest({A: Page("甲")})
    world.harvest({})
    assert world.kinds({}, days=9) == [("gone",)]
    assert world.kinds({A: Page("甲")}) == [("returned",)]
    assert records()[0]["gone_since"] is None


def test_returned_elsewhere_with_other_words(world):
    [first] = world.harvest({A: Page("甲")})
    world.harvest({})
    world.harvest({}, days=9)
    [change] = world.harvest({C: Page("甲乙")})
    assert (change.document, change.events) == (first.document, ("returned", "substantive", "moved"))


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
    world.archive.enqueue(visit.id, [candidate(file, kind="file")])
    world.archive.record(unit(visit.id, file, "二".encode(), kind="file", extracted=extracted("二")))
    [sight] = world.archive.sighted(visit.id)
    change = world.archive.keep(visit.id, kept(sight, portal=world.code))
    assert (change.kind, change.version) == ("rendition", 2)


def test_since_shows_what_is_new_and_what_is_gone(world, records, shared):
    world.harvest({A: Page("甲"), B: Page("乙", agency="立岗镇")})
    world.harvest({A: Page("甲 改")})
    world.harvest({A: Page("甲 改")}, days=9)
    moment = T0 + timedelta(days=2)
    found = [(record["text"], record["gone_since"] is not None) for record in records(since=moment)]
    assert sorted(found) == [("乙", True), ("甲 改", False)]
    assert records(since=moment + timedelta(days=30)) == []
    with shared[0].read() as reader:
        mine = [event.kind for event in reader.events() if event.document_id.startswith(world.code)]
        assert mine == ["new", "new", "substantive", "gone"]


def test_a_second_look_of_a_resumed_visit_counts_once(world):
    world.harvest({A: Page("甲")})
    archive = world.archive
    for _ in range(3):  # the same cycle, looked at three times because it was cut short after looking
        world.day += 9
        visit = archive.begin_visit(world.code, NAME, HOME)
        listing = ListSeen(column=LIST, page=0, entries=(), total=None, pages=None, more=False)
        archive.record(Unit(visit=visit.id, key=None, exchanges=(exchange(LIST),), listing=listing))
        assert archive.looked(visit.id) == []
        archive.end_visit(visit.id, "interrupted", "", {})


def test_ids_do_not_depend_on_the_archive(world, records):
    world.harvest({A: Page("甲")})
    assert records()[0]["id"] == f"{world.code}-2020-{digest(f'{world.code}|金贵镇|2020')[:12]}"
