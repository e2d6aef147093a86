import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders import urls
from spiders.portals import Portal, load_portals
from spiders.portals.hosts import same_portal
from spiders.portals.registry import own_name

TWINS = [
    ("http://www.a.gov.cn/x/index.html", "https://a.gov.cn/x/"),
    ("http://a.gov.cn:80/x", "https://a.gov.cn:443/x/"),
    ("http://a.gov.cn/x#top", "http://a.gov.cn/x"),
    ("http://a.gov.cn/x;jsessionid=0A1B?b=2&a=1", "http://a.gov.cn/x?a=1&b=2"),
    ("http://a.gov.cn/x.html?isMobile=false", "http://a.gov.cn/x.html"),
    ("http://a.gov.cn/t20200101_1_wap.html", "http://a.gov.cn/t20200101_1.html"),
    ("http://m.a.gov.cn/x.html", "http://www.a.gov.cn/x.html"),
    ("http://a.gov.cn/html/1//2/3.html", "http://a.gov.cn/html/1/2/3.html"),
    ("http://a.gov.cn/x?_=1700000000000", "http://a.gov.cn/x"),
    ("http://a.gov.cn/%e4%b8%ad", "http://a.gov.cn/中"),
    ("http://a.gov.cn/l/mobile/content_7.html", "http://a.gov.cn/l/pc/content_7.html"),
    ("http://a.gov.cn/print/2020/01-02/3.html", "http://a.gov.cn/2020/01-02/3.html"),
    ("http://a.gov.cn/(S(abcdefghijklmnopqrstuvwx))/l.aspx", "http://a.gov.cn/l.aspx"),
    ("http://a.gov.cn/x?print=1", "http://a.gov.cn/x"),
]
DIFFERENT = [
    ("http://a.gov.cn/x", "http://a.gov.cn/X"),
    ("http://a.gov.cn:8080/x", "http://a.gov.cn/x"),
    ("http://a.gov.cn/l?page=1", "http://a.gov.cn/l?page=2"),
    ("http://a.gov.cn/api?sid=7&t=2", "http://a.gov.cn/api?sid=7&t=3"),
    ("http://xxgk.a.gov.cn/x", "http://www.a.gov.cn/x"),
    ("http://a.gov.cn/index_1.html", "http://a.gov.cn/index_2.html"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_have_one_key(one, other):
    assert urls.key(one) == urls.key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_resources_have_different_keys(one, other):
    assert urls.key(one) != urls.key(other)


def test_posts_and_rendered_looks_have_keys_of_their_own():
    keys = {
        urls.key("http://a.gov.cn/x"),
        urls.key("http://a.gov.cn/x", "POST", "page=1"),
        urls.key("http://a.gov.cn/x", "POST", "page=2"),
        urls.key("http://a.gov.cn/x", render=True),
    }
    assert len(keys) == 4


BASE = "http://a.gov.cn/html/1//2/x/index.html?q=1"
RESOLVED = [
    ("3.html", "http://a.gov.cn/html/1//2/x/3.html"),
    ("../y/3.html", "http://a.gov.cn/html/1//2/y/3.html"),
    ("/html/1//2/z.html", "http://a.gov.cn/html/1//2/z.html"),
    ("//b.gov.cn/x", "http://b.gov.cn/x"),
    ("?page=2", "http://a.gov.cn/html/1//2/x/index.html?page=2"),
    (" \n http://A.gov.cn/X y.html ", "http://a.gov.cn/X%20y.html"),
    ("http:\\\\b.gov.cn\\x", "http://b.gov.cn/x"),
    ("/a?u=中#b", "http://a.gov.cn/a?u=%E4%B8%AD"),
    ("../../../../../../x", "http://a.gov.cn/x"),
    ("http://a.gov.cn:80/x", "http://a.gov.cn/x"),
    ("..\\y\\3.html?id=1\\2", "http://a.gov.cn/html/1//2/y/3.html?id=1\\2"),
    ("http:/y/3.html", "http://a.gov.cn/y/3.html"),
    ("http:3.html", "http://a.gov.cn/html/1//2/x/3.html"),
    ("https:/b.gov.cn/x", "https://b.gov.cn/x"),
    ("/a%2Fb/100%完成.html", "http://a.gov.cn/a%2Fb/100%%E5%AE%8C%E6%88%90.html"),
    ("/x\x00y\x1b", "http://a.gov.cn/x%00y"),
    ("/a?x=[1]{2}|3", "http://a.gov.cn/a?x=[1]{2}|3"),
    ("/%2e%2E/x", "http://a.gov.cn/x"),
    ("\u3000/x\ufeff", "http://a.gov.cn/x"),
    ("http://Ａ.gov.cn/", "http://a.gov.cn/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
]
REFUSED = [
    "javascript:void(0)",
    "mailto:a@b.cn",
    "tel:110",
    "data:text/html,x",
    "ftp://a.gov.cn/x",
    "file:///etc/passwd",
    "http://user:word@a.gov.cn/",
    "http://trusted.gov.cn@evil.example/",
    "http://a.gov.cn:99999/",
    "http://[::1/x",
    "http://",
    "http://ev il.example/",
    "/x" * 1200,
    "/a" * 30,
]


@pytest.mark.parametrize(("href", "expected"), RESOLVED)
def test_resolve(href, expected):
    assert urls.resolve(BASE, href) == expected


@pytest.mark.parametrize("href", REFUSED)
def test_resolve_refuses(href):
    assert urls.resolve(BASE, href) is None


@given(st.text(max_size=300))
def test_resolve_and_key_take_anything(text):
    url = urls.resolve(BASE, text)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert all(" " < char < "\x7f" for char in url)
        assert urls.resolve(BASE, url) == url
        assert urls.key(url) == urls.key(f"http://{urls.key(url)}") or "#" in urls.key(url)
    assert isinstance(urls.key(text), str)


PORTAL = Portal(
    code="640122",
    name="贺兰县",
    home="http://www.x.gov.cn/",
    hosts=("xxgk.x.gov.cn", "x.gov.cn:8081"),
    neighbours=("neighbour.x.gov.cn",),
)


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("http://www.x.gov.cn/", "x.gov.cn"),
        ("https://xq.city.gov.cn/index.html", ""),  # a page of the host: who knows whose the rest is
        ("http://www.city.gov.cn/county/", ""),
        ("http://www.x.gov.cn:8080/", ""),
        ("http://127.0.0.1/", ""),
        ("http://[::1]/", ""),
        ("http://www.x.cn/", "x.cn"),
        ("", ""),
    ],
)
def test_the_name_below_which_all_hosts_are_a_portals(home, name):
    assert own_name(Portal(code="640122", name="贺兰县", home=home)) == name


def test_the_registry_knows_who_else_stands_below_a_name(tmp_path):
    (tmp_path / "two.toml").write_text(
        '["640122"]\nname = "贺兰县"\nhome = "http://www.x.gov.cn/"\n["640121"]\nname = "永宁县"\nhome = "http://yn.x.gov.cn/"\n'
    )
    portals = load_portals([tmp_path])
    assert portals["640122"].neighbours == ("yn.x.gov.cn",)
    assert not same_portal("http://yn.x.gov.cn/a", portals["640122"])
    assert same_portal("http://yn.x.gov.cn/a", portals["640121"])


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://www.x.gov.cn/a", True),
        ("https://x.gov.cn/a", True),
        ("http://xxgk.x.gov.cn:80/a", True),
        ("http://x.gov.cn:8081/a", True),
        ("http://x.gov.cn:8082/a", False),
        ("http://other.x.gov.cn/", True),  # below its own name
        ("http://neighbour.x.gov.cn/", False),  # another portal's, by the registry
        ("http://otherx.gov.cn/", False),
        ("http://gov.cn/", False),
        ("http://www.x.gov.cn.evil.example/", False),
        ("http://www.x.gov.cn@evil.example/", False),
        ("not a url", False),
    ],
)
def test_same_portal(url, own):
    assert same_portal(url, PORTAL) is own
