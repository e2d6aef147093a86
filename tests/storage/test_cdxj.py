from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.warc.cdxj import surt
from storage.warc.http_blocks import uri


@pytest.mark.parametrize(  # the right side is what pywb 2.10's canonicalize() makes of the left
    ("url", "key"),
    [
        ("http://www.nxhl.gov.cn/", "cn,gov,nxhl)/"),
        ("http://www.nxhl.gov.cn", "cn,gov,nxhl)/"),
        ("HTTP://WWW2.a.cn:80/X", "cn,a)/x"),
        ("http://a.cn:8080/Aa/B.html?b=2&a=1", "cn,a:8080)/aa/b.html?a=1&b=2"),
        ("https://a.cn:80/", "cn,a:80)/"),
        ("https://a.cn:443/a%20b/中?q=中&Z", "cn,a)/a%20b/%e4%b8%ad?q=%e4%b8%ad&z"),
        ("http://a.cn/%41%2F%2e", "cn,a)/a"),
        ("http://a.cn//x//y.html", "cn,a)/x/y.html"),
        ("http://a.cn/a/../b/./c/", "cn,a)/b/c"),
        ("http://a.cn/..//a", "cn,a)/../a"),
        ("http://a.cn/x//..", "cn,a)/x"),
        ("http://a.cn/x/?", "cn,a)/x"),
        ("http://a.cn/x#top", "cn,a)/x"),
        ("http://1.2.3.4/x", "4,3,2,1)/x"),
        ("http://u:p@b.cn/", "cn,b)/"),
        ("http://a.cn/x?a=1&a=0&=&&b", "cn,a)/x?&=&a=0&a=1&b"),
        ("http://a.cn/x?PHPSESSID=abcdef0123456789abcdef0123456789&a=1", "cn,a)/x?a=1"),
        ("http://a.cn/x;jsessionid=ABC123?q=1", "cn,a)/x;jsessionid=abc123?q=1"),
        ("http://a.cn/(aaaaaaaaaaaaaaaaaaaaaaaa)/x.aspx", "cn,a)/x.aspx"),
    ],
)
def test_keys_are_those_of_pywb(url, key):
    assert surt(uri(url)) == key


@given(st.text(max_size=60))
def test_any_url_has_a_key_without_blanks(rest):
    key = surt(uri(f"http://a.cn/{rest}"))
    assert key.startswith("cn,a)/")
    assert not set(key) & set(" \r\n\t")
    assert key == key.lower()


def test_escapes_of_escapes_end():
    assert len(surt("http://a.cn/" + "%25" * 100_000)) < 400_000
