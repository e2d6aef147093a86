import pytest

from spiders.pages import Page
from spiders.pages.javascript.click_handlers import clicks_of

URL = "http://www.x.gov.cn/xxgk/index.jsp"


def clicks(markup: str, script: str) -> list[tuple[str, str, str, bool]]:
    page = Page(URL, f"<html><body><script>{script}</script>{markup}</body></html>")
    return [(one.text, one.target.url, one.target.body, one.data) for one in clicks_of(page)]


@pytest.mark.parametrize(
    ("markup", "script", "url", "body", "data"),
    [
        (
            "<a href='javascript:void(0)' onclick=\"getOrg('12','财政局')\">财政局</a>",
            'function getOrg(id, name) { window.location.href = "/xxgk/organ.jsp?orgid=" + id; }',
            "http://www.x.gov.cn/xxgk/organ.jsp?orgid=12", "", False,
        ),
        (
            '<a href="javascript:go(12)">财政局</a>',
            "var go = function (id) { window.open(`/xxgk/${id}/index.html`) }",
            "http://www.x.gov.cn/xxgk/12/index.html", "", False,
        ),
        (
            "<li onclick=\"showList('34')\"><span>财政局</span></li>",
            """function showList(cat){ current = cat; load(); }
            function load(){ $.ajax({ url: "/list.action", type: "post", data: { cat: current, pageNo: 1 }, success: f }); }""",
            "http://www.x.gov.cn/list.action", "cat=34&pageNo=1", True,
        ),
        (
            "<div onclick='pick(7)'>财政局</div>",
            "function pick(n){ $.get('/nb/list?org=' + n + '&page=1', draw); }",
            "http://www.x.gov.cn/nb/list?org=7&page=1", "", True,
        ),
    ],
)  # fmt: skip
def test_a_click_is_followed_through_the_pages_own_functions(markup, script, url, body, data):
    assert clicks(markup, script) == [("财政局", url, body, data)]


@pytest.mark.parametrize(
    ("markup", "script"),
    [
        ("<a onclick=\"getOrg('12')\">财政局</a>", ""),
        ("<a onclick='print()'>打印</a>", "function print(){ location.href='/print' }"),
        ("<a onclick=\"show('12')\">财政局</a>", "function show(id){ $('#x' + id).toggle(); }"),
        ("<a onclick=\"go('12')\"></a>", "function go(id){ location.href = '/' + id; }"),
    ],
)
def test_other_clicks_lead_nowhere(markup, script):
    assert clicks(markup, script) == []


def test_hostile_functions_take_no_time():
    deep = "function f(a){" * 5000 + "x(" * 5000
    assert clicks("<a onclick=\"f('1')\">x</a>" * 500, deep) == []
