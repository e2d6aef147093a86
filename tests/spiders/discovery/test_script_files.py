"""Script files of the portal's own: menus, lists and clicks that stand in no page."""

import json

import pytest

from spiders.pages import Page
from tests.spiders.discovery.lab import HOME, report

TITLE = "贺兰县教育局{}年政府信息公开工作年度报告"
ENTRIES = {f"/info/{year}.html": TITLE.format(year) for year in range(2018, 2023)}
REPORTS = {href: report(title) for href, title in ENTRIES.items()}
COLUMN = "<html><title>政府信息公开年报</title><body><ul>{}</ul></body></html>"
LINES = "".join(f"<li><a href='{href}'>{title}</a><span>2023-01-20</span></li>" for href, title in ENTRIES.items())
NEWS = "".join(f"<li><a href='/news/{n}.html'>县领导到第{n}村调研</a></li>" for n in range(8))
SHELL = (
    "<html><title>贺兰县人民政府</title><body><div id=nav></div>{}<script src='/js/jquery.js'></script>{}</body></html>"
)
MENUS = {
    "any keys": '[{"n":"首页","u":"/"},{"n":"政府信息公开年报","u":"/nb/"}]',
    "usual keys": "[{name:'政府信息公开年报',url:'/nb/'}]",
    "pairs": "[['首页','/'],['政府信息公开年报','/nb/']]",
    "written": "0;document.write('<a href=\"/nb/\">政府信息公开年报</a>')",
}
READS = {
    "data": ("<ul id=list data-channel='77'></ul>", '$("#list").data("channel")'),
    "attr": ("<ul id=list data-channel='77'></ul>", "$('#list').attr('data-channel')"),
    "hidden": ("<ul id=list></ul><input type=hidden id=cid value=77>", '$("#cid").val()'),
    "plain": ("<ul id=list></ul><input type=hidden id=cid value=77>", 'document.getElementById("cid").value'),
    "dataset": ("<ul id=list data-channel-id='77'></ul>", 'document.getElementById("list").dataset.channelId'),
    "inline": ("<ul id=list></ul><script>var cid='77';</script>", "cid"),
}


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS)
def test_a_menu_in_a_file_leads_on_whatever_else_the_home_page_shows(visit, menu):
    pages = {
        "/": SHELL.format(f"<ul>{NEWS}</ul>", "<script src='/js/menu.js'></script>"),
        "/js/menu.js": f"var m={menu}",
    }
    done = visit(pages | {"/nb/": COLUMN.format(LINES)} | REPORTS)
    assert len(done.reports) == len(ENTRIES)
    assert f"{HOME}js/jquery.js" not in done.urls
    assert done.explorer.verdict()[0] == "complete"


@pytest.mark.parametrize(("box", "reads"), READS.values(), ids=READS)
def test_a_list_that_a_file_asks_for_is_read_with_what_its_page_says(visit, box, reads):
    home = "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>"
    script = f'var id={reads};$.ajax({{url:"/api/list",type:"get",data:{{channelId:id,pageNo:1}},success:draw}});'
    rows = [{"title": title, "url": href, "date": "2023-01-20"} for href, title in ENTRIES.items()]
    pages = {
        "/": home,
        "/nb/": f"<html><title>政府信息公开年报</title><body>{box}<script src='/js/list.js'></script></body></html>",
        "/js/list.js": script,
        "/api/list?channelId=77&pageNo=1": json.dumps({"total": len(rows), "rows": rows}, ensure_ascii=False),
    }
    done = visit(pages | REPORTS)
    assert len(done.reports) == len(ENTRIES)


def test_what_a_click_does_by_a_function_in_a_file(visit):
    home = "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>"
    lines = "".join(
        f"<li><a href='javascript:void(0);' onclick=\"showDetail('{href[6:10]}')\">{title}</a></li>"
        for href, title in ENTRIES.items()
    )
    script = 'function showDetail(id){window.open("/info/"+id+".html");}'
    column = f"<html><title>政府信息公开年报</title><body><ul>{lines}</ul><script src='/js/common.js'></script></body></html>"
    done = visit({"/": home, "/nb/": column, "/js/common.js": script} | REPORTS)
    assert len(done.reports) == len(ENTRIES)
    assert done.explorer.verdict()[0] == "complete"


def test_a_value_that_is_no_plain_word_is_not_put_into_a_script():
    page = Page(HOME, "<input id=a value='x&quot;;alert(1)//'><script>var v=$('#a').val(), w=$('#b').val();</script>")
    assert page.scripts == "var v=$('#a').val(), w=$('#b').val();"


def test_a_dead_or_foreign_script_changes_nothing(visit):
    pages = {
        "/": SHELL.format("", "<script src='/js/gone.js'></script><script src='http://cdn.example/x.js'></script>")
    }
    done = visit(pages)
    assert done.explorer.verdict()[0] != "complete"
    assert not any("cdn.example" in asked for asked in done.urls)


@pytest.mark.parametrize("ends", ["empty", "repeats"])
def test_what_a_script_adds_on_scrolling_is_turned_to_its_end(visit, ends):
    """``page++`` comes before the call: page 2 is asked for first, and pieces of markup are pages of the list."""
    entries = list(ENTRIES.items())

    def lines(some):
        return "".join(f"<li><a href='{href}'>{title}</a><span>2023-01-20</span></li>" for href, title in some)

    script = """<script>var page=1,cid='77';window.onscroll=function(){page++;var x=new XMLHttpRequest();
    x.open('GET','/ajax/more?cid='+cid+'&page='+page+'&size=2');x.send();}</script>"""
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": f"<html><title>政府信息公开年报</title><body><ul>{lines(entries[:2])}</ul>{script}</body></html>",
        "/ajax/more?cid=77&page=2&size=2": lines(entries[2:4]),
        "/ajax/more?cid=77&page=3&size=2": lines(entries[4:]),
    }
    for number in range(4, 20):
        pages[f"/ajax/more?cid=77&page={number}&size=2"] = "" if ends == "empty" else lines(entries[4:])
    done = visit(pages | REPORTS)
    assert len(done.reports) == len(ENTRIES)
    assert sum("/ajax/more" in asked for asked in done.urls) <= 3


@pytest.mark.parametrize(
    "config",
    [
        'var config={"totalPageCount":3,"largePath":"files/large/"};',
        'var pages=[{"l":"files/large/1.jpg"},{"l":"files/large/2.jpg"},{"l":"files/large/3.jpg"}];',
    ],
)
def test_a_flip_book_whose_pages_a_file_names(visit, config):
    title = TITLE.format(2021)
    book = f"<html><title>{title}</title><body><div id=book></div><script src='js/config.js'></script></body></html>"
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": f"<html><title>政府信息公开年报</title><ul><li><a href='/book/7/index.html'>{title}</a><span>2022-01-20</span></li></ul></html>",
        "/book/7/index.html": book,
        "/book/7/js/config.js": config,
    }
    done = visit(pages | {f"/book/7/files/large/{n}.jpg": "" for n in (1, 2, 3)})
    [found] = done.reports.values()
    assert (found.url, found.year, found.agency) == (f"{HOME}book/7/index.html", 2021, "贺兰县教育局")
    assert [file.url for file in found.attachments] == [f"{HOME}book/7/files/large/{n}.jpg" for n in (1, 2, 3)]
    assert not any(link.render for link, _ in done.asked)


def test_a_report_that_shows_nothing_even_in_a_browser_is_a_gap(visit):
    title = TITLE.format(2021)
    book = f"<html><title>{title}</title><body><div id=book></div><script src='js/book.js'></script></body></html>"
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": f"<html><title>政府信息公开年报</title><ul><li><a href='/book/7/'>{title}</a><span>2022-01-20</span></li></ul></html>",
        "/book/7/": book,
        "/book/7/js/book.js": "draw();",
    }
    outcome, reason = visit(pages).explorer.verdict()
    assert (outcome, "show no text" in reason) == ("incomplete", True)


@pytest.mark.parametrize(
    "draws",
    [
        "<script>var list=[{0}];draw(list)</script>",
        "<div onclick=\"see('{1}')\">{2}</div><script>function see(f){{window.open('/pdfjs/viewer.html?file='+f)}}</script>",
    ],
    ids=["an array", "a click"],
)
def test_a_viewer_that_a_script_opens_stands_for_the_file_it_shows(visit, draws):
    title, viewer = TITLE.format(2021), "/pdfjs/viewer.html?file=%2Fu%2F7.pdf"
    row = json.dumps({"t": title, "u": viewer}, ensure_ascii=False)
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": f"<html><title>政府信息公开年报</title><body>{draws.format(row, '%2Fu%2F7.pdf', title)}</body></html>",
    }
    asked = visit(pages).urls
    assert f"{HOME}u/7.pdf" in asked
    assert not any("viewer.html" in url for url in asked)
