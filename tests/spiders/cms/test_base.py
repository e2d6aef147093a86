import re

import pytest
from scrapy.http import HtmlResponse

from spiders.cms import families
from spiders.cms.base import by_links, further_pages, paged_listing
from spiders.pages import page_of
from spiders.pages.pagination import MAX_PAGES, Pager

HERE = "http://www.x.example/zwgk/"
HEX = "{0:032x}"
SHAPES = {
    "trs": "/nb/202101/t2021012{0}_34571{0}.html",
    "ucap": "/x/c100010/202201/" + HEX + ".shtml",
    "hanweb": "/art/2022/1/{0}/art_510_3{0}.html",
    "vsb": "/info/1001/4{0}2.htm",
    "anhui": "/public/2546{0}/4585421{0}.html",
    "henan": "/2022/01-1{0}/105368{0}.html",
    "pclist": "/x/c0000{0}/pc/list.html",
    "epoint": "/zwgk/20220121/{0:08x}-0000-4000-8000-00000000000a.html",
    "gongkai": "/gongkai/site_a{0}/channel_c_5f9f_n_16{0}.1/",
    "jeecms": "/zwgk/{0}12.jhtml",
    "jpaas": "/art/2022/art_" + HEX + ".html",
    "hebei": "/columns/{0:08x}-0000-4000-8000-00000000000a/index.html",
}
FAMILIES = {family.name: family for family in families()}


def page_with(links, url=HERE):
    return HtmlResponse(url, body=("<html><body>" + links + "</body></html>").encode(), encoding="utf-8")


def linked(shape, origin):
    return "".join(f'<a href="{origin}{shape.format(number)}">办事{number}</a>' for number in range(1, 6))


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("origin", ["http://zwfw.other.example", "//www.city.example", "http://www.x.example:8080"])
def test_links_to_another_host_make_no_family(name, origin):
    assert FAMILIES[name].recognises(page_with(linked(SHAPES[name], origin))) == 0


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("origin", ["", "http://www.x.example", "//www.x.example", "https://x.example"])
def test_links_to_the_own_host_do(name, origin):
    assert FAMILIES[name].recognises(page_with(linked(SHAPES[name], origin))) >= 0.6


@pytest.mark.parametrize(("number", "certainty"), [(0, 0.0), (1, 0.3), (2, 0.3), (3, 0.8), (9, 0.8)])
def test_a_few_links_of_a_shape_say_less_than_many(number, certainty):
    links = "".join(f'<a href="/art_{n}.html">文章{n}</a>' for n in range(number))
    assert by_links(page_of(page_with(links)), re.compile("/none"), re.compile("/art_"), many=0.8, few=0.3) == certainty


@pytest.mark.parametrize(
    ("count", "second", "names"),
    [(None, 2, []), (0, 2, []), (1, 2, []), (3, 2, ["p_2.html", "p_3.html"]), (3, 1, ["p_1.html", "p_2.html"])],
)
def test_further_pages_are_those_after_the_first(count, second, names):
    assert further_pages(HERE, count, "p_{}.html".format, second=second) == [HERE + name for name in names]


@pytest.mark.parametrize("second", [1, 2])
def test_a_list_that_claims_millions_of_pages_gets_no_more_than_the_limit(second):
    assert len(further_pages(HERE, 9_999_999, "p_{}.html".format, second=second)) == MAX_PAGES - 1


def test_an_address_that_is_none_is_left_out():
    assert further_pages(HERE, 4, lambda n: f"javascript:go({n})" if n == 3 else f"p_{n}.html") == [
        HERE + "p_2.html",
        HERE + "p_4.html",
    ]


def turned(url, pager, **values):
    listing = paged_listing(page_of(page_with("", url)), pager, **values)
    return listing.page, [(follow.url.removeprefix(HERE), follow.page) for follow in listing.pages], listing.first


PAGES = {1: HERE, 2: HERE + "2.html", 3: HERE + "3.html"}


def test_the_pages_of_a_printed_pager_follow_in_order_without_this_one():
    assert turned(HERE + "2.html", Pager(PAGES, 3, HERE + "3.html")) == (1, [("", 0), ("3.html", 2)], HERE)


def test_next_tells_which_page_this_is_when_no_number_does():
    assert turned(HERE + "show?p=2", Pager({3: HERE + "3.html"}, None, HERE + "3.html"))[0] == 1


def test_next_is_followed_though_no_number_is_printed():
    assert turned(HERE, Pager({}, None, HERE + "2.html")) == (0, [("2.html", None)], HERE)


def test_the_address_tells_which_page_this_is_when_the_pager_does_not():
    assert turned(HERE + "9.html", Pager({}, None, None), number=8) == (8, [], "")


@pytest.mark.parametrize(
    ("charset", "sent"),
    [
        ("gbk", "%C4%EA%B1%A8"),
        ("utf-8", "%E5%B9%B4%E6%8A%A5"),
        ("utf-16", "%E5%B9%B4%E6%8A%A5"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_is_sent_in_the_charset_of_its_page(method, charset, sent):
    form = f"<form method={method} action=/list.asp><input name=column value=年报><input name=page value=1></form>"
    html = (
        f"<html><meta charset={charset}><body>第1页/共2页 <a href='javascript:goPage(2)'>下一页</a>{form}</body></html>"
    )
    body = html.encode(charset)
    response = HtmlResponse(HERE, body=body, headers={"Content-Type": f"text/html; charset={charset}"})
    (onward,) = FAMILIES["forms"].listing(response).pages
    fields = f"column={sent}&page=2"
    address = "http://www.x.example/list.asp"
    assert (onward.method, onward.url, onward.body) == (
        ("POST", address, fields) if method == "post" else ("GET", f"{address}?{fields}", "")
    )
