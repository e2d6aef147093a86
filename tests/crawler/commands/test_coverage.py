"""``scrapy coverage``: the ledger's rules, its page and its data."""

import json
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_archive import PORTAL, Town
from lxml import html

from crawler.coverage import Ledger, LedgerReport, LookedAt, State, due, rows_of, years_of
from crawler.coverage.leads import Unanswered, leads_of
from crawler.coverage.page import WORDS, page
from crawler.redaction import redacted
from spiders.bodies import townships
from spiders.discovery.gaps import Gap, GapKind
from spiders.items import Kind, Link, LinkContext
from storage.vocabulary import VisitOutcome

TODAY = date(2026, 2, 10)  # townships and departments should have reported on 2025, the county not yet
COUNTY, TOWN, BUREAU = "贺兰县人民政府", "贺兰县金贵镇人民政府", "贺兰县财政局"


def report(agency, level, year, **more):
    facts = {
        "id": f"640122-{year}-{agency}",
        "title": f"{year}年报告",
        "url": f"{PORTAL.home}{year}.html",
        "version": 1,
        "gone_since": None,
        "flags": (),
    }
    return LedgerReport(agency=agency, level=level, year=year, **{**facts, **more})


def looked(complete=True, **more):
    outcome = VisitOutcome.COMPLETE if complete else VisitOutcome.INCOMPLETE
    return LookedAt(code="640122", name="贺兰县", **{"outcome": outcome, **more})


def states(*reports, today=TODAY, **visit):
    years = years_of((one.year for one in reports), today, None)
    rows = rows_of(looked(**visit), reports, years, today)
    return {row.body: {year: str(cell.state) for year, cell in row.cells.items()} for row in rows}


def test_the_county_and_every_township_owe_a_report_for_every_year_since_2008():
    nothing = states()
    assert list(nothing[COUNTY]) == list(range(2008, 2026))
    assert nothing[COUNTY] == {**dict.fromkeys(range(2008, 2025), "missing"), 2025: "not_due"}
    assert nothing[TOWN] == dict.fromkeys(range(2008, 2026), "missing")
    governments = [town for town in townships("640122") if town[-1] in "镇乡道"]
    assert len(nothing) == 1 + len(governments)
    assert not any("农场" in body for body in nothing)


def test_a_department_owes_what_lies_between_its_reports_and_the_last_after_the_one_before():
    found = states(*(report(BUREAU, "department", year) for year in (2019, 2021, 2024)))[BUREAU]
    assert [year for year, state in found.items() if state == "held"] == [2019, 2021, 2024]
    assert [year for year, state in found.items() if state == "missing"] == [2020, 2022, 2023, 2025]
    assert found[2018] == "none"
    assert states(report("贺兰县国土资源局", "department", 2018))["贺兰县国土资源局"][2019] == "none"


def test_gone_is_not_held_and_a_portal_not_read_to_its_end_proves_nothing():
    gone = report(TOWN, "township", 2019, gone_since="2026-01-05")
    assert states(gone)[TOWN][2019] == "gone"
    assert states(gone, report(TOWN, "township", 2019, id="another"))[TOWN][2019] == "held"
    unseen = states(report(TOWN, "township", 2020), complete=False)
    assert (unseen[TOWN][2020], unseen[TOWN][2021], unseen[COUNTY][2025]) == ("held", "unknown", "not_due")


def test_the_office_reports_for_its_government_and_unknown_bodies_owe_nothing():
    found = states(
        report("贺兰县人民政府办公室", "county", 2020), report(None, "other", 2021), report(TOWN, "township", 2007)
    )
    assert found[COUNTY][2020] == "held"
    assert "贺兰县人民政府办公室" not in found
    assert Counter(found[None].values()) == {"held": 1, "none": 18}
    assert (found[TOWN][2007], found[COUNTY][2007]) == ("held", "none")


def test_years_before_the_first_sign_of_a_body_are_not_missing():
    found = states(report(TOWN, "township", 2019), report(COUNTY, "county", 2014))
    assert (found[TOWN][2018], found[TOWN][2019], found[TOWN][2020]) == ("before", "held", "missing")
    assert (found[COUNTY][2013], found[COUNTY][2015]) == ("before", "missing")
    silent = found["贺兰县立岗镇人民政府"]
    assert (silent[2013], silent[2014]) == ("before", "missing")  # since the portal's first
    assert states(report(TOWN, "township", 2019), complete=False)[TOWN][2018] == "unknown"


def link(anchor, kind=Kind.REPORT, **more):
    fields = {"url": f"{PORTAL.home}x.html", "key": "x", "score": 0.98, "group": "", "via": PORTAL.home, **more}
    return Link(kind=kind, anchor=anchor, **fields)


@pytest.mark.parametrize(
    ("title", "more", "body", "year"),
    [
        ("贺兰县金贵镇2019年政府信息公开工作年度报告", {}, TOWN, 2019),
        ("2019年政府信息公开工作年度报告", {"agency": TOWN}, TOWN, 2019),
        ("贺兰县人民政府办公室2019年政府信息公开工作年度报告", {}, COUNTY, 2019),
        ("金贵镇", {"context": LinkContext(annual=True, heading="2019年", title="贺兰县金贵镇2019年政府信息公开年报.pdf")}, TOWN, 2019),
        ("贺兰县水务局二〇一九年政府信息公开工作年度报告", {}, "贺兰县水务局", 2019),
    ],
)  # fmt: skip
def test_a_listed_report_that_was_not_read_is_told_with_its_reason(title, more, body, year):
    unanswered = [Unanswered(link=link(title, **more), why="http_500")]
    for complete in (True, False):
        visit = looked(complete, leads=leads_of("640122", "贺兰县", unanswered, []))
        cell = {row.body: row.cells for row in rows_of(visit, [], range(2008, 2026), TODAY)}[body][year]
        assert (cell.state, cell.url) == (State.UNREAD, f"{PORTAL.home}x.html")
        assert "http_500" in cell.why


def test_what_stands_elsewhere_behind_walls_or_in_lists_not_read_is_told_apart():
    title = "贺兰县金贵镇2020年政府信息公开工作年度报告"
    away = Gap(kind=GapKind.ELSEWHERE, words=title, url="https://mp.weixin.example/s/1", via=PORTAL.home)
    nothing = Gap(kind=GapKind.EMPTY_COLUMN, words="政府信息公开年报", url=f"{PORTAL.home}nb/")
    of_bureau = Unanswered(link=link("年报", Kind.LIST, agency=BUREAU), why="timeout")
    held = (report(TOWN, "township", 2019), report(BUREAU, "department", 2018), report(BUREAU, "department", 2020))
    listed = Unanswered(link=link("贺兰县金贵镇2013年政府信息公开工作年度报告"), why="http_404")
    signs = states(*held, leads=leads_of("640122", "贺兰县", [listed], []))[TOWN]
    assert [signs[year] for year in (2012, 2013, 2014, 2019)] == ["before", "unread", "missing", "held"]
    elsewhere = states(*held, leads=leads_of("640122", "贺兰县", [], [away]))
    assert (elsewhere[TOWN][2020], elsewhere[TOWN][2021]) == ("elsewhere", "missing")
    unread = states(*held, complete=False, leads=leads_of("640122", "贺兰县", [of_bureau], []))
    assert (unread[BUREAU][2019], unread[TOWN][2021]) == ("list_unread", "unknown")
    common = states(*held, complete=False, leads=leads_of("640122", "贺兰县", [], [nothing]))
    assert (common[BUREAU][2019], common[TOWN][2021], common[TOWN][2019]) == ("list_unread", "list_unread", "held")
    blocked = states(*held, outcome=VisitOutcome.BLOCKED, reason="the home page is behind a wall (waf_412)")
    assert (blocked[TOWN][2021], blocked[COUNTY][2025], blocked[TOWN][2019]) == ("blocked", "not_due", "held")


def test_a_department_that_the_portal_lists_owes_the_last_report_due():
    found = states(report(TOWN, "township", 2019), announced={"贺兰县水务局": "department"})["贺兰县水务局"]
    assert {year for year, state in found.items() if state != "none"} == {2025}
    assert found[2025] == "missing"


def test_the_day_after_the_term_a_report_is_due():
    assert not due(2025, "county", date(2026, 3, 31))
    assert due(2025, "county", date(2026, 4, 1))
    assert due(2025, "township", date(2026, 2, 1))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([COUNTY, TOWN, BUREAU, "贺兰县某镇人民政府", None]),
            st.sampled_from(["county", "township", "department", "other"]),
            st.integers(1999, 2027),
            st.booleans(),
        ),
        max_size=30,
    ),
    st.booleans(),
)
def test_every_report_stands_in_exactly_one_cell_and_only_such_cells_are_held_or_gone(facts, complete):
    reports = [
        report(agency, level, year, id=str(number), gone_since="2026-01-01" if gone else None)
        for number, (agency, level, year, gone) in enumerate(facts)
    ]
    years = years_of((one.year for one in reports), TODAY, None)
    rows = rows_of(looked(complete), reports, years, TODAY)
    cells = [cell for row in rows for cell in row.cells.values()]
    assert sorted(one.id for cell in cells for one in cell.reports) == sorted(one.id for one in reports)
    assert all((cell.state in {State.HELD, State.GONE}) == bool(cell.reports) for cell in cells)
    claims = {State.MISSING, State.BEFORE}
    assert not any(cell.state in ({State.UNKNOWN} if complete else claims) for cell in cells)
    assert all(cell.why for cell in cells)


def test_the_page_is_whole_safe_and_says_every_state_in_a_word():
    hostile = report(
        TOWN,
        "township",
        2020,
        title='<script>alert(1)</script>"联系13912345678 或 a.b@163.com',
        url="javascript:alert(1)",
    )
    fine = report(TOWN, "township", 2021, url="http://portal.example/a?b=1&c=2", version=3)
    rows = rows_of(looked(complete=False), [hostile, fine], range(2008, 2026), TODAY)
    ledger = Ledger("640122", "贺兰县", PORTAL.home, "blocked", "<b>waf_412", "2026-02-09T01:00:00Z", rows)
    source = "".join(page(lambda: [ledger], "生成于 <今天>"))
    tree = html.document_fromstring(source)
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //@src | //@onclick")
    assert "url(" not in source
    assert "@import" not in source
    links = tree.xpath("//section//a")
    assert [link.get("href") for link in links] == ["http://portal.example/a?b=1&c=2"]
    assert "（第3版）" in links[0].get("title")
    assert "13912345678" not in source
    assert "163.com" not in source
    assert "［手机号］" in source
    cells = tree.xpath("//section//tbody/tr/td")
    assert Counter(cell.text_content() for cell in cells) == Counter(
        WORDS[cell.state] for row in rows for cell in row.cells.values()
    )
    assert tree.xpath("//section//p")[0].text_content() == "最近访问：2026-02-09，被拦截：<b>waf_412"
    assert tree.get("lang") == "zh-CN"
    assert all(table.xpath("caption") for table in tree.xpath("//table"))
    assert all(cell.get("scope") for cell in tree.xpath("//th"))


@pytest.mark.parametrize(
    "text",
    [
        "电话0951-8061234，邮箱xxgk@nxhl.gov.cn，索引号640122/2021-00012",
        "2019-2023年：15 20 2019件；t20230113_2143558.html；编号1391234567890",
        "来信寄a.b@xxgk.nxhl.gov.cn.",
    ],
)
def test_offices_keep_their_addresses_and_figures_stay(text):
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("＋86 139-1234-5678、１３９１２３４５６７８", "［手机号］、［手机号］"),
        ("(86)139 1234 5678/1391 234 5678/139 12 34 56 78", "［手机号］/［手机号］/［手机号］"),
        ("0086-13912345678转013912345678或Tel13912345678", "［手机号］转［手机号］或Tel［手机号］"),
        ("邮箱a.b@163.com，a＠qq．com，a@gov.cn.example.com", "邮箱［邮箱］，［邮箱］，［邮箱］"),
        (
            "64012219900101123X，６４０１２２１９９００１０１１２３４，640122900101123",
            "［证件号］，［证件号］，［证件号］",
        ),
    ],
)
def test_what_is_personal_is_not_shown(text, shown):
    assert redacted(text) == shown


def test_page_data_and_table_of_an_archive_agree(place):
    place.harvest(Town(TOWN, 2020), Town(BUREAU, 2021, level="department"))
    page_at, data_at = place.path / "new" / "c.html", place.path / "c.json"
    selection = ("--portals", "640122,640205", "--years", "2020-2021")
    done = place.run("coverage", "--html", str(page_at), "--json", str(data_at), *selection)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    data = json.loads(data_at.read_text())
    here, elsewhere = data["portals"]
    assert (here["outcome"], elsewhere["outcome"], elsewhere["visited"]) == ("complete", "never", None)
    owed = sum(body["owes"] for body in here["bodies"]) * 2 - 1
    assert {state: number for state, number in here["counts"].items() if number} == {"held": 2, "missing": owed}
    assert elsewhere["counts"]["missing"] == 0
    assert elsewhere["counts"]["unknown"] > 20
    cells = html.parse(str(page_at)).xpath("//section[@id='p640122']//tbody/tr/td")
    assert Counter(cell.get("class") for cell in cells if cell.get("class"))["held"] == 2
    table = place.run("coverage", "--years", "2020-2021").stdout.splitlines()
    columns = ["code", "name", *(state.replace("_", "-") for state in here["counts"]), "last", "visit"]
    assert table[0].replace("list unread", "list-unread").replace("not due", "not-due").split() == columns
    assert table[1].split()[:7] == ["640122", "贺兰县", "2", "0", "0", "0", str(owed)]
    assert len(table) == 3
    why = place.run("coverage", "--years", "2020-2021", "--explain", "金贵镇").stdout.splitlines()
    assert why[0] == f"{TOWN} (township, 640122)"
    assert why[1].split()[:2] == ["2020", "held"]
    assert why[2].split(maxsplit=2) == ["2021", "missing", "due on 2022-01-31; the portal was read to its end"]
    assert place.run("coverage", "--explain", "无此镇").returncode == 2


def test_what_cannot_be_written_or_selected_is_one_line(place):
    place.harvest(Town(TOWN, 2020))
    (place.path / "file").write_text("")
    unwritable = place.run("coverage", "--json", str(place.path / "file" / "c.json"))
    assert (unwritable.returncode, unwritable.stderr.count("\n")) == (5, 1)
    unknown = place.run("coverage", "--portals", "999999")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
