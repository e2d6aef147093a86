import pytest

from spiders.pages import Page, metadata
from spiders.pages.article import article_of
from spiders.pages.client_redirects import redirect_of
from spiders.pages.content_keys import page_key, text_key
from spiders.pages.javascript.drawn_pagers import drawn_pager
from spiders.pages.javascript.endpoints import endpoints_of
from spiders.pages.javascript.inline_scripts import nodes_of
from spiders.pages.link_lists import blocks, claimed_pages, claimed_total
from spiders.pages.pagination import pager_of
from spiders.pages.text import lines_of

URL = "http://www.x.gov.cn/zwgk/nb/index.html"


def page(html: str, url: str = URL) -> Page:
    return Page(url, html)


def anchor(html: str):
    return page(html).anchors[0]


def test_an_anchor_knows_its_date_and_the_cells_beside_it():
    found = anchor(
        "<table><tr><td>1</td><td>财政局</td><td><a href=a.html>年报</a></td><td>2021-01-20</td></tr></table>"
    )
    assert (found.text, found.date, found.cells) == ("年报", "2021-01-20", ("1", "财政局", "2021-01-20"))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<a href=a title='某县财政局2020年政府信息公开年报'>某县财政局2020年…</a>",
            "某县财政局2020年政府信息公开年报",
        ),
        ("<a href=a title='点击查看'>某县财政局2020年年报</a>", "某县财政局2020年年报"),
        ("<a href=a><img src=x.png alt=信息公开></a>", "信息公开"),
        ("<a href=a> 某县\n\t教育局　2020 </a>", "某县 教育局 2020"),
        ("<a href=a><span>2</span>020<b>年</b></a>", "2020年"),
    ],
)
def test_the_words_of_an_anchor(html, text):
    assert anchor(html).text == text


def test_scripted_hrefs_are_read_and_dead_ones_are_not():
    html = "<a href=\"javascript:openUrl('/a/b.html')\">x</a><a href='#' onclick=\"window.open('c.html')\">y</a>"
    dead = "<a href='javascript:;'>z</a><a href='mailto:a@b.cn'>m</a><a>n</a>"
    assert [a.url for a in page(html + dead).anchors] == [
        "http://www.x.gov.cn/a/b.html",
        "http://www.x.gov.cn/zwgk/nb/c.html",
    ]


def test_base_href_counts():
    assert page("<base href='http://www.x.gov.cn/other/'><a href=a.html>a</a>").anchors[0].url.endswith("/other/a.html")


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<div class=footer><div class=list><a href=a>x</a></div></div>", "foot"),
        ("<ul class='nav'><li><a href=a>x</a></li></ul>", "nav"),
        ("<div class='main'><a href=a>x</a></div>", "main"),
        ("<div class='position'><a href=a>x</a></div>", "crumb"),
        ("<select><option value='/a/'>x</option></select>", "select"),
        ("<div class='page'><a href=a>2</a></div>", "pager"),
        ("<div class='page-content'><a href=a>x</a></div>", "main"),
        (f"<div class='xxgk-page'><p>{'一页的正文。' * 60}</p><a href=a>x</a></div>", "main"),
    ],
)
def test_regions(html, region):
    assert anchor(html).region == region


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<div class=dqwz>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>年报</a></div>", ("政务公开", "年报")),
        ("<p>您现在的位置：首页 » 信息公开 » 部门年报 » 正文</p>", ("信息公开", "部门年报")),
        ("<div class=bread><a>首页</a>/<a>公开</a>/<a>2021年</a></div>", ("公开", "2021年")),
        ("<div class=crumb>首页 &gt; 年报</div><p>首页 &gt; 别的 &gt; 很多 &gt; 其他</p>", ("别的", "很多", "其他")),
        ("<p>今天是晴天</p>", ()),
    ],
)
def test_breadcrumb(html, names):
    assert page(html).breadcrumb == names


def entries(count: int, dated: bool = True) -> str:
    date = "<span>2021-01-2{}</span>"
    return "".join(
        f"<li><a href='t2021012{i}_{i}.html'>第{i}号局公开年报</a>{date.format(i) if dated else ''}</li>"
        for i in range(count)
    )


def test_the_main_list_outweighs_menus():
    html = f"<ul class=menu><li><a href=/a/>政务</a><li><a href=/b/>新闻</a></ul><ul>{entries(4)}</ul>"
    assert [a.date for a in blocks(page(html))[0].anchors] == [f"2021-01-2{i}" for i in range(4)]


@pytest.mark.parametrize(
    ("text", "total", "pages"),
    [
        ("共 35 条记录 1/3 页", 35, 3),
        ("共7页", None, 7),
        ("当前第1/12页", None, 12),
        ("总记录：9 共2页", 9, 2),
        ("2021/12/30 完成", None, None),
        ("没有", None, None),
    ],
)
def test_claims(text, total, pages):
    found = page(f"<div>{text}</div>")
    assert (claimed_total(found), claimed_pages(found)) == (total, pages)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"2": "?page=2", "3": "?page=3", "尾页": "?page=6"}, [f"?page={n}" for n in range(2, 7)]),
        (
            {"1": "index.html", "2": "index_1.html", "3": "index_2.html", "末页": "index_4.html"},
            [f"index_{n}.html" for n in range(1, 5)],
        ),
        ({"下一页": "list_2.html", "尾页": "list_3.html"}, ["list_2.html", "list_3.html"]),
        ({"2": "?start=15", "3": "?start=30", "4": "?start=45"}, ["?start=15", "?start=30", "?start=45"]),
        ({"下页": "nb/4.htm", "尾页": "nb/1.htm"}, []),
        ({"下一页": "next.html"}, []),
    ],
)
def test_printed_pagers(links, expected):
    html = "".join(f"<a href='{href}'>{text}</a> " for text, href in links.items())
    pager = pager_of(page(f"<div>{html}</div>"))
    assert pager is not None
    known = {page(f"<a href='{one}'>x</a>").anchors[0].url for one in expected}
    assert {url for number, url in pager.pages.items() if number > 1} == known
    if "下一页" in links or "下页" in links:
        assert pager.next is not None


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<tr><td>1</td><td>财政局</td><td><a href=a>查看</a></td><td></td></tr>", "财政局 2021年"),
        ("<tr><td>1</td><td>财政局</td><td></td><td><a href=a>[PDF]</a></td></tr>", "财政局 2020年"),
        ("<tr><td>2</td><td>财政局</td><td><a href=a>年报</a></td><td></td></tr>", "年报"),
        ("<tr><td>财政局</td><td>2019</td><td><a href=a>下载</a></td></tr>", "财政局 2019"),
        ("<li><span>财政局2018年年报</span><a href=a>点击查看</a> 2019-01-20</li>", "财政局2018年年报"),
        ("<li><a href=a>更多</a><b>通知公告</b></li>", "更多"),
    ],
)
def test_a_link_that_only_says_what_to_do_is_named_by_its_row_or_line(html, words):
    head = "<tr><th>序号</th><th>单位</th><th>2021年</th><th>2020年</th></tr>"
    assert anchor(f"<table>{head}{html}</table>" if html.startswith("<tr") else html).text == words


def test_more_of_the_same_list_is_its_next_page():
    found = pager_of(page("<a href='?page=2'>加载更多</a>"))
    assert found is not None
    assert found.next == f"{URL}?page=2"
    assert pager_of(page("<a href='/xwzx/'>更多</a>")) is None


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<select><option value='/nb/2021/'>2021</option></select>", "http://www.x.gov.cn/nb/2021/"),
        (
            "<select onchange=\"location.href='nb.html?nbYear='+this.value\"><option value=2021>2021</option></select>",
            "http://www.x.gov.cn/zwgk/nb/nb.html?nbYear=2021",
        ),
        (
            "<select onchange=\"go('/nb/' + options[selectedIndex].value + '.html')\"><option value=7>民政局</option></select>",
            "http://www.x.gov.cn/nb/7.html",
        ),
        (
            "<form action='/nb.jsp?x=1'><select name=year onchange='this.form.submit()'><option value=2021>2021年</option></select></form>",
            "http://www.x.gov.cn/nb.jsp?year=2021",
        ),
    ],
)
def test_where_choosing_an_option_leads(html, url):
    assert [one.url for one in page(html).anchors] == [url]


def test_an_option_without_consequences_leads_nowhere():
    assert page("<form method=post><select name=year><option value=2021>2021</option></select></form>").anchors == ()


def test_no_pager_in_a_calendar_or_a_year_list():
    days = "".join(f"<a href='/rili/?d={day}'>{day}</a>" for day in range(5, 29))
    years = "".join(f"<a href='/nb/{year}/'>{year}</a>" for year in range(2015, 2022))
    assert pager_of(page(f"<table><tr><td>{days}</td></tr></table>", "http://www.x.gov.cn/rili/")) is None
    assert pager_of(page(f"<div>{years}</div>", "http://www.x.gov.cn/nb/")) is None


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=Refresh content='0; url=./yjx/'>", "http://www.x.gov.cn/zwgk/nb/yjx/"),
        ("<script>window.location.replace('/sy')</script>", "http://www.x.gov.cn/sy"),
        ('<script>location.href="../a.html";</script>', "http://www.x.gov.cn/zwgk/a.html"),
        ("<script>if(mobile)location.href='/wap/'</script>" + "<p>" + "正文" * 150 + "</p>", None),
        ("<meta http-equiv=refresh content='300;url=/other'>" + "<p>" + "正文" * 150 + "</p>", None),
        ("<script>location.reload()</script>", None),
    ],
)
def test_redirect_shells(html, target):
    assert redirect_of(page(html)) == target


@pytest.mark.parametrize(
    "script",
    [
        'var zNodes=[{id:1,name:"信息公开年报",url:"/nb/"}];',
        'd.add(3,1,"信息公开年报","/nb/");',
        'var menus=[["信息公开年报","/nb/"]];',
        'var t={"url":"\\/nb\\/","title":"信息公开年报"};',
        "document.write('<li><a href=\"/nb/\">信息公开年报</a></li>');",
        'x=[{"name":"\\u4fe1\\u606f\\u516c\\u5f00\\u5e74\\u62a5","url":"/nb/"}]',
    ],
)
def test_links_that_scripts_draw(script):
    found = nodes_of(page(f"<script>{script}</script>"))
    assert [(node.url, node.text) for node in found] == [("http://www.x.gov.cn/nb/", "信息公开年报")]


def test_xtree_finds_its_hidden_anchors():
    html = """<script>var t=new WebFXTree('<span class=a>公开</span>');var i=new WebFXTreeItem('<span class=b>年报</span>',document.getElementById("a1").href);</script>
    <a id="a1" href="nb.htm"></a>"""
    assert [(node.url, node.text) for node in nodes_of(page(html))] == [("http://www.x.gov.cn/zwgk/nb/nb.htm", "年报")]


def test_endpoints_with_their_parameters():
    script = """var channel='77'; $.ajax({url:"/api/list.do", type:"POST", data:{channelId:channel, pageNo:pageNo, size:20, kind:'nb'}});
    $.getJSON("/organs.json", f); $.get("/x?id=" + id, f);"""
    found = [(one.url, one.method, one.body) for one in endpoints_of(page(f"<script>{script}</script>"))]
    assert found == [
        ("http://www.x.gov.cn/api/list.do", "POST", "channelId=77&pageNo=1&size=20&kind=nb"),
        ("http://www.x.gov.cn/organs.json", "GET", ""),
    ]


def test_json_answers_have_anchors_and_fragments():
    found = page(
        '{"total":2,"rows":[{"title":"<em>甲局</em>年报","url":"/a.html","pubDate":"2021-02-03"}],"html":"<ul><li><a href=b.html>乙局年报</a></li></ul>"}'
    )
    assert [(a.text, a.url, a.date) for a in found.anchors] == [
        ("甲局年报", "http://www.x.gov.cn/a.html", "2021-02-03"),
        ("乙局年报", "http://www.x.gov.cn/zwgk/nb/b.html", None),
    ]


FRAME = "<html><body><p>今天是2026年11月{day}日 星期{week}</p><ul>{list}</ul><p>访问量：{hits}</p><script>var t={hits}</script><!--{hits}--></body></html>"


def test_counters_clocks_and_comments_do_not_change_a_page():
    one = page(FRAME.format(day=1, week="三", list=entries(3), hits=101))
    other = page(FRAME.format(day=22, week="日", list=entries(3), hits=99_102))
    assert page_key(one) == page_key(other)


def test_a_new_entry_changes_a_page():
    one = page(FRAME.format(day=1, week="三", list=entries(3), hits=1))
    other = page(FRAME.format(day=1, week="三", list=entries(4), hits=1))
    assert page_key(one) != page_key(other)


def test_every_digit_of_a_body_counts():
    assert text_key("受理12件") != text_key("受理13件")
    assert text_key("受理 12件\n") == text_key("受理12件")


def test_runs_inside_a_block_stay_together():
    root = page(
        "<div><p><span>2021</span>年<span>1</span>月</p><p>一<br>二</p><table><tr><td>a</td><td>b</td></tr></table></div>"
    ).root
    assert root is not None
    assert lines_of(root) == "2021年1月\n一\n二\na\nb"


def test_a_page_without_known_container_has_its_prose_as_body():
    menu = "<div class=side>" + "".join(f"<a href=/{i}/>栏目名称之{i}</a>" for i in range(30)) + "</div>"
    prose = "".join(f"<p>第{i}段，说明了公开工作的情况和数据。</p>" for i in range(6))
    article = article_of(
        page(
            f"<html><title>某局2020年政府信息公开年报-某县</title><body>{menu}<div><div>{prose}</div></div></body></html>"
        )
    )
    assert article is not None
    assert article.title == "某局2020年政府信息公开年报"
    assert article.text.startswith("第0段")
    assert article.text.endswith("数据。")


def test_attachments_from_body_below_and_viewers():
    html = """<div class=nav><a href=/app.pdf>x</a></div><div class=TRS_Editor><p>见附件，现予公布如下所列各项年度报告的全文及其说明事项内容。</p>
    <a href="./P020.docx">正文.docx</a><iframe src="/pdfjs/web/viewer.html?file=/u/1.pdf"></iframe></div><div><a href="f.xls">附表</a></div>"""
    article = article_of(page(html))
    assert article is not None
    assert [name for _, name in article.files] == ["正文.docx", "附表", "1.pdf"]


def test_a_body_of_pictures_has_them_as_files():
    article = article_of(page("<div class=TRS_Editor><p>年报</p><img src=W020.jpg><img src=W021.jpg></div>"))
    assert article is not None
    assert [url.rsplit("/", 1)[1] for url, _ in article.files] == ["W020.jpg", "W021.jpg"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('var base = ["", "api", "con" + "tent"].join("/"); fetch(base + "/list?cid=7&pageNo=" + n + "&pageSize=20")',
         "/api/content/list?cid=7&pageNo=1&pageSize=20"),
        ("var c = {id: '88'}; $.get(`/front/list?columnId=${c.id}&page=${this.page}`, draw);", "/front/list?columnId=88&page=1"),
        ("axios.get(encodeURI(host) + '/rest/x?t=' + Date)", None),
        ("var host = ctx; var ctx = '/xxgk'; $.getJSON(host + '/tree.json?_=' + now, draw)", "/xxgk/tree.json?_="),
    ],
)  # fmt: skip
def test_addresses_put_together_by_scripts(script, expected):
    found = [one.url.removeprefix("http://www.x.gov.cn") for one in endpoints_of(page(f"<script>{script}</script>"))]
    assert found == ([expected] if expected else [])


def test_variables_set_to_each_other_end():
    assert endpoints_of(page("<script>var a = b; var b = a; fetch(a + '/list.json')</script>")) == ()


@pytest.mark.parametrize(
    ("body", "further"),
    [
        ("<script>var countPage=3;for(var i=1;i<countPage;i++)document.write('<a href=index_'+(i+1)+'.html>')</script>", ["index_2.html", "index_3.html"]),
        ("<script>function go(n){location.href='?page='+(n-1);}</script><a href='javascript:go(1)'>1</a><a href='javascript:go(2)'>2</a>", ["?page=1"]),
        ("<script>var a='x'+i+'y'</script>", []),
    ],
    ids=["a loop", "a function", "no address"],
)  # fmt: skip
def test_pagers_that_a_script_draws(body, further):
    page = Page("http://www.x.gov.cn/nb/", f"<html><body>{body}</body></html>")
    pager = drawn_pager(page)
    assert (
        [url.removeprefix("http://www.x.gov.cn/nb/") for url in pager.pages.values()] == further
        if pager
        else not further
    )


def test_a_sitemap_is_read_for_its_addresses():
    page = Page(
        "http://www.x.gov.cn/sitemap.xml",
        "<?xml version='1.0'?><urlset><url><loc>http://www.x.gov.cn/xxgknb/</loc></url></urlset>",
    )
    assert [one.url for one in page.anchors] == ["http://www.x.gov.cn/xxgknb/"]


@pytest.mark.parametrize(
    "script",
    ["url=a;\n" * 20_000, "a=b;\nb=a;\nurl:a+b,\n" * 8_000, "a=a+a;\n" * 20_000 + "url:a;\n", "url:[a,a].join('/')\n" * 8_000],
)  # fmt: skip
def test_scripts_whose_names_are_set_without_end_are_given_up(script):
    assert endpoints_of(page(f"<script>{script}</script>")) == ()


def test_scripts_that_never_close_are_no_scripts():
    assert page("<script>a</script><script>" + "<script>" * 50_000).scripts == "a"


REPORT = "某县民政局2021年政府信息公开工作年度报告"
LEAD = "根据条例和通知的要求，现向社会公布本局的年度报告，报告由六个部分组成，所列数据的统计期限为全年。"


@pytest.mark.parametrize(
    "inner",
    [
        f"<h2>{REPORT}</h2><p>{LEAD}</p>",
        f"<div class=title>{REPORT}</div><p>{LEAD}</p><i>2022-01-20</i>",
        f"<p>20</p><p>2022-01</p><h4>{REPORT}</h4><div><p>{LEAD}</p><i>主题分类：年度报告</i></div>",
        f"<p>{REPORT}</p><p>{LEAD}</p>",
        f"<h3>{REPORT}</h3><p>查看详情</p>",
    ],
)
@pytest.mark.parametrize("attribute", ["", f" title='{REPORT}'"])
def test_a_card_is_called_by_its_heading(inner, attribute):
    assert page(f"<ul><li><a href=1.html{attribute}>{inner}</a></li></ul>").anchors[0].text == REPORT


def test_a_card_of_few_words_keeps_them():
    assert page("<a href=1.html><p>某县民政局</p><p>2021年年报</p></a>").anchors[0].text == "某县民政局 2021年年报"


@pytest.mark.parametrize(
    "line",
    [
        f"<a href=1.html></a><p>{REPORT}</p><span>2022-01-20</span>",
        f"<span>2022-01-20</span><a href=1.html><i class=icon></i></a>{REPORT}",
        f"<span>[2022-01-20]</span><a href=1.html><a href=1.html>{REPORT}</a>",
        f"<a href=1.html><img src=i.png></a><a href=1.html>{REPORT}</a><b>2022-01-20</b>",
        f"<a href=1.html>\ue612</a>{REPORT} 2022-01-20",
    ],
)
def test_a_link_without_words_has_those_of_its_line(line):
    anchors = page(f"<ul><li>{line}</li><li><a href=2.html>另一条很长的标题</a></li></ul>").anchors[:-1]
    assert {(anchor.text, anchor.date) for anchor in anchors} == {(REPORT, "2022-01-20")}


def test_links_without_words_in_a_region_stay_without():
    links = "".join(f"<a href={number}.html></a>" for number in range(9))
    assert {anchor.text for anchor in page(f"<div><p>导航</p>{links}</div>").anchors} == {""}


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/pdfjs/web/viewer.html?file=%2Fupload%2Fx.pdf", "/upload/x.pdf"),
        ("/view.jsp?id=3&fileUrl=/a/b.docx&p=1", "/a/b.docx"),
        ("/view.jsp?file=notes", "/view.jsp?file=notes"),
        ("/down.pdf?src=/a/b.pdf", "/down.pdf?src=/a/b.pdf"),
    ],
)
def test_a_viewers_link_stands_for_the_file_it_shows(href, url):
    assert page(f"<a href='{href}'>年报</a>").anchors[0].url == "http://www.x.gov.cn" + url


@pytest.mark.parametrize(
    ("meta", "printed", "published"),
    [
        ("PubDate", "<p>发布时间：2013-03-18</p>", "2013-03-18"),
        ("PubDate", "<table><tr><td>发布日期</td><td>2013年3月18日</td></tr></table>", "2013-03-18"),
        ("PubDate", "<p>成文日期：2012-12-31</p>", "2020-09-26"),
        ("other", "<p>成文日期：2012-12-31</p>", "2012-12-31"),
        ("other", "<p>没有日期</p>", None),
    ],
)
def test_the_printed_date_of_publication_counts_before_the_time_of_generation(meta, printed, published):
    head = f"<meta name={meta} content='2020-09-26 03:45:39'><title>{REPORT}</title>"
    article = article_of(page(f"<head>{head}</head><body><h1>{REPORT}</h1>{printed}<p>{LEAD}</p></body>"))
    assert article.published == published


def test_the_title_is_the_line_the_page_is_called_by_without_what_stands_below_it():
    info = "<span>发布时间：2022-01-20 字体：大 中 小</span>"
    markup = f"<title>某县-{REPORT}</title><div class=title>{REPORT}<div>{info}</div></div><div>{LEAD}</div>"
    assert article_of(page(markup)).title == REPORT


@pytest.mark.parametrize(
    ("printed", "source"),
    [
        ("来源：柳湾镇 浏览次数：12", "柳湾镇"),
        ("来源： 浏览次数：12", None),
        ("来源：\n字体 ：大", None),
        ("发布机构： 发文日期：2020-01-02 信息来源：教育局 浏览：3", "教育局"),
        ("发布机构 发文日期 2020-01-02", None),
    ],
)
def test_what_a_colon_follows_is_the_next_label(printed, source):
    assert metadata.source(printed) == source


def test_a_heading_without_a_year_names_the_article_before_the_site_does():
    logo, viewer = "<h2 class=logo>某县人民政府</h2>", "<div id=zoom><iframe src=/v.html?file=/u/1.docx></iframe></div>"
    markup = f"<title>某县人民政府</title>{logo}<h1>政府信息公开工作年度报告</h1>{viewer}"
    assert article_of(page(markup)).title == "政府信息公开工作年度报告"
    assert article_of(page(f"<title>某县人民政府</title>{logo}{viewer}")).title == "某县人民政府"


def test_a_total_that_only_its_title_tells():
    assert claimed_total(page("<a title='Total record'>&nbsp;<b>99</b></a>&nbsp;<b>1</b><a href=2.html>2</a>")) == 99
