"""A walker of the tests' own: it knows every paging script of the replica and follows all that a person could click."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.replica.family import Family
from crawler.replica.world import DEFAULT_SEED, portals

HOST = "127.0.0.1:8000"
FILE = re.compile(r"\.(?:pdf|docx?)$", re.IGNORECASE)
_TWIN = re.compile(r"^/hdjl/|^/print/|_wap\.html|print=1")  # and the calendar without end
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_MENU = re.compile(r"""\["[^"]+","(/[^"]*)"\]""")
_SHELL = re.compile(r"""location\.replace\("([^"]+)"\)""")
_JSON = re.compile(r"""getJSON\("([^"]+)\"""")


def links(target: str, text: str) -> set[str]:
    """Return every target on the portal's own host that a page leads to, its scripts' ones included."""
    found = {unescape(href) for href in _HREF.findall(text)}
    found |= {*_MENU.findall(text), *_SHELL.findall(text), *_JSON.findall(text)}
    if text.startswith("{"):
        found |= {organ["url"] for organ in json.loads(text)["organs"]}
    if pager := re.search(r'createPageHTML\((\d+), \d+, "(\w+)", "(\w+)"\)', text):
        found |= {f"{pager[2]}_{page}.{pager[3]}" for page in range(1, int(pager[1]))}
    if pager := re.search(r"var countPage = (\d+);", text):
        found |= {f"index_{page}.html" for page in range(1, int(pager[1]))}
    if pager := re.search(r"var pageCount=(\d+)", text):
        found |= {f"?page={page + 1}" for page in range(1, int(pager[1]))}
    return {_own(target, link) for link in found} - {""}


def _own(target: str, link: str) -> str:
    try:
        url = urljoin(f"http://{HOST}/", target) if target.startswith("//") else f"http://{HOST}{target}"
        parts = urlsplit(_join(url, link))
    except ValueError:
        return ""
    if parts.scheme != "http" or parts.netloc != HOST or _TWIN.search(parts.path + "?" + parts.query):
        return ""
    return re.sub(r";jsessionid=\w+", "", parts.path) + (f"?{parts.query}" if parts.query else "")


def _join(url: str, link: str) -> str:
    if link.startswith("/") and not link.startswith("//"):
        return f"http://{HOST}{link}"  # urljoin keeps "//" inside a path, and so do we
    return urljoin(url, link)


def walk(family: Family) -> dict[str, bytes]:
    """Return the body behind every target that can be reached from the home page."""
    site, seen, todo = family.site, {}, ["/"]
    while todo:
        target = todo.pop()
        if target in seen or target.startswith(site.disallowed or ("\0",)):
            continue
        page = site.find(target)
        if page is None:
            continue
        if location := dict(page.headers).get("Location"):
            todo.append(location)
            continue
        if FILE.search(target):
            seen[target] = b""  # rendering a thousand documents proves nothing here
            continue
        seen[target] = body = site.body(target, page, HOST)
        todo += sorted(links(target, body.decode(page.charset or site.charset)) - seen.keys())
    return seen


@pytest.fixture(scope="session")
def families() -> list[Family]:
    return portals(DEFAULT_SEED)


@pytest.fixture(scope="session")
def walked(families: list[Family]) -> dict[str, dict[str, bytes]]:
    return {family.county.code: walk(family) for family in families}
