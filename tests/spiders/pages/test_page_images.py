import pytest

from spiders.pages import Page
from spiders.pages.page_images import page_images

PLACE = "http://www.x.gov.cn/nb/"
LOOP = "for (var i = 1; i <= {}; i++) {{ $('#book').append('<img src=\"p/' + i + '.jpg\">'); }}"


def pictures(inner, script=""):
    page = Page(f"{PLACE}f.html", f"<html><body><div>{inner}</div><script>{script}</script></body></html>")
    return [url.removeprefix(PLACE) for url in page_images(page, page.root.find(".//div"))]


@pytest.mark.parametrize(
    "attributes",
    ["src='p/{}.jpg'", "src='/img/loading.gif' data-original='p/{}.jpg'", "src='blank.png' data-src='p/{}.jpg'"],
)
def test_pictures_that_are_shown_come_in_order(attributes):
    assert pictures("".join(f"<img {attributes.format(at)}>" for at in (1, 2, 3))) == ["p/1.jpg", "p/2.jpg", "p/3.jpg"]


@pytest.mark.parametrize(
    "script",
    [
        "var pages = ['p/1.jpg', 'p/2.jpg', 'p/3.jpg'];",
        (
            'var book = {"pages": [{"l": "p\\/1.jpg", "t": "thumb\\/1.jpg"}, {"l": "p\\/2.jpg", "t": "thumb\\/2.jpg"},'
            ' {"l": "p\\/3.jpg", "t": "thumb\\/3.jpg"}]};'
        ),
        LOOP.format(3),
        f"var total = 3; {LOOP.format('total')}",
        "var totalPages = 3; function load(page) { $('<img>').attr('src', 'p/' + page + '.jpg'); }",
        "const pageCount = 3; pages.map(n => `p/${n}.jpg`);",
        "bookConfig.totalPageCount = 3; bookConfig.largePath = 'p/';",
    ],
)
def test_pictures_that_a_script_turns_over(script):
    assert pictures("", script) == ["p/1.jpg", "p/2.jpg", "p/3.jpg"]


@pytest.mark.parametrize(
    "script",
    [
        "var banners = ['img/banner1.jpg', 'img/banner2.jpg'];",
        "show('a.jpg');",
        "bookConfig.largePath = 'p/';",
        "for (var i = 0; i < list.length; i++) { draw('p/' + i + '.jpg'); }",
    ],
)
def test_what_is_no_series(script):
    assert pictures("<img src='/images/logo.png'>", script) == []
