"""What an audit makes of the evidence: each rule with the case that must raise it, and the one next to it."""

from datetime import date

import pytest

from crawler.audit import PortalEvidence, audit, bodies, links, lists, titles
from crawler.audit.evidence import SeenList, UnreadLink
from crawler.coverage import LedgerReport, LookedAt, rows_of
from crawler.coverage.announced import AnnouncedBody
from spiders.discovery import completeness
from spiders.discovery.gaps import Gap, GapKind
from spiders.discovery.list_progress import ListProgress
from spiders.items import Kind, ListClaim, Rejected
from storage.vocabulary import FrontierState, VisitOutcome

CODE, NAME, HOME = "640122", "贺兰县", "http://x.cn/"
TODAY = date(2025, 6, 1)
BUREAUS = ("教育局", "财政局", "水务局", "审计局", "司法局")


def unread(path, kind=Kind.LIST, score=0.9, *, state="skipped", why="enough", anchor="年报"):
    return UnreadLink(url=HOME + path, kind=kind, score=score, anchor=anchor, state=FrontierState(state), why=why)


def ledger(years):
    """The rows of a portal on which these bodies reported for these years."""
    reports = [
        LedgerReport(f"{body}{year}", NAME + body, level_of(body), year, "", f"{HOME}{body}{year}", 1, None, ())
        for body, of_body in years.items()
        for year in of_body
    ]
    return rows_of(
        LookedAt(code=CODE, name=NAME, outcome=VisitOutcome.COMPLETE), reports, range(2008, TODAY.year), TODAY
    )


def level_of(body):
    return (
        "county" if body == "人民政府" else "township" if body.endswith(("镇人民政府", "乡人民政府")) else "department"
    )


def told(findings):
    return [(str(finding.kind), finding.url.removeprefix(HOME), finding.reason) for finding in findings]


HELD = ledger({"人民政府": [2023, 2024]})


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (unread("a"), "‘年报’ promises a list (0.90); not asked for: enough"),
        (unread("a", state="failed", why="timeout"), "‘年报’ promises a list (0.90); no answer: timeout"),
        (
            unread("a", state="todo", why=""),
            "‘年报’ promises a list (0.90); not asked for yet: the visit was cut short",
        ),
        (
            unread("a", Kind.DIRECTORY, 0.55, anchor=""),
            "a link without words promises a directory (0.55); not asked for: enough",
        ),
        (
            unread("a", why="no_browser", anchor="年报13912345678"),
            "‘年报［手机号］’ promises a list (0.90); not asked for: only a browser can show it, and none is installed",
        ),
    ],
)
def test_a_column_that_was_announced_and_not_read(link, words):
    assert told(links.unread_columns(PortalEvidence(home=HOME, unread=(link,), ledger=HELD))) == [
        ("unread_column", "a", words)
    ]


def test_what_promises_little_is_told_of_a_portal_without_reports_alone():
    doubtful = tuple(unread(str(number), Kind.HUB, 0.12) for number in range(20))
    assert not list(links.unread_columns(PortalEvidence(home=HOME, unread=doubtful, ledger=HELD)))
    assert len(list(links.unread_columns(PortalEvidence(home=HOME, unread=doubtful)))) == links.DOUBTFUL_TOLD


def test_what_a_page_promises_and_no_link_leads_to():
    gaps = (
        Gap(kind=GapKind.CHOICE, words="2019", url=f"{HOME}nb/"),
        Gap(kind=GapKind.EMPTY_COLUMN, words="", url=f"{HOME}bm/"),
    )
    assert told(audit(PortalEvidence(home=HOME, gaps=gaps, shells=(f"{HOME}xz/",)), TODAY)) == [
        ("unread_column", "xz/", "reports are announced there, and nothing is to be seen without scripts"),
        ("unkept_promise", "nb/", "‘2019’ can be pressed or chosen, and only a script knows what comes"),
        ("unkept_promise", "bm/", "is a column of annual reports, and shows nothing"),
    ]


def test_every_gap_has_its_words():
    assert set(links._GAPS) == set(GapKind) - {GapKind.ELSEWHERE}  # told host by host
    assert set(completeness._GAPS) == set(GapKind)


def test_reports_that_were_not_read_are_told_once_for_each_reason():
    lost = [unread(f"{n}.html", Kind.REPORT, state="failed", why="http_404") for n in range(3)]
    cut = unread("a.pdf", Kind.FILE, state="failed", why="timeout")
    assert told(links.unread_reports(PortalEvidence(home=HOME, unread=(*lost, cut)))) == [
        ("unread_report", "0.html", "3 listed reports, such as: ‘年报’; no answer: http_404"),
        ("unread_report", "a.pdf", "1 listed report: ‘年报’; no answer: timeout"),
    ]


def test_what_robots_forbids_is_not_followed_and_no_unread_column():
    evidence = PortalEvidence(home=HOME, unread=(unread("a", why="robots"), unread("b", score=0.1, why="robots")))
    assert [finding.kind for finding in audit(evidence, TODAY)] == ["not_followed"]
    assert told(links.forbidden(evidence)) == [("not_followed", "a", "robots.txt forbids 1 list: ‘年报’")]


def elsewhere(url, words):
    return Gap(kind=GapKind.ELSEWHERE, words=words, url=url, via=HOME)


def test_foreign_hosts_are_told_once_each_with_their_first_link():
    gaps = (
        elsewhere("http://zwgk.city.cn/hl/nb/", "贺兰县政府信息公开年报"),
        elsewhere("http://zwgk.city.cn/hl/nb/", "政府信息公开年报"),
        elsewhere("http://zwgk.city.cn/hl/", "政务公开"),
        elsewhere("https://mp.weixin.qq.com/s/1", "贺兰县财政局2023年政府信息公开工作年度报告"),
    )
    assert [reason for _, _, reason in told(links.foreign(PortalEvidence(home=HOME, gaps=gaps[:1] + gaps[2:])))] == [
        f"zwgk.city.cn is no host of this portal; 2 links, such as: ‘贺兰县政府信息公开年报’ on {HOME}",
        f"mp.weixin.qq.com is no host of this portal; 1 link: ‘贺兰县财政局2023年政府信息公开工作年度报告’ on {HOME}",
    ]
    assert len(told(links.foreign(PortalEvidence(home=HOME, gaps=gaps)))) == 2


def seen(*pages, annual=True, **claims):
    made = tuple(
        ListClaim(column="x", page=number, entries=tuple(f"{number}/{n}" for n in range(entries)), **claims)
        for number, entries in enumerate(pages)
    )
    progress = ListProgress(name="年报")
    for claim in made:
        progress.note(claim, annual=annual)
    return SeenList(url=f"{HOME}nb/", progress=progress)


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (seen(8, total=8, pages=1), ""),
        (seen(8, total=23), "claims 23 entries, 8 seen"),
        (seen(8, pages=3), "2 of 3 pages not read"),
        (seen(8, more=True), "page 2 was announced and not read"),
        (seen(0), "a column of annual reports without an entry"),
        (seen(0, annual=False), ""),
        (seen(15), "its one page has 15 entries and no word of further ones: was a pager missed?"),
        (seen(15, pages=1), ""),
        (seen(15, 4), ""),
        (seen(14), ""),
    ],
)
def test_lists_whose_numbers_do_not_fit(case, fault):
    findings = told(lists.misfits(PortalEvidence(home=HOME, lists=(case,))))
    assert findings == ([("list_numbers", "nb/", f"‘年报’: {fault}")] if fault else [])


def test_refused_titles_come_in_the_order_of_their_likeness():
    refused = (
        Rejected(url="1", title="贺兰县财政局2023年部门决算", reason="finance"),
        Rejected(url="2", title="关于做好政府信息公开工作的通知", reason="notice"),
        Rejected(url="3", title="图解：贺兰县2023年政府信息公开工作年度报告", reason="interpretation"),
        Rejected(url="4", title="贺兰县财政局2023年政府信息公开工作年度报告", reason="other_content"),
        Rejected(url="http://a:b@x.cn/", title="政府信息公开年报", reason="address_credentials"),
    )
    evidence = PortalEvidence(home=HOME, rejected=refused)
    assert [finding.url for finding in titles.lookalikes(evidence)] == ["4", "3"]
    [address] = links.refused(evidence)
    assert (address.kind, address.url) == ("not_followed", "http://a:b@x.cn/")


def test_bodies_without_any_report():
    known = (
        AnnouncedBody(name="贺兰县金贵镇人民政府", level="township", url=f"{HOME}jgz/"),
        AnnouncedBody(name="贺兰县教育局", level="department", url=f"{HOME}jyj/"),
        AnnouncedBody(name="贺兰县财政局", level="department", url=f"{HOME}czj/"),
        AnnouncedBody(name="银川市人民政府", level="other", url=f"{HOME}yc/"),
    )
    rows = ledger({"人民政府": [2023], "财政局": [2023], "立岗镇人民政府": [2020]})
    findings = told(bodies.silent(PortalEvidence(home=HOME, ledger=rows, announced=known)))
    places = {reason.partition(",")[0]: url for _, url, reason in findings}
    assert places["贺兰县金贵镇人民政府"] == "jgz/"
    assert places["贺兰县洪广镇人民政府"] == ""  # on the statistical list, and nowhere on the portal: its home page
    assert places["贺兰县教育局"] == "jyj/"
    assert not {"贺兰县财政局", "贺兰县立岗镇人民政府", "贺兰县人民政府", "银川市人民政府"} & set(places)


def test_a_body_that_left_out_a_year():
    rows = ledger({"人民政府": [2020, 2021, 2022, 2023, 2024], "财政局": [2021, 2023], "教育局": [2020, 2023]})
    evidence = PortalEvidence(home=HOME, ledger=rows, listed_at={"财政局2023": f"{HOME}bm/"})
    assert told(bodies.missing_years(evidence, TODAY)) == [
        ("missing_year", "bm/", "贺兰县财政局 reported for 2021 and 2023, and not for 2022")
    ]


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ([2021, 2022, 2023, 2024], None),
        ([2021, 2023, 2024], "0 bodies reported for 2022, 5 for 2021"),
        ([2021, 2022, 2023], "0 bodies reported for 2024, 5 for 2023"),  # due since January
        ([2022, 2023, 2024], None),
    ],
)
def test_a_year_with_far_fewer_reports_than_those_beside_it(years, words):
    evidence = PortalEvidence(home=HOME, ledger=ledger(dict.fromkeys(BUREAUS, years)))
    assert [reason for _, _, reason in told(bodies.few_reports(evidence, TODAY))] == ([words] if words else [])
    assert not list(bodies.missing_years(evidence, TODAY))  # what all left out is told once


def test_a_year_whose_term_is_not_over_is_no_dip():
    evidence = PortalEvidence(home=HOME, ledger=ledger(dict.fromkeys(BUREAUS, (2022, 2023))))
    assert not list(bodies.few_reports(evidence, date(2025, 1, 20)))


def test_nothing_is_told_of_a_portal_that_has_all():
    assert audit(PortalEvidence(home=HOME), TODAY) == []
    assert len(audit(PortalEvidence(home=HOME, gaps=(elsewhere("http://y.cn/", ""),)), TODAY)) == 1
