import json

import pytest
from scrapy.http import HtmlResponse, Response

from spiders import urls
from spiders.discovery import Explorer
from spiders.items import Kind, Link, LinkContext
from spiders.json_form import as_json, from_json
from spiders.portals import Portal
from tests.spiders.discovery.lab import HOME, PORTAL, Visit, as_link, html, listing, report, served

COLUMN = f"{HOME}zwgk/zfxxgknb/"
MENU = '<ul class="nav"><li><a href="/xwzx/">新闻中心</a></li><li><a href="/zwgk/">政务公开</a></li></ul>'
TOWN = "贺兰县立岗镇2021年政府信息公开工作年度报告"


def small_portal() -> dict[str, str]:
    return {
        "/": f"<html><title>贺兰县人民政府</title><body>{MENU}</body></html>",
        "/zwgk/": f"<html><title>政务公开</title><body>{MENU}<a href='/zwgk/zfxxgknb/'>政府信息公开年报</a></body></html>",
        "/zwgk/zfxxgknb/": listing(
            ("202201/t20220120_1.html", TOWN), ("202201/t20220120_2.html", "贺兰县法治政府建设年度报告")
        ),
        "/zwgk/zfxxgknb/202201/t20220120_1.html": report(TOWN),
    }


def test_the_way_from_home_to_a_report(visit):
    done = visit(small_portal())
    assert [one.title for one in done.reports.values()] == [TOWN]
    assert done.urls[:4] == [HOME, f"{HOME}zwgk/", COLUMN, f"{COLUMN}202201/t20220120_1.html"]
    found = next(iter(done.reports.values()))
    assert (found.year, found.agency, found.level) == (2021, "贺兰县立岗镇人民政府", "township")
    assert found.via[0].url == COLUMN
    assert done.explorer.verdict()[0] == "complete"


def test_what_looks_like_a_report_is_refused_with_its_reason(visit):
    done = visit(small_portal())
    assert [one.reason for _, reading in done.asked for one in reading.rejected] == ["rule_of_law"]


def test_memory_is_json_and_brings_the_explorer_back(visit):
    done = visit(small_portal())
    memory = json.loads(json.dumps(done.explorer.memory()))
    assert Explorer(PORTAL, memory).verdict() == done.explorer.verdict()


def test_seeds_are_home_and_columns():
    portal = Portal(code="640122", name="贺兰县", home=HOME, columns=(COLUMN,))
    assert [(one.url, one.kind) for one in Explorer(portal).seeds()] == [(HOME, Kind.HOME), (COLUMN, Kind.LIST)]


def test_years_that_nobody_wants_are_not_asked_for(visit):
    done = visit(small_portal(), years=frozenset({2019}))
    assert done.reports == {}
    assert not any("t20220120_1" in url for url in done.urls)


def test_a_home_page_read_under_its_twin_is_told(explorer):
    (home,) = explorer.seeds()
    assert home.url.startswith("http:")
    twin = explorer.failed(home, "tls").links[0]
    explorer.read(html(twin.url, f"<html><title>x</title><body>{MENU}</body></html>"), twin)
    assert twin.url.startswith("https:")
    _, reason = explorer.verdict()
    assert f"the home page was read at {twin.url}, it gives no answer as registered (tls)" in reason
    again = Explorer(PORTAL, json.loads(json.dumps(explorer.memory())))
    assert again.verdict()[1] == reason


def test_an_unanswered_home_page_is_tried_under_its_twins(explorer):
    link, tried = explorer.seeds()[0], []
    while True:
        reading = explorer.failed(link, "refused")
        if not reading.links:
            break
        link = reading.links[0]
        tried.append(link.url)
    assert tried == ["https://www.x.gov.cn/", "http://x.gov.cn/", "https://x.gov.cn/"]
    assert explorer.verdict() == ("unreachable", "the home page gave no answer: refused")


def test_a_wall_is_blocked_and_never_content(explorer):
    reading = explorer.read(html(HOME, "<script>$_ts=window['$_ts'];</script>", 412), explorer.seeds()[0])
    assert (reading.kind, reading.wall, reading.links) == (Kind.BLOCKED, "waf_412", ())
    assert explorer.verdict()[0] == "blocked"


def test_soft_404(explorer):
    link = as_link(f"{COLUMN}1.html", Kind.REPORT)
    page = html(link.url, "<html><body>您访问的页面不存在</body></html>")
    assert explorer.read(page, link).kind is Kind.SOFT_404


def test_the_home_page_in_place_of_another_is_a_soft_404(explorer):
    home = f"<html><body>{MENU}<p>今天是2026年1月1日 星期四</p></body></html>"
    explorer.read(html(HOME, home), explorer.seeds()[0])
    link = as_link(COLUMN, Kind.LIST)
    assert explorer.read(html(COLUMN, home.replace("星期四", "星期五")), link).kind is Kind.SOFT_404


def test_a_shell_that_moves_on_is_followed(explorer):
    link = as_link(COLUMN, Kind.LIST, agency="贺兰县教育局")
    reading = explorer.read(html(COLUMN, "<meta http-equiv=refresh content='0;url=./2021n/'>"), link)
    assert [(one.url, one.kind, one.agency) for one in reading.links] == [
        (f"{COLUMN}2021n/", Kind.LIST, "贺兰县教育局")
    ]


@pytest.mark.parametrize("asked", [{"render": True}, {"method": "POST", "body": "page=1"}])
def test_a_refresh_is_a_request_of_its_own(explorer, asked):
    target, link = f"{COLUMN}2021n/", as_link(COLUMN, Kind.LIST, **asked)
    reading = explorer.read(html(COLUMN, "<meta http-equiv=refresh content='0;url=./2021n/'>"), link)
    rendered = bool(asked.get("render"))
    assert [(one.key, one.render, one.method, one.body) for one in reading.links if one.url == target] == [
        (urls.key(target, render=rendered), rendered, "GET", "")
    ]


def test_foreign_hosts_are_never_linked(explorer):
    body = listing(("http://clone.example/nb/1.html", TOWN), ("//www.x.gov.cn.evil.example/2.html", TOWN))
    reading = explorer.read(html(COLUMN, body), as_link(COLUMN, Kind.LIST))
    assert reading.links == ()


def test_an_index_page_that_is_the_report(explorer):
    url = f"{COLUMN}2020n/"
    reading = explorer.read(html(url, report(TOWN)), as_link(url, Kind.LIST, anchor="2021年"))
    assert [one.title for one in reading.reports] == [TOWN]


def test_attachments_become_links_that_know_their_report(explorer):
    body = report(TOWN).replace("</div></body>", '<p><a href="P020.pdf">全文.pdf</a></p></div></body>')
    reading = explorer.read(html(f"{COLUMN}t1.html", body), as_link(f"{COLUMN}t1.html", Kind.REPORT))
    file = next(one for one in reading.links if one.kind is Kind.FILE)
    assert (file.url, file.context.report.key) == (f"{COLUMN}P020.pdf", urls.key(f"{COLUMN}t1.html"))
    answer = explorer.read(Response(file.url, body=b"%PDF-1.4 ..."), file)
    assert (answer.kind, answer.reports) == (Kind.FILE, ())


def test_a_document_in_a_list_is_a_report_without_a_page(explorer):
    reading = explorer.read(html(COLUMN, listing(("P020.doc", TOWN))), as_link(COLUMN, Kind.LIST))
    file = next(one for one in reading.links if one.kind is Kind.FILE)
    answer = explorer.read(
        Response(file.url, body=b"\xd0\xcf\x11\xe0" + bytes(100)),
        from_json(Link, json.loads(json.dumps(as_json(file)))),
    )
    assert [(one.title, one.year, one.key) for one in answer.reports] == [(TOWN, 2021, file.key)]


def test_html_where_a_document_was_expected_is_read_as_a_page(explorer):
    link = as_link(f"{COLUMN}P020.doc", Kind.FILE, anchor=TOWN, context=LinkContext(title=TOWN))
    assert explorer.read(html(link.url, report(TOWN)), link).kind is Kind.REPORT


def test_a_list_that_repeats_its_first_page_is_closed(explorer):
    explorer.read(html(HOME, f"<body>{MENU}</body>"), explorer.seeds()[0])
    first = listing(("1.html", TOWN), more="<a href='?page=2'>2</a><a href='?page=3'>3</a><a href='?page=9'>尾页</a>")
    reading = explorer.read(html(COLUMN, first), as_link(COLUMN, Kind.LIST))
    further = [one for one in reading.links if "page=" in one.url]
    assert len(further) == 8
    explorer.read(html(further[0].url, first), further[0])
    assert explorer.factors()[further[0].group] == 0.0
    assert explorer.verdict()[0] == "incomplete"


def test_a_page_of_a_list_that_fails_makes_the_visit_incomplete(visit):
    pages = small_portal()
    pages["/zwgk/zfxxgknb/"] = listing(
        ("202201/t20220120_1.html", TOWN), more="<script>createPageHTML(2, 0, 'index', 'html');</script>"
    )
    outcome, reason = visit(pages).explorer.verdict()
    assert (outcome, "page 2 could not be read (http_404)" in reason) == ("incomplete", True)


def test_fewer_entries_than_claimed_make_it_incomplete(visit):
    pages = small_portal()
    pages["/zwgk/zfxxgknb/"] = listing(("202201/t20220120_1.html", TOWN), more="<p>共 3 条</p>")
    assert "claims 3 entries, 1 seen" in visit(pages).explorer.verdict()[1]


def test_a_page_without_anything_but_scripts_asks_for_a_browser(visit):
    pages = small_portal()
    pages["/zwgk/zfxxgknb/"] = (
        "<html><title>政府信息公开年报</title><body><div id=app></div><script src=/app.js></script></body></html>"
    )
    done = visit(pages)
    rendered = [link for link, _ in done.asked if link.render]
    assert [link.url for link in rendered] == [COLUMN]
    assert rendered[0].key != urls.key(COLUMN)
    assert done.explorer.verdict()[0] == "incomplete"


def test_without_a_browser_the_portal_needs_one(explorer):
    explorer.read(html(HOME, f"<body>{MENU}</body>"), explorer.seeds()[0])
    body = "<html><title>政府信息公开年报</title><body><div id=app></div><script src=/app.js></script></body></html>"
    reading = explorer.read(html(COLUMN, body), as_link(COLUMN, Kind.LIST))
    assert reading.kind is Kind.SHELL
    assert explorer.verdict()[0] == "incomplete"
    explorer.failed(next(one for one in reading.links if one.render), "no_browser")
    assert explorer.verdict()[0] == "needs_browser"


def test_endpoints_come_before_the_browser(explorer):
    body = "<html><title>政府信息公开年报</title><body><div id=app></div><script>$.getJSON('/api/list.json?page=1', f)</script></body></html>"
    reading = explorer.read(html(COLUMN, body), as_link(COLUMN, Kind.LIST))
    kinds = [(one.kind, one.render) for one in reading.links]
    assert kinds[0] == (Kind.DATA, False)
    assert kinds[-1][1] is True
    data = reading.links[0]
    rows = [{"title": TOWN, "url": "/nb/t20220120_1.html", "date": "2022-01-20"}]
    answer = HtmlResponse(
        data.url, body=json.dumps({"total": 2, "rows": rows}).encode(), headers={"Content-Type": "application/json"}
    )
    listed = explorer.read(answer, data)
    assert [one.url for one in listed.links if one.kind is Kind.REPORT] == [f"{HOME}nb/t20220120_1.html"]
    assert [one.url for one in listed.links if one.kind is Kind.DATA] == [f"{HOME}api/list.json?page=2"]


def test_the_organ_of_a_directory_goes_with_its_links(explorer):
    names = ("教育局", "财政局", "审计局", "立岗镇", "金贵镇", "习岗街道")
    organs = "".join(f"<li><a href='/bm/{i}/'>{name}</a></li>" for i, name in enumerate(names))
    url = f"{HOME}bm/"
    reading = explorer.read(
        html(url, f"<title>部门信息公开</title><ul>{organs}</ul>"), as_link(url, Kind.DIRECTORY, anchor="部门信息公开")
    )
    assert reading.kind is Kind.DIRECTORY
    assert {one.agency for one in reading.links} >= {"贺兰县教育局", "贺兰县立岗镇人民政府", "贺兰县习岗街道办事处"}
    organ = next(one for one in reading.links if one.url.endswith("/bm/0/"))
    page = "<title>教育局</title><div class=side><a href='/bm/0/nb/'>信息公开年报</a></div>"
    column = explorer.read(html(organ.url, page), organ).links[0]
    assert (column.url, column.kind, column.agency) == (f"{HOME}bm/0/nb/", Kind.LIST, "贺兰县教育局")
    entries = explorer.read(html(column.url, listing(("t20220120_9.html", "2021年政府信息公开工作年度报告"))), column)
    assert [one.agency for one in entries.links if one.kind is Kind.REPORT] == ["贺兰县教育局"]


def test_what_does_not_pay_is_asked_for_later(explorer):
    link = as_link(f"{HOME}x/", Kind.HUB, group="place body>div>a")
    for _ in range(5):
        explorer.read(html(link.url, "<title>x</title><p>没有链接</p>" + "字" * 300), link)
    assert explorer.factors()[link.group] < 0.5
    assert explorer.factors() == {}


def test_the_budget_ends_a_visit(visit):
    done = visit(small_portal(), budget=2)
    assert len(done.asked) == 2
    assert done.explorer.verdict()[0] == "incomplete"


def test_reports_of_other_places_are_refused(explorer):
    reading = explorer.read(
        html(COLUMN, listing(("t20220120_3.html", "银川市2021年政府信息公开工作年度报告"))), as_link(COLUMN, Kind.LIST)
    )
    assert reading.links == ()
    assert [one.reason for one in reading.rejected] == ["other_body"]


def test_in_a_column_of_reports_a_bare_name_is_an_entry_whatever_it_ends_with(visit):
    names = ["立岗街道办事处", "消防救援大队", "财政局"]
    entries = [(f"202201/t20220120_{number}.html", name) for number, name in enumerate(names, 1)]
    pages = small_portal() | {"/zwgk/zfxxgknb/": listing(*entries)}
    pages |= {f"/zwgk/zfxxgknb/{href}": report(name) for href, name in entries}
    assert {one.title for one in visit(pages).reports.values()} == set(names)


def test_a_county_page_at_the_root_owns_no_other_page(visit):
    menu = "<ul>" + "".join(
        f"<li><a href='/{n}.htm'>{name}</a></li>" for n, name in (("a", "县政府办公室"), ("b", "县财政局"))
    )
    entry = ("/info/9/1.htm", "2021年政府信息公开工作年度报告")
    pages = small_portal() | {
        "/zwgk/zfxxgknb/": f"<html><title>政府信息公开年报</title><body>{menu}</body></html>",
        "/a.htm": listing(title="县政府办公室", more="<div class=nav><a href='/c.htm'>部门年报</a></div>"),
        "/c.htm": listing(entry, title="县直部门年报"),
        entry[0]: report(entry[1]),
    }
    assert [(one.agency, "agency_unknown" in one.flags) for one in visit(pages).reports.values()] == [(None, True)]


def test_the_next_report_is_not_of_the_body_whose_report_leads_to_it(visit):
    """The list's second page names the body; the first page's last report shows the same link and names none."""
    bare = "2021年政府信息公开工作年度报告"
    row = "<tr><td>{}</td><td>2022-01-20</td><td><a href='{}'>{}</a></td></tr>"
    head = "<html><title>政府信息公开年报</title><table>"
    more = "</table><div class=pager><a href='/nb/'>1</a><a href='/nb/2.html'>2</a></div></html>"
    leads = f"<p>下一篇：<a href='/info/2.html'>{bare}</a></p></body>"
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": head + row.format("教育局", "/info/1.html", bare) + more,
        "/nb/2.html": head + row.format("财政局", "/info/2.html", bare) + more,
        "/info/1.html": report(bare, 1).replace("</body>", leads),
        "/info/2.html": report(bare, 2),
    }
    assert {one.url[-6]: one.agency for one in visit(pages).reports.values()} == {
        "1": "贺兰县教育局",
        "2": "贺兰县财政局",
    }


def test_a_column_that_only_the_sitemap_names_is_found(visit):
    pages = small_portal()
    pages["/"] = "<html><title>贺兰县人民政府</title><body><a href='/xwzx/'>新闻中心</a></body></html>"
    pages["/sitemap.xml"] = f"<?xml version='1.0'?><urlset><url><loc>{COLUMN}</loc></url></urlset>"
    done = visit(pages)
    assert [one.title for one in done.reports.values()] == [TOWN]
    assert f"{HOME}sitemap.xml" not in visit(small_portal()).urls


def test_a_county_without_its_townships_reports_is_said_to_be_so(visit):
    pages = {
        path: body.replace(TOWN, "贺兰县教育局2021年政府信息公开工作年度报告") for path, body in small_portal().items()
    }
    outcome, reason = visit(pages).explorer.verdict()
    assert (outcome, "none of them of the" in reason) == ("complete", True)


def test_a_document_without_an_address_that_says_so_hangs_on_its_report(explorer):
    body = report(TOWN).replace("</div></body>", f'<p><a href="/download.do?fileid=7">{TOWN}.docx</a></p></div></body>')
    reading = explorer.read(html(f"{COLUMN}t1.html", body), as_link(f"{COLUMN}t1.html", Kind.REPORT))
    assert [one.url for one in reading.links if one.kind is Kind.FILE] == [f"{HOME}download.do?fileid=7"]


def mute_after(answered: int, wall: int) -> Visit:
    """Visit a portal of one list with a hundred reports that answers so many times, and then with a wall."""
    pages = {f"/r{n}.html": report(f"贺兰县{2008 + n % 10}年政府信息公开工作年度报告", n) for n in range(100)}
    pages["/"] = listing(
        *((path, f"贺兰县教育局{2008 + n % 10}年政府信息公开年度报告") for n, path in enumerate(pages))
    )
    answers = iter(range(10_000))
    answer = served(pages)
    return Visit(
        Explorer(PORTAL), lambda link: answer(link) if next(answers) < answered else html(link.url, "", wall)
    ).run()


@pytest.mark.parametrize("status", [412, 503])
def test_a_portal_that_stops_answering_is_left_in_peace(status):
    visit = mute_after(30, status)
    assert len(visit.asked) == 70
    assert visit.explorer.verdict()[0] in {"incomplete", "blocked"}
    assert "in a row were walls or none at all" in visit.stopped


def test_known_pages_of_a_portal_that_never_answers_are_left_in_peace():
    visit = Visit(Explorer(PORTAL), lambda link: html(link.url, "", 412))
    visit.waiting = {link.key: link for link in (as_link(f"{HOME}r{n}.html", Kind.REPORT) for n in range(100))}
    visit.run()
    assert len(visit.asked) == 8
    assert visit.explorer.verdict()[0] == "blocked"
