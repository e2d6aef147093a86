"""No page holds the harvest: whatever it says, reading it costs CPU in proportion to its length."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest
from scrapy.http import HtmlResponse

import crawler
import spiders
from crawler.redaction import redacted
from spiders import urls
from spiders.discovery.explorer import Explorer
from spiders.items import Kind, Link
from spiders.linear import LinearPattern, between, code, other_than, pattern
from spiders.pages import Page
from spiders.pages.javascript.expressions import ScriptNames
from spiders.portals.registry import Portal

TITLE = "青禾县2019年政府信息公开工作年度报告"
PORTAL = Portal(code="640122", name="贺兰县", home="http://www.x.gov.cn/")
# What matches our own words, never a stranger's: the signs of an expression, the files and arguments of the user.
OURS = {"spiders.linear", "spiders.portals.checks", "spiders.portals.registry", "spiders.portals.selection"}


READERS = (
    "spiders.",
    "crawler.redaction",
    "crawler.downloader",
    "crawler.versions",
    "crawler.probe",
    "crawler.coverage",
)


def patterns() -> Iterator[tuple[str, object]]:
    for package in (spiders, crawler):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith(READERS):
                values = vars(importlib.import_module(module.name)).items()
                yield from (
                    (module.name, found) for name, value in values if name[:2] != "__" for found in inside(value)
                )


def inside(value: object) -> Iterator[object]:
    if isinstance(value, (re.Pattern, LinearPattern)):
        yield value
    elif isinstance(value, dict):
        yield from inside(tuple(value.values()))
    elif isinstance(value, (tuple, list, set, frozenset)) and len(value) < 200:
        for part in value:
            yield from inside(part)


def test_every_pattern_is_matched_in_linear_time():
    found = list(patterns())
    assert {module for module, one in found if isinstance(one, re.Pattern)} == OURS
    assert sum(isinstance(one, LinearPattern) for _, one in found) > 300


def page(words: str, title: str = TITLE) -> str:
    body = "<p>一、总体情况。全年主动公开政府信息12条。</p>"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'>{body}{words}</div></body></html>"


def titled(words: str) -> str:
    return page("", TITLE + words)


def script(words: str) -> str:
    return page(f"<script>{words}</script>")


HOSTILE = {
    "dots in a title": lambda n: titled("." * n + "3"),
    "hyphens in a title": lambda n: titled("-1" * n + "x"),
    "brackets in a title": lambda n: titled("（" * n),
    "years in a title": lambda n: titled("年" * n),
    "digits in a title": lambda n: titled("2019" * n),
    "blanks in a refresh": lambda n: "<meta http-equiv=refresh content=" + " " * n + "x><p>y",
    "commas in a refresh": lambda n: f"<meta http-equiv=refresh content='0{';,' * n}x'><p>y",
    "a hex string": lambda n: script("var a='" + "3fa9" * n + "';"),
    "a string of words": lambda n: script("var a='" + "aB" * n + "';"),
    "an unclosed quote": lambda n: script('var a="' + "url:'" * n),
    "escaped quotes": lambda n: script('var a="' + '\\"' * n),
    "an unclosed comment": lambda n: script("/*" * n),
    "an unclosed CDATA": lambda n: script("<![CDATA[" * n),
    "comments in comments": lambda n: page("<!--" * n),
    "names without addresses": lambda n: script("name:'甲'," * n),
    "addresses without names": lambda n: script("url:'/a'," * n),
    "nested brackets": lambda n: script("[" * n + "]" * n),
    "nested braces": lambda n: script("function f(){" * n),
    "functions": lambda n: script("".join(f"function f{i}(){{location='/a{i}'}};" for i in range(n // 8))),
    "sums": lambda n: script("'/a?p='+b+" * n),
    "calls": lambda n: script("$.get('/a?b='+" * n),
    "assignments": lambda n: script("a=b+" * n),
    "comparisons": lambda n: script("location=='/a'" * n),
    "equals signs": lambda n: script("=" * n),
    "written links": lambda n: script("document.write('<a href=\"/a\">甲');" * n),
    "links": lambda n: page("".join(f"<a href='/art/{i}.html'>甲局2019年年报{i}</a>" for i in range(n // 16))),
    "links that call": lambda n: page(
        "<a href=# onclick=\"f('1')\">甲</a>" * (n // 8) + "<script>function f(a){b()}</script>"
    ),
    "open elements": lambda n: page("<ul id=" * n),
    "empty boxes": lambda n: page("<div class=a> " * n),
    "tags of scripts": lambda n: page("<script url='jpaas-publish-server' " * n),
    "digits": lambda n: page("1" * n),
    "dates": lambda n: page("2019-13-45 " * n),
    "fractions": lambda n: page("1/2/" * n),
    "numerals": lambda n: page("二〇二〇" * n),
    "years": lambda n: page("年" * n),
    "headings": lambda n: page("一、甲。" * n),
    "sources": lambda n: page("来源：" * n),
    "labels of dates": lambda n: page("发布日期：" * n),
    "spaces between cells": lambda n: page("<table><tr><td>" + " " * n + "<td>1" + "\u3000" * n + "</table>"),
    "line breaks": lambda n: page("甲\n" * n),
    "form feeds": lambda n: page("\f\v" * n),
    "names of bodies": lambda n: page("由青禾县教育局" * n),
    "periods": lambda n: page("统计期限为2020" * n),
    "hyphens": lambda n: page("首页 - " * n),
    "an unclosed attribute": lambda n: page("<a href='" + "a/" * n),
    "lone surrogates": lambda n: script("name:'\\ud800\\u4e00',url:'/a'," * n),
}
MODEST = 200  # how often the smaller page repeats what is hostile


def seconds(html: str, kind: Kind) -> float:
    url = "http://www.x.gov.cn/a/1.html"
    response = HtmlResponse(url, body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    link = Link(url=url, key=urls.key(url), kind=kind, score=0.9, anchor="年报")
    start = time.process_time()
    Explorer(PORTAL).read(response, link)
    return time.process_time() - start


def test_no_pattern_is_too_large_for_the_fast_way_through(capfd):
    text = "贺兰县2019年政府信息公开工作年度报告 <a href='/xxgk/content_12.jsp?id=9'>共12条 1/3页</a> éß①〇 " * 200
    for _, one in patterns():
        if isinstance(one, LinearPattern) and isinstance(one.pattern, str):
            one.search(text)
    assert capfd.readouterr().err == ""  # RE2 says there when a pattern needs more memory than it may have


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.LIST])
def test_reading_costs_in_proportion_to_the_length(name, kind):
    make = HOSTILE[name]
    seconds(make(8), kind)  # what is loaded and built once
    small = max(0.004, min(seconds(make(MODEST), kind) for _ in range(2)))
    large = min(seconds(make(8 * MODEST), kind) for _ in range(3))  # a collection of garbage is no part of it
    assert large < 24 * small


def names_worked_out(count: int) -> None:
    names = ScriptNames("".join(f"a{i}='/{'甲' * 300}';" for i in range(count)))
    assert all(names.named(f"a{i}") for i in range(count))


def scripts_taken_out(count: int) -> None:
    assert Page("http://www.x.gov.cn/", "<script>var a='甲';</script>" * count).scripts.count("甲") == count


@pytest.mark.parametrize("read", [scripts_taken_out, names_worked_out])
def test_text_beyond_ascii_is_handed_to_re2_once(read):
    def cost(count: int) -> float:
        start = time.process_time()
        read(count)
        return time.process_time() - start

    assert cost(8_000) < 24 * max(0.004, cost(1_000))


@pytest.mark.parametrize("words", ["1", "13812345678 ", "a@b.cn ", "640122198001011234 ", "a.", "@", "甲13812345678"])
def test_redaction_costs_in_proportion_to_the_length(words):
    def cost(count: int) -> float:
        start = time.process_time()
        redacted(words * count)
        return time.process_time() - start

    assert cost(8 * MODEST) < 24 * max(0.004, cost(MODEST))


@pytest.mark.parametrize(
    "text", ["12 3年4 567 8", "1", "", "1 2 3 4", "年" * 9_000 + "12 5" + "年" * 9_000, "1 " * 9_000, "1" * 9_000]
)
def test_edges_are_those_of_look_around(text):
    ours, standard = between(r"^|\D", r"(\d)\d?", r"\D|$"), re.compile(r"(?<!\d)(\d)\d?(?!\d)")
    assert [one.span() for one in ours.finditer(text)] == [one.span() for one in standard.finditer(text)]
    assert ours.findall(text) == standard.findall(text)
    assert ours.sub("x", text) == standard.sub("x", text)
    assert ours.split(text) == re.split(r"(?<!\d)\d\d?(?!\d)", text)


@pytest.mark.parametrize(
    "text", ["公开", "公开办", "公开服", "公开服务", "公开的办", "公", "公开领导小组", "公开领导小组办"]
)
def test_other_than_is_negative_look_ahead(text):
    ours = pattern(f"公开(?:{other_than('办', '服务', '领导小组办')})")
    assert bool(ours.search(text)) == bool(re.search("公开(?!办|服务|领导小组办)", text))


def test_lone_surrogates_are_text_like_any_other():
    assert pattern("年(.)报").search("年\ud800报").span() == (0, 3)
    assert pattern("报").sub("", "\ud800报") == "\ufffd"
    assert between("^|.", "报", "").search("\ud800报").span() == (1, 2)


def test_words_of_scripts_are_ascii():
    assert code(r"[\w$]+\w").findall("甲ab$1甲") == ["ab$1"]
