"""The WHATWG URL standard's own test data, through ours; each difference is one that we mean."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy import Request

from spiders import urls
from spiders.urls import Refusal, refusal, resolve

DATA = Path(__file__).parents[1] / "data" / "wpt" / "urltestdata.json"
CASES = [case for case in json.loads(DATA.read_text("utf-8")) if isinstance(case, dict)]
WEB = [case for case in CASES if case.get("protocol") in {"http:", "https:"}]


def ours(case):
    base = case.get("base") or ""
    return ("" if base.startswith("about:") else base), case["input"]


def known_to_resolvers(label):
    return label.replace("-", "").replace("_", "").isalnum() and label.strip("-") == label and len(label) < 64


def meant(case):
    """Return why ours is not the standard's answer, in a word; "" when it has to be."""
    parts = urlsplit(case["href"])
    if case["username"] or case["password"] or "@" in parts.netloc:
        return Refusal.CREDENTIALS
    if not case["hostname"].startswith("[") and not all(
        map(known_to_resolvers, case["hostname"].removesuffix(".").split("."))
    ):
        return Refusal.INVALID  # the standard lets pass what no resolver can ask for
    if parts.path.count("/") > urls.MAX_DEPTH:
        return Refusal.TOO_DEEP
    return ""


@pytest.mark.parametrize("case", WEB, ids=lambda case: ascii(case["input"])[:60])
def test_what_is_asked_for_is_what_the_standard_says(case):
    base, href = ours(case)
    if why := meant(case):
        assert (resolve(base, href), refusal(base, href)) == (None, why)
        return
    wanted = case["href"].partition("#")[0]
    assert resolve(base, href) == wanted
    assert Request(wanted, meta={"verbatim_url": True}).url == wanted


def test_what_the_standard_refuses_is_refused_as_invalid():
    failures = [case for case in CASES if case.get("failure")]
    assert len(failures) > 200
    wrong = {
        ascii(case["input"]): refusal(*ours(case)) for case in failures if refusal(*ours(case)) is not Refusal.INVALID
    }
    # without a document there is nothing that an address could be relative to, and these four we know by their scheme
    assert set(wrong.values()) <= {Refusal.SCHEME}, wrong


def test_what_is_no_page_of_the_web_is_refused_by_its_scheme():
    others = [case for case in CASES if not case.get("failure") and case["protocol"] not in {"http:", "https:"}]
    wrong = [case["input"] for case in others if ours(case)[0] and refusal(*ours(case)) is not Refusal.SCHEME]
    assert len(others) > 200
    assert wrong == []


@pytest.mark.parametrize(
    ("charset", "query"),
    [
        ("utf-8", "%E5%B9%B4%E6%8A%A5"),
        ("gbk", "%C4%EA%B1%A8"),
        ("gb18030", "%C4%EA%B1%A8"),
        ("big5", "%A6%7E%26%2325253%3B"),  # what Big5 lacks goes out as a reference
        ("utf-16-le", "%E5%B9%B4%E6%8A%A5"),
        ("no-such-charset", "%E5%B9%B4%E6%8A%A5"),
    ],
)
def test_a_query_goes_out_in_the_charset_of_its_page_and_a_path_in_utf_8(charset, query):
    wanted = f"http://a.gov.cn/%E5%B9%B4?t={query}&x=1"
    assert resolve("http://a.gov.cn/", "/年?t=年报&x=1#年", charset).replace("%A6~", "%A6%7E") == wanted


def test_queries_in_another_charset_keep_keys_of_their_own():
    one, other = (resolve("http://a.gov.cn/", f"/s?t={word}", "gbk") for word in ("年报", "月报"))
    assert urls.key(one) != urls.key(other)


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("/" + "a" * 9000, Refusal.TOO_LONG),
        ("/" + "a" * 900_000, Refusal.TOO_LONG),
        ("/a" * 30, Refusal.TOO_DEEP),
        ("http://u:p@a.gov.cn/", Refusal.CREDENTIALS),
        ("http://a.gov.cn:port/", Refusal.INVALID),
        ("http://a..gov.cn/", Refusal.INVALID),
        ("data:text/html;base64," + "A" * 900_000, Refusal.SCHEME),
        ("java\nscript:void(0)", Refusal.SCHEME),
    ],
)
def test_every_refusal_has_a_reason(href, why):
    assert (resolve("http://a.gov.cn/", href), refusal("http://a.gov.cn/", href)) == (None, why)
