"""One report in several columns: as a page here, as a file there. Kept as the crawl keeps it, on both databases."""

from __future__ import annotations

import itertools

import pytest
from changing_portal import BROKEN, A, B, C, Page, World
from invented_portal import HOME

from crawler.versions import report
from spiders.portals import Portal
from spiders.reports import NotAReport

D = f"{HOME}d.pdf"
SECTIONS = "\n".join(
    f"{number}、{name}\n{name}按要求开展，全年办理{at * 7 + 3}件，{'网站公开为主，平台为辅；' * (at + 2)}继续改进。"
    for at, (number, name) in enumerate(
        zip("一二三四五六", ("总体情况", "主动公开", "依申请公开", "信息管理", "平台建设", "存在问题"), strict=True)
    )
)
HTML = f"金贵镇2020年政府信息公开工作年度报告\n{SECTIONS}"
PRINT = HTML.replace("总体情况", "总 体 情况").replace("继续改进", "继续改進")  # what another reader makes of it
CORRECTED = HTML.replace("全年办理10件", "全年办理11件")
OTHER = (
    "金贵镇2020年政府信息公开工作年度报告\n" + "一、概述\n" + "镇里另写了一份完全不一样的材料，讲的是别的事情。" * 30
)


class Columns(World):
    """Harvests that join what they saw."""

    def _kept(self, visit, *, complete):
        portal = Portal(code=self.code, name="贺兰县", home=HOME)
        sighted = self.archive.sighted(visit, complete=complete)
        looks = [(sight, report.look(sight, portal)) for sight in sighted]
        parts = [one for sight, one in looks if not (sight.earlier and isinstance(one, NotAReport))]
        return report.join(parts, self.code)


@pytest.fixture
def columns(shared, code, monkeypatch):
    return Columns(shared[1], code, monkeypatch)


@pytest.fixture
def said(records, columns):
    """What the export says of the portal: per record its place, files, body and flags."""

    def read(**selected):
        return [
            (r["url"], [f["url"] for f in r["files"]], r["files"][r["body"]]["url"], r["flags"])
            for r in records(**selected)
        ]

    return read


PAIR = {A: Page(HTML), D: Page(PRINT, bare="pdf")}


def test_a_page_and_a_bare_file_are_one_version_of_one_document(columns, said):
    assert columns.kinds(PAIR) == [("new",)]
    assert said(all_versions=True) == [(A, [A, D], A, [])]
    for _ in range(2):
        assert columns.kinds(PAIR) == []


@pytest.mark.parametrize("order", list(itertools.permutations((A, B, D))))
def test_the_order_of_discovery_changes_nothing(columns, said, order):
    pages = {
        A: Page(HTML),
        B: Page("详见附件", files={"报告.docx": PRINT}),
        D: Page(PRINT, bare="pdf"),
    }
    assert columns.kinds({key: pages[key] for key in order}) == [("new",)]
    assert said() == [(A, [A, B, f"{B}/报告.docx", D], A, [])]
    assert columns.kinds({D: pages[D]}, outcome="incomplete") == []
    assert columns.kinds({B: pages[B], A: Page(HTML, asked=False), D: Page(PRINT, asked=False)}) == []


def test_a_file_found_later_is_a_rendition_and_a_page_found_later_is_the_body(columns, said):
    [first] = columns.harvest({D: Page(PRINT, bare="pdf")})
    [change] = columns.harvest(PAIR)
    assert (change.document, change.events, change.detail["files_removed"]) == (first.document, ("rendition",), [])
    assert said() == [(A, [D, A], A, [])]
    [change] = columns.harvest({**PAIR, C: Page(PRINT, bare="docx")})
    assert (change.document, change.events) == (first.document, ("rendition",))
    assert columns.kinds({**PAIR, C: Page(PRINT, bare="docx")}) == []


def test_a_rendition_is_found_while_the_page_is_not_due(columns, said):
    columns.harvest({A: Page(HTML)})
    assert columns.kinds({A: Page(HTML, asked=False), D: Page(PRINT, bare="pdf")}) == [("rendition",)]
    assert columns.kinds(PAIR) == []
    assert said() == [(A, [A, D], A, [])]


def test_a_rendition_that_disappears_takes_nothing_away(columns, said):
    columns.harvest(PAIR)
    for _ in range(3):
        assert columns.kinds({A: Page(HTML)}, days=9) == []
    assert columns.kinds(PAIR) == []
    assert said(all_versions=True) == [(A, [A, D], A, [])]


def test_a_page_that_disappears_leaves_the_report_where_its_file_stands(columns, said):
    columns.harvest(PAIR)
    assert columns.kinds({D: PAIR[D]}) == [("moved",)]
    assert columns.kinds({D: PAIR[D]}, days=9) == []
    assert said(all_versions=True) == [(D, [A, D], A, [])]
    assert columns.kinds(PAIR) == []
    assert columns.kinds({D: Page(CORRECTED, bare="pdf")}) == [("substantive",)]
    assert said() == [(D, [D], D, [])]
    assert columns.kinds({D: Page(CORRECTED, bare="pdf")}) == []


def test_a_corrected_rendition_is_a_version_and_nothing_goes_to_and_fro(columns, said):
    columns.harvest(PAIR)
    corrected = {A: Page(CORRECTED), D: PAIR[D]}
    assert columns.kinds(corrected) == [("substantive",)]
    assert columns.kinds(corrected) == []
    both = {A: Page(CORRECTED), D: Page(CORRECTED, bare="pdf")}
    assert columns.kinds({**both, A: Page(CORRECTED, asked=False)}) == [("rendition",)]
    assert columns.kinds(both) == []
    assert [url for url, *_ in said(all_versions=True)] == [A, A, A]


def test_what_became_one_document_stays_one_whatever_its_file_says_later(columns, said):
    columns.harvest(PAIR)
    assert columns.kinds({A: Page(HTML), D: Page(OTHER, bare="pdf")}) == [("rendition",)]
    assert columns.kinds({A: Page(HTML), D: Page(OTHER, bare="pdf")}) == []
    [(_, files, _, flags)] = said()
    assert (files, flags) == ([A, D], ["renditions_disagree"])


def test_other_words_in_another_format_stay_apart(columns, said):
    pages = {A: Page(HTML), D: Page(OTHER, bare="pdf")}
    assert columns.kinds(pages) == [("new",), ("new",)]
    assert columns.kinds(pages) == []
    assert sorted(flags for *_, flags in said()) == [[], ["same_body_and_year"]]


def test_a_corrected_republication_beside_the_old_one_stays_apart(columns, said):
    pages = {A: Page(HTML), B: Page(CORRECTED), D: Page(CORRECTED, bare="pdf")}
    assert columns.kinds(pages) == [("new",), ("new",)]
    assert columns.kinds(pages) == []
    assert sorted(files for _, files, *_ in said()) == [[A], [B, D]]


def test_a_copy_of_the_page_adds_its_file(columns, said):
    pages = {A: Page(HTML), B: Page(HTML, files={"报告.pdf": PRINT})}
    assert columns.kinds(pages) == [("new",)]
    assert said() == [(A, [A, f"{B}/报告.pdf"], A, [])]
    for _ in range(2):
        assert columns.kinds(pages) == []
    assert columns.kinds({A: Page(CORRECTED), B: pages[B]}) == [("substantive",)]
    for _ in range(2):
        assert columns.kinds({A: Page(CORRECTED), B: pages[B]}) == []


def test_the_same_words_of_another_body_or_year_are_another_report(columns):
    pages = {A: Page(HTML), B: Page(HTML, agency="立岗镇"), D: Page(PRINT, agency="立岗镇", bare="pdf")}
    assert columns.kinds(pages) == [("new",), ("new",)]
    later = {D: Page(PRINT.replace("2020", "2021"), year=2021, bare="pdf")}
    assert columns.kinds(pages | later) == [("new",)]


def test_a_redesign_keeps_a_report_of_several_columns(columns, said):
    [first] = columns.harvest(PAIR)
    new = {f"{HOME}new/1.html": Page(HTML), f"{HOME}new/1.pdf": Page(PRINT, bare="pdf")}
    assert columns.kinds(new) == [("moved",)]
    assert columns.kinds(new) == []
    assert [url for url, *_ in said(all_versions=True)] == [f"{HOME}new/1.html"]
    assert first.document


def test_a_replaced_file_that_fails_waits_for_its_next_look(world, records):
    world.harvest({A: Page("甲", files={"old.pdf": "甲%1"})})
    assert world.kinds({A: Page("甲", files={"new.pdf": BROKEN})}) == []
    assert [file["url"].rpartition("/")[2] for file in records()[0]["files"]] == ["a.html", "old.pdf"]
    world.harvest({A: Page("甲", files={"new.pdf": "丙"})})
    (record,) = records()
    assert [file["url"].rpartition("/")[2] for file in record["files"]] == ["a.html", "new.pdf"]
    assert record["version"] == 2


def test_a_file_uploaded_again_elsewhere_is_a_replaced_rendition(world, records):
    world.harvest({A: Page("甲", files={"a.pdf": "乙%1"})})
    assert world.kinds({A: Page("甲", files={"a.pdf": "乙%2"})}) == []  # re-encoded where it stands
    assert world.kinds({A: Page("甲", files={"b.pdf": "乙%1"})}) == []  # the same bytes at another address
    assert world.kinds({A: Page("甲", files={"c.pdf": "乙%3"})}) == [("rendition",)]
    assert world.kinds({A: Page("甲", files={"c.pdf": "乙%3"})}) == []
    (record,) = records()
    assert [file["url"].rpartition("/")[2] for file in record["files"]] == ["a.html", "c.pdf"]


@pytest.mark.parametrize("bare", ["", "pdf"])
def test_after_a_move_nothing_is_replaced(world, bare):
    files = {} if bare else {"a.pdf": "乙%1"}
    world.harvest({A: Page("甲", files=files, bare=bare)})
    moved = {A: Page("甲", status=404, bare=bare), B: Page("甲", files=files, bare=bare)}
    assert world.kinds(moved) == [("moved",)]
    assert world.kinds({**moved, B: Page("甲", files=files, bare=bare, html="<i>317</i>")}) == []
