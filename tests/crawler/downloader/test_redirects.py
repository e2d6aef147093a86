"""Where a redirect is followed, and where it ends with which reason."""

import pytest
from scrapy.http import HtmlResponse, Request, Response

from crawler.downloader.redirects import MAX_HOPS, MAX_ROBOTS_HOPS, Redirects
from spiders.items import Kind, Link
from spiders.portals import Portal
from spiders.request_context import KEY, RequestContext, context_of
from spiders.urls import key

HOME = "http://www.x.gov.cn/"
PORTAL = Portal(code="640122", name="贺兰县", home=HOME, hosts=("xxgk.x.gov.cn",))


def asked(url, kind=Kind.REPORT, method="GET", headers=None, any_host=False):
    link = None if any_host else Link(url=url, key=key(url), kind=kind, score=1.0)
    meta = {KEY: RequestContext(portal=PORTAL, link=link, any_host=any_host)}
    return Request(url, method=method, body=b"a=1" if method == "POST" else b"", headers=headers, meta=meta)


def moved(request, location, status=302, **headers):
    return Response(request.url, status=status, headers={"Location": location, **headers})


def follow(request, response):
    going = Redirects().process_response(request, response)
    return (going, "") if isinstance(going, Request) else (None, context_of(request).stopped)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://www.x.gov.cn/a.html", "https://www.x.gov.cn/a.html"),
        ("http://x.gov.cn/a.html", "http://x.gov.cn/a.html"),
        ("/a.html/", "http://www.x.gov.cn/a.html/"),
        ("/A.html", "http://www.x.gov.cn/A.html"),
        ("/a.html?t=1700000000000", "http://www.x.gov.cn/a.html?t=1700000000000"),
        ("b/c.html", "http://www.x.gov.cn/b/c.html"),
        ("http://xxgk.x.gov.cn/a.html", "http://xxgk.x.gov.cn/a.html"),
        ("\\b.html", "http://www.x.gov.cn/b.html"),
        ("?id=年", "http://www.x.gov.cn/a.html?id=%E5%B9%B4"),
    ],
)
def test_it_is_followed_anywhere_on_the_portal_and_the_link_stays_the_same(status, location, target):
    request = asked("http://www.x.gov.cn/a.html")
    followed, _ = follow(request, moved(request, location.encode(), status))
    assert followed.url == target
    assert context_of(followed).unit == context_of(request).unit
    assert [(hop.url, hop.status, hop.target) for hop in context_of(followed).hops] == [(request.url, status, target)]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://www.y.gov.cn/a.html", "redirected to http://www.y.gov.cn/a.html"),
        ("http://169.254.169.254/latest", "redirected to http://169.254.169.254/latest"),
        ("ftp://www.x.gov.cn/a", "redirected to ftp://www.x.gov.cn/a"),
        (" ", "redirected to nowhere"),
        ("/", "redirects to the home page"),
        ("http://x.gov.cn/index.html", "redirects to the home page"),
        ("/a.html", "redirects in a circle: http://www.x.gov.cn/a.html"),
    ],
)
def test_it_ends_with_a_reason(location, reason):
    request = asked("http://www.x.gov.cn/a.html")
    assert follow(request, moved(request, location)) == (None, reason)


def test_a_page_that_gives_a_cookie_is_asked_again_and_a_circle_without_one_ends():
    request = asked(HOME, Kind.HOME)
    again, _ = follow(request, moved(request, "/", **{"Set-Cookie": "a=1"}))
    assert again.url == HOME
    assert follow(again, moved(again, "/")) == (None, f"redirects in a circle: {HOME}")


def test_it_goes_through_another_page_and_back_when_that_gives_the_cookie():
    request = asked("http://www.x.gov.cn/a.html")
    other, _ = follow(request, moved(request, "/login?back=/a.html"))
    back, _ = follow(other, moved(other, "/a.html", **{"Set-Cookie": "a=1"}))
    assert back.url == request.url
    assert follow(back, moved(back, "/login?back=/a.html"))[0] is not None  # the cookie came after it
    circle = asked("http://www.x.gov.cn/a.html")
    other, _ = follow(circle, moved(circle, "/login"))
    assert follow(other, moved(other, "/a.html"))[1].startswith("redirects in a circle")


@pytest.mark.parametrize(("any_host", "most"), [(False, MAX_HOPS), (True, MAX_ROBOTS_HOPS)])
def test_a_long_chain_ends(any_host, most):
    request, hops, stopped = asked("http://www.x.gov.cn/0", any_host=any_host), 0, ""
    while request is not None:
        last = request
        request, stopped = follow(request, moved(request, f"/{hops + 1}", **{"Set-Cookie": f"a={hops}"}))
        hops += request is not None
    assert (hops, stopped) == (most, f"more than {most} redirects, the last to http://www.x.gov.cn/{most + 1}")
    assert len(context_of(last).hops) == most


def test_robots_txt_may_move_to_another_host():
    request = asked("http://www.x.gov.cn/robots.txt", any_host=True)
    followed, _ = follow(request, moved(request, "http://www.y.gov.cn/robots.txt"))
    assert followed.url == "http://www.y.gov.cn/robots.txt"


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_post_stays_one_only_where_browsers_leave_it_one(status, method):
    request = asked("http://www.x.gov.cn/list", Kind.DATA, "POST", {"Content-Type": "application/json"})
    followed, _ = follow(request, moved(request, "/other", status))
    assert (followed.method, bool(followed.body), "Content-Type" in followed.headers) == (
        method,
        *[method == "POST"] * 2,
    )


def test_what_was_made_for_the_old_address_stays_behind():
    headers = {"If-None-Match": '"1"', "If-Modified-Since": "x", "Cookie": "a=1", "Accept": "text/html"}
    request = asked("http://www.x.gov.cn/a.html", headers=headers)
    request.meta["retry_times"] = 2
    followed, _ = follow(request, moved(request, "/b.html"))
    assert list(followed.headers) == [b"Accept"]
    assert "retry_times" not in followed.meta


def test_a_page_that_only_sends_on_is_a_hop_and_a_full_one_is_not():
    request = asked("http://www.x.gov.cn/a.html")
    shell = HtmlResponse(request.url, body=b"<meta http-equiv=refresh content='0;url=b.html'>")
    assert follow(request, shell)[0].url == "http://www.x.gov.cn/b.html"
    full = HtmlResponse(request.url, body=shell.body + "正文".encode() * 300)
    assert follow(request, full) == (None, "")
    wall = HtmlResponse(request.url, body=b"<script>__jsl_clearance=1;location.href='/b.html'</script>")
    assert follow(request, wall) == (None, "")


def test_a_refresh_header_counts_and_a_page_that_renews_itself_is_read():
    request = asked("http://www.x.gov.cn/a.html")
    header = HtmlResponse(request.url, headers={"Refresh": "0; url=/b.html"}, body=b"<p></p>")
    assert follow(request, header)[0].url == "http://www.x.gov.cn/b.html"
    renewed = HtmlResponse(request.url, body=b"<meta http-equiv=refresh content='30'><p>1</p>")
    assert follow(request, renewed) == (None, "")
