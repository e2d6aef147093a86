import pytest

from spiders.pages import Page
from spiders.pages.article_pages import article_pages

HOST = "http://www.x.gov.cn"


def pages_of(path, links, script=""):
    anchors = " ".join(f"<a href='{href}'>{words}</a>" for words, href in links.items())
    page = Page(f"{HOST}{path}", f"<html><body><div>{anchors}</div><script>{script}</script></body></html>")
    found = article_pages(page)
    return found and ([url.removeprefix(HOST) for url in (found.first, *found.further)], found.is_first)


@pytest.mark.parametrize(
    ("path", "links", "right"),
    [
        ("/a/t.html", {"2": "t_2.html", "3": "t_3.html", "下一页": "t_2.html"}, ("t.html", "t_2.html", "t_3.html")),
        ("/a/t.html", {"下一页": "t_1.html", "尾页": "t_3.html"}, ("t.html", "t_1.html", "t_2.html", "t_3.html")),
        ("/a/t.html", {"1": "t_1.html", "2": "t_2.html"}, ("t.html", "t_2.html")),
        ("/a/t_1.html", {"2": "t_2.html"}, ("t_1.html", "t_2.html")),
        ("/a/t20210120_123.html", {"下一页": "t20210120_123_2.html"}, ("t20210120_123.html", "t20210120_123_2.html")),
        ("/a/s.asp?id=7", {"1": "s.asp?id=7&page=1", "2": "s.asp?id=7&page=2"}, ("s.asp?id=7", "s.asp?id=7&page=2")),
        ("/a/s.asp?id=7", {"下一页": "s.asp?page=2&id=7"}, ("s.asp?id=7", "s.asp?page=2&id=7")),
    ],
)
def test_the_first_page_names_the_further_ones(path, links, right):
    assert pages_of(path, links) == ([f"/a/{name}" for name in right], True)


def test_a_script_may_draw_the_pager():
    script = "createPageHTML(3, 0, 't', 'html');"
    assert pages_of("/a/t.html", {}, script) == (["/a/t.html", "/a/t_1.html", "/a/t_2.html"], True)


@pytest.mark.parametrize(
    ("path", "links", "first"),
    [
        ("/a/t_2.html", {"1": "t.html", "上一页": "t.html", "3": "t_3.html"}, "/a/t.html"),
        ("/a/t_5.html", {"1": "t_1.html", "上一页": "t_4.html", "下一页": "t_6.html"}, "/a/t_1.html"),
        ("/a/s.asp?id=7&page=2", {"1": "s.asp?id=7&page=1", "3": "s.asp?id=7&page=3"}, "/a/s.asp?id=7&page=1"),
    ],
)
def test_a_further_page_names_the_first(path, links, first):
    (found, *_), is_first = pages_of(path, links)
    assert (found, is_first) == (first, False)


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/a/t20210120_123.html", {"下一页": "t20210120_124.html"}),
        ("/a/s.asp?id=7", {"下一页": "s.asp?id=8", "上一页": "s.asp?id=6"}),
        ("/a/12.html", {"下一页": "13.html"}),
        ("/a/t_5.html", {"下一页": "t_6.html", "上一页": "t_4.html"}),
        ("/a/t.html", {"2021年": "t_2021.html", "附件2": "t_2.html"}),
        ("/a/t.html", {"下一页": "/b/t_2.html"}),
    ],
)
def test_next_may_lead_to_another_article(path, links):
    assert pages_of(path, links) is None
