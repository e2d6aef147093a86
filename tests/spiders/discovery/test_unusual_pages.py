"""Pages that gather reports, year buttons, and entries that only their place makes reports: from link to report."""

import pytest
from scrapy.http import Response

from spiders import urls
from spiders.discovery import Explorer
from spiders.discovery.link_priors import prior
from spiders.discovery.page_context import PageContext
from spiders.items import Kind
from spiders.pages import Page
from spiders.portals import Portal
from tests.spiders.discovery.lab import HOME, Visit, as_link, html, listing, report, served

PORTAL = Portal(code="640122", name="贺兰县", home=HOME)
BODIES = {"贺兰县教育局": "贺兰县教育局", "县民政局": "贺兰县民政局", "立岗镇": "贺兰县立岗镇人民政府"}
START = f"<html><body><a href='/nb/'>政府信息公开年报</a><p>{'欢迎访问。' * 50}</p></body></html>"


def visit(pages):
    def answer(link) -> Response | None:
        target = link.url.removeprefix(HOME.rstrip("/"))
        if target.endswith(".pdf"):
            return Response(link.url, body=b"%PDF-1.4", headers={"Content-Type": "application/pdf"})
        return html(link.url, pages[target]) if target in pages else None

    done = Visit(Explorer(PORTAL), answer).run()
    return {(found.year, found.agency) for _, reading in done.asked for found in reading.reports}


def page(title, inner):
    crumbs = "<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/nb/'>政府信息公开年报</a></div>"
    return f"<html><head><title>{title}</title></head><body>{crumbs}<div class='main'><h1>{title}</h1>{inner}</div></body></html>"


@pytest.mark.parametrize("words", ["查看", "{}"])
def test_a_page_of_all_bodies_yields_each_with_its_year(words):
    title = "2021年度贺兰县各部门政府信息公开工作年度报告汇总"
    rows = "".join(
        f"<tr><td>{name}</td><td><a href='/u/{n}.pdf'>{words.format(name)}</a></td></tr>"
        for n, name in enumerate(BODIES)
    )
    pages = {"/": START, "/nb/": listing(("/nb/93.html", title)), "/nb/93.html": page(title, f"<table>{rows}</table>")}
    assert visit(pages) == {(2021, body) for body in BODIES.values()}


def test_year_buttons_yield_each_body_s_years():
    rows = "".join(
        f"<div><span>{name}</span><a href='/u/{n}0.pdf'>2020</a><a href='/u/{n}1.pdf'>2021年</a></div>"
        for n, name in enumerate(BODIES)
    )
    pages = {"/": START, "/nb/": page("政府信息公开年报", f"<div>{rows}</div>")}
    assert visit(pages) == {(year, body) for body in BODIES.values() for year in (2020, 2021)}


def test_bodies_with_dates_yield_the_column_s_year():
    lines = [(f"/nb/2021/{n}.html", name) for n, name in enumerate(BODIES)]
    pages = {"/": START, "/nb/": listing(("/nb/2021/", "2021年")), "/nb/2021/": listing(*lines, title="2021年度报告")}
    pages |= {url: report(name, n) for n, (url, name) in enumerate(lines)}
    assert visit(pages) == {(2021, body) for body in BODIES.values()}


def test_years_with_dates_yield_an_organ_s_reports():
    years = [("/jyj/nb/7.html", "2021年")]
    pages = {
        "/": START,
        "/nb/": listing(("/jyj/nb/", "贺兰县教育局"), ("/mzj/nb/", "贺兰县民政局")).replace("2022-01-20", ""),
    }
    pages |= {"/jyj/nb/": listing(*years, title="贺兰县教育局年度报告"), "/jyj/nb/7.html": report("2021年")}
    assert visit(pages) == {(2021, "贺兰县教育局")}


def test_unusual_titles_are_judged_by_their_text():
    lines = [
        ("/nb/1.html", "贺兰县国税局2021年度信息与政务公开工作报告"),
        ("/nb/2.html", "贺兰县水务局2021年公开工作情况报告"),
    ]
    pages = {"/": START, "/nb/": listing(*lines), "/nb/1.html": report(lines[0][1])}
    pages["/nb/2.html"] = page(lines[1][1], "<p>" + "全县公开工作会议有序召开，各单位踊跃参加。" * 20 + "</p>")
    assert visit(pages) == {(2021, "贺兰县国税局")}


@pytest.mark.parametrize("column", ["历年年报", "年报（旧版）", "公开工作年报", "往年年报", "年报归档"])
def test_columns_of_any_name_are_found(column):
    home = START.replace("政府信息公开年报", column)
    pages = {"/": home, "/nb/": listing(("/nb/1.html", "立岗镇2021年政府信息公开年报"), title=column)}
    pages["/nb/1.html"] = report("立岗镇2021年政府信息公开年报")
    assert visit(pages) == {(2021, "贺兰县立岗镇人民政府")}


@pytest.mark.parametrize(("kind", "further"), [(Kind.REPORT, 1), (Kind.LIST, 0)])
def test_the_pager_of_a_column_turns_its_list_and_no_report(explorer, kind, further):
    page = report("立岗镇2021年政府信息公开年报").replace("</body>", "<a href='index_2.html'>2</a></body>")
    reading = explorer.read(html(f"{HOME}nb/index.html", page), as_link(f"{HOME}nb/index.html", kind))
    assert [len(found.attachments) for found in reading.reports] == [further]


def test_a_report_that_was_taken_for_a_column_goes_on_with_its_pager(explorer):
    page = report("贺兰县人民政府2021年政府信息公开工作年度报告").replace(
        "</body>", "<a href='217_2.html'>2</a></body>"
    )
    reading = explorer.read(html(f"{HOME}nb/2021/217.html", page), as_link(f"{HOME}nb/2021/217.html", Kind.LIST))
    assert [file.url for file in reading.reports[0].attachments] == [f"{HOME}nb/2021/217_2.html"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("信息公开综合信息（指南、年报、决算）", Kind.LIST), ("财政局", Kind.HUB), ("县财政预决算、绩效", Kind.OTHER)],
)
def test_a_link_that_names_our_column_among_others_leads_there_and_an_office_is_no_report(words, kind):
    assert prior(words, f"{HOME}x/").kind is kind


def test_a_list_called_otherwise_whose_pager_nobody_can_turn_is_not_read_to_its_end(explorer):
    lines = [(f"/zx/{year}.html", f"贺兰县立岗镇{year}年政府信息公开工作年度报告") for year in range(2015, 2023)]
    pager = '<a href="javascript:void(0)" onclick="weiter(cur+1)">下一页</a>'
    link = as_link(f"{HOME}zx/", Kind.HUB)
    explorer.read(html(f"{HOME}zx/", listing(*lines, title="综合信息", more=pager)), link)
    assert [gap.words for gap in explorer.state.open_gaps()] == ["下一页"]


def test_a_page_of_several_years_is_a_report_for_each():
    pages = {"/": START, "/nb/": listing(("/nb/1.html", "立岗镇2021年政府信息公开年报"))}
    bodies = [report(f"立岗镇{year}年政府信息公开年报").split("<body>")[1].split("</body>")[0] for year in (2021, 2020)]
    pages["/nb/1.html"] = f"<html><body><div id='zoom'>{''.join(bodies).replace('TRS_Editor', '')}</div></body></html>"
    done = Visit(
        Explorer(PORTAL), lambda link: html(link.url, pages.get(link.url.removeprefix(HOME.rstrip("/")), ""))
    ).run()
    found = [one for link, reading in done.asked for one in reading.reports if link.kind is Kind.REPORT]
    titles = tuple(f"立岗镇{year}年政府信息公开年报" for year in (2021, 2020))
    assert [(one.key, one.year, one.part) for one in found] == [
        (urls.key(f"{HOME}nb/1.html"), 2021, titles),
        (urls.key(f"{HOME}nb/1.html"), 2020, titles[::-1]),
    ]
    assert not any("several_years" in one.flags for one in found)


@pytest.mark.parametrize("words", ["{}", "{}政府信息公开工作年度报告"])
def test_entries_without_a_year_are_of_the_year_they_stand_below(words):
    def block(year):
        lines = "".join(
            f"<li><a href='/u/{year}{n}.pdf'>{words.format(name)}</a></li>" for n, name in enumerate(BODIES)
        )
        return f"<h3>{year}年</h3><ul>{lines}</ul>"

    pages = {"/": START, "/nb/": page("政府信息公开年报", block(2019) + block(2018))}
    assert visit(pages) == {(year, body) for body in BODIES.values() for year in (2019, 2018)}


def test_a_file_s_name_says_what_its_link_does_not():
    name = "贺兰县教育局2019年政府信息公开年度报告"
    pages = {
        "/": START,
        "/nb/": page("政府信息公开年报", f"<p><a href='/u/2021/{name}.pdf'>年度报告（点击下载）</a></p>"),
    }
    assert visit(pages) == {(2019, "贺兰县教育局")}


def test_a_text_that_a_script_holds_is_the_page_s():
    title = "贺兰县教育局政府信息公开年度报告"
    whole = report(title)
    text = whole[whole.index("<p>") : whole.index("</div></body>")].replace("</", "<\\/").replace("\n", "")
    held = f'<div id="zoom"><script>var body="{text}";document.write(body);</script></div>'
    pages = {"/": START, "/nb/": listing(("/nb/1.html", title)), "/nb/1.html": page(title, held)}
    assert visit(pages) == {(2021, "贺兰县教育局")}


def test_a_script_s_patterns_are_no_text():
    title = "贺兰县教育局2021年政府信息公开年度报告"
    held = "<script>var line='<div class=\"row\"><p>'+name+'</p><table><tr><td></td></tr></table></div>';draw(line)</script>"
    pages = {
        "/": START,
        "/nb/": listing(("/nb/1.html", title)),
        "/nb/1.html": page(title, f"<div id=zoom>{held}</div>"),
    }
    assert visit(pages) == set()


@pytest.mark.parametrize("action", ["onclick=\"down('{}')\" href='javascript:void(0)'", "href='/d.jsp?id={}'"])
def test_a_row_says_whose_and_which_year_s_report_is_downloaded(action):
    rows = "".join(
        f"<tr><td>{n}</td><td>{name}</td><td>{year}</td><td><a {action.format(f'{n}{year}')}>下载</a></td></tr>"
        for n, name in enumerate(BODIES.values())
        for year in (2018, 2017)
    )
    script = "<script>function down(id){window.open('/d.jsp?id='+id);}</script>"
    table = f"<table><tr><th>序号</th><th>单位</th><th>年度</th><th>操作</th></tr>{rows}</table>"
    column = f"<html><title>年报下载</title>{script}<body><h2>政府信息公开工作年度报告</h2>{table}</body></html>"

    def answer(link):
        if "/d.jsp" in link.url:
            return Response(link.url, body=b"%PDF-1.4", headers={"Content-Type": "application/octet-stream"})
        pages = {"": START, "nb/": column}
        target = link.url.removeprefix(HOME)
        return html(link.url, pages[target]) if target in pages else None

    done = Visit(Explorer(PORTAL), answer).run()
    found = {(one.year, one.agency) for _, reading in done.asked for one in reading.reports}
    assert found == {(year, body) for body in BODIES.values() for year in (2018, 2017)}


def test_entries_that_are_read_as_none_are_told_when_they_are_most():
    lines = [(f"/nb/{n}.html", f"立岗镇{2018 + n}年政府信息公开年报") for n in range(3)]
    pages = {"/": START, "/nb/": listing(*lines)}
    pages |= {url: page("企业年度报告公示", "<p>" + "企业应当报送年度报告。" * 30 + "</p>") for url, _ in lines}
    done = Visit(Explorer(PORTAL), served(pages)).run()
    assert done.explorer.verdict()[0] == "incomplete"


def test_a_report_is_called_by_the_line_above_its_text_and_not_by_the_site():
    titles = [f"贺兰县{body}2021年政府信息公开工作年度报告" for body in ("教育局", "立岗镇人民政府")]
    text = report("")[report("").index("<p>") :]
    pages = {"/": START, "/nb/": listing(*((f"/show.asp?id={n}", f"{title[:14]}…") for n, title in enumerate(titles)))}
    for n, title in enumerate(titles):
        head = f"<table><tr><td class=tt><b>{title}</b></td></tr><tr><td>发布时间：2022-1-10</td></tr></table>"
        pages[f"/show.asp?id={n}"] = f"<html><title>贺兰县人民政府网</title><body>{head}<div>{text}</body></html>"
    assert visit(pages) == {(2021, "贺兰县教育局"), (2021, "贺兰县立岗镇人民政府")}


def test_a_folder_above_pages_that_led_to_reports_is_looked_into():
    banner = "<a href='/zt/2022ndbg/'>2022年政府信息公开年报</a><a href='/xw/'>新闻</a><a href='/zt/'>专题专栏</a>"
    pages = {"/": f"<html><title>贺兰县</title><body>{banner}<p>{'欢迎访问。' * 50}</p></body></html>"}
    for year in (2022, 2020):
        title = f"立岗镇{year}年政府信息公开年报"
        pages[f"/zt/{year}ndbg/"] = page(
            f"{year}年年报", f"<ul><li><a href='/zt/{year}ndbg/1.html'>{title}</a></li></ul>"
        )
        pages[f"/zt/{year}ndbg/1.html"] = report(title).replace("2021年", f"{year}年")
    pages["/zt/"] = page(
        "专题", "<a href='/zt/2020ndbg/'><img src='/2020.png'></a><a href='/zt/cjwm/'><img src='/w.png'></a>"
    )
    assert visit(pages) == {(year, "贺兰县立岗镇人民政府") for year in (2022, 2020)}


@pytest.mark.parametrize(
    "kind", ["<td rowspan=3>县级</td>", "<td rowspan=3>镇（街道）</td>", "<td rowspan=3>乡镇、部门</td>"]
)
def test_a_matrix_of_bodies_and_years_below_a_cell_of_their_kind(kind):
    heads = "".join(f"<th>{year}年</th>" for year in (2018, 2017))
    rows = "".join(
        f"<tr>{kind if n == 0 else ''}<td>{name}</td>"
        + "".join(f"<td><a href='/f/a{n}{column}.docx'>下载</a></td>" for column in "xy")
        + "</tr>"
        for n, name in enumerate(BODIES.values())
    )
    table = f"<table><tr><th>类别</th><th>单位</th>{heads}</tr>{rows}</table>"

    def answer(link):
        if link.url.endswith(".docx"):
            return Response(link.url, body=b"PK\x03\x04", headers={"Content-Type": "application/octet-stream"})
        pages = {"": START, "nb/": page("政府信息公开年报", table)}
        return html(link.url, pages[path]) if (path := link.url.removeprefix(HOME)) in pages else None

    done = Visit(Explorer(PORTAL), answer).run()
    found = {(one.year, one.agency) for _, reading in done.asked for one in reading.reports}
    assert found == {(year, body) for body in BODIES.values() for year in (2018, 2017)}


@pytest.mark.parametrize("button", ["<input type=submit value=查询>", "<button>查询</button>", ""])
def test_every_choice_of_a_form_of_bodies_and_years_is_asked_for(button):
    bodies = "".join(f"<option value='{n}'>{name}</option>" for n, name in enumerate(BODIES.values()))
    years = "".join(f"<option value='{year}'>{year}年度</option>" for year in (2021, 2020))
    form = (
        "<form action='show.jsp' onchange='this.submit()'><input type=hidden name=site value=1>"
        f"单位：<select name=area><option value=''>请选择</option>{bodies}</select>"
        f"年度：<select name=nd>{years}</select>{button}</form>"
    )
    pages = {"/": START, "/nb/": page("政府信息公开年报", form)}
    for n, name in enumerate(BODIES.values()):
        for year in (2021, 2020):
            title = f"{name}{year}年政府信息公开工作年度报告"
            pages[f"/nb/show.jsp?site=1&area={n}&nd={year}"] = report(title).replace("2021年", f"{year}年")
    done = Visit(Explorer(PORTAL), served(pages)).run()
    found = {(one.year, one.agency) for _, reading in done.asked for one in reading.reports}
    assert found == {(year, body) for body in BODIES.values() for year in (2021, 2020)}
    assert done.explorer.verdict()[0] == "complete"


def test_a_form_to_type_into_has_no_choices():
    years = "<select name=nd><option>2021年度</option></select>"
    forms = (
        f"<form action=a.jsp>{years}<input name=q></form><form action=b.jsp method=post>{years}<input name=q></form>"
    )
    done = Visit(Explorer(PORTAL), served({"/": START, "/nb/": page("政府信息公开年报", forms)})).run()
    assert not any(".jsp" in asked for asked in done.urls)


def test_the_title_of_an_article_is_not_the_year_of_those_beside_it(explorer):
    beside = "<div class=more><a href='/u/9.pdf'>贺兰县民政局政府信息公开年度报告</a></div>"
    article = report("立岗镇2021年政府信息公开年报").replace("</body>", f"{beside}</body>")
    reading = explorer.read(html(f"{HOME}nb/1.html", article), as_link(f"{HOME}nb/1.html", Kind.REPORT))
    assert [(link.context.column, link.context.heading) for link in reading.links if link.url.endswith("9.pdf")] in (
        [],
        [("", "")],
    )
    place = PageContext(PORTAL, as_link(f"{HOME}nb/1.html", Kind.REPORT), Page(f"{HOME}nb/1.html", article))
    assert "2021" not in " ".join(place.judged_by(place.anchors[-1], None).breadcrumb)


@pytest.mark.parametrize("office", ["县应急管理局", "县统计局", "县政务服务局", "县文化旅游局"])
def test_an_organ_under_its_letter_is_one_beside_what_is_none_and_whatever_its_name_begins_with(office):
    units = f'<ul><li><a href="/bm/hl/">贺兰县</a></li><li><a href="/bm/j/">{office}</a></li></ul>'
    page = Page(url=f"{HOME}bm/?letter=Y", html=f"<title>部门信息公开</title>{units}")
    place = PageContext(PORTAL, as_link(f"{HOME}bm/?letter=Y", Kind.DIRECTORY), page)
    assert [anchor.text for anchor in place.organs] == [office]
    assert not prior(office, f"{HOME}bm/j/").sure


def test_an_article_in_a_column_that_is_called_as_the_column_is_a_report():
    name = "政府信息公开工作年度报告"
    viewer = "<iframe src='https://view.officeapps.live.com/op/embed.aspx?src=http%3A%2F%2Fwww.x.gov.cn%2Fu%2F1.docx'></iframe>"
    shown = f"<div class='main'><h1>{name}</h1><p>发布时间：{{}}</p>{viewer}</div>"
    articles = {"/nb/202401/t20240120_1.html": "2024-01-20", "/nb/202301/t20230112_2.html": "2023-01-12"}
    pages = {
        "/": START,
        "/nb/": "".join(f'<li><a href="{url}">{name}</a></li>' for url in articles),
        **{url: shown.format(day) for url, day in articles.items()},
    }
    assert {year for year, _ in visit(pages)} == {2022, 2023}
