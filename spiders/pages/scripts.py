"""What inline scripts say without being run: where they send the reader, the trees they draw, what they fetch."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from spiders import urls
from spiders.pages.page import Page
from spiders.pages.words import line

MAX_NODES = 20_000
_REFRESH = re.compile(
    r"<meta[^>]{0,80}http-equiv\s*=\s*[\"']?refresh[\"']?[^>]{0,80}content\s*=\s*[\"']?\s*(\d*)[\s;,]*url\s*=\s*[\"']?([^\"'>\s]{1,1000})",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"(?:window\.|document\.|top\.|self\.|parent\.)*location(?:\.href)?\s*=\s*[\"']([^\"']{1,1000})[\"']"
    r"|location\.(?:replace|assign)\s*\(\s*[\"']([^\"']{1,1000})[\"']\s*\)"
)
_NODE = re.compile(
    r"[\"']?(?:name|title|text|label|caption|channelName|columnName)[\"']?\s*:\s*(?:\"([^\"]{1,120})\"|'([^']{1,120})')"
    r"[^{}\[\]]{0,400}?[\"']?(?:url|href|link|jump_url|linkUrl|path)[\"']?\s*:\s*(?:\"([^\"]{1,500})\"|'([^']{1,500})')"
)
_EDON = re.compile(
    r"[\"']?(?:url|href|link|jump_url|linkUrl)[\"']?\s*:\s*(?:\"([^\"]{1,500})\"|'([^']{1,500})')"
    r"[^{}\[\]]{0,400}?[\"']?(?:name|title|text|label|channelName)[\"']?\s*:\s*(?:\"([^\"]{1,120})\"|'([^']{1,120})')"
)
_DTREE = re.compile(
    r"\.add\(\s*[\"']?[\w-]+[\"']?\s*,\s*[\"']?[\w-]+[\"']?\s*,\s*[\"']([^\"']{1,120})[\"']\s*,\s*[\"']([^\"']{1,500})[\"']"
)
# Two strings side by side, one in Chinese and one that looks like a path: menus as arrays of arrays.
_PAIR = re.compile(
    r"([\"'])([^\"'<>\n]{0,80}[一-鿿][^\"'<>\n]{0,80})\1\s*,\s*"
    r"([\"'])((?:https?:)?\.{0,2}/[^\"'\s]{0,500}|[\w/.-]{1,200}\.s?html?)\3"
)
_XTREE = re.compile(
    r"new WebFXTree(?:Item)?\(\s*'((?:<[^<>]*>)*)([^'<>]{1,80})(?:</[^']*)?'\s*,"
    r"\s*document\.getElementById\(\"(\w+)\"\)"
)
_WRITTEN = re.compile(
    r"<a\b[^<>]*?href\s*=\s*\\?[\"']([^\"'\\+]{1,500})\\?[\"'][^<>]*>((?:(?!</a>)[^+]){1,300})</a>", re.IGNORECASE
)
_ENDPOINT = re.compile(
    r"(?P<call>\burl\s*[:=]\s*|\.(?:get|post|ajax|getJSON|load)\(\s*|\bfetch\(\s*|\bopen\(\s*[\"'](?:GET|POST)[\"']\s*,\s*)"
    r"[\"'](?P<url>[^\"'\s<>]{2,500})[\"'](?P<plus>\s*\+)?(?P<rest>[^;]{0,600})",
    re.IGNORECASE,
)
_POST = re.compile(r"(?:type|method)\s*:\s*[\"']post", re.IGNORECASE)
_PARAMETERS = re.compile(r"(?:\bdata\s*:\s*|^\s*,\s*)\{([^{}]{1,500})\}")
_PARAMETER = re.compile(r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:[\"']([^\"']{0,200})[\"']|(\d{1,12})\b|([A-Za-z_]\w{0,40}))")
_FIRST_PAGE = re.compile(r"page|curr|pn$|^p$", re.IGNORECASE)
_PER_PAGE = re.compile(r"size|rows|limit|per|count|num$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A named link that a script draws."""

    url: str
    text: str


def redirect_of(page: Page) -> str | None:
    """Return where a page without content of its own sends the reader at once; None when it does not."""
    refresh = _REFRESH.search(page.html[:20_000])
    if refresh and int(refresh[1] or 0) <= 10:  # noqa: PLR2004 - seconds; more is a page that renews itself
        target = urls.resolve(page.base, html.unescape(refresh[2]))
        if target and urls.key(target) != urls.key(page.url):
            return target
    if len(page.text) > 200 or len(page.anchors) > 5:  # noqa: PLR2004 - a page with a script in it, not a shell
        return None
    found = _LOCATION.search(page.scripts or page.html[:20_000])
    target = urls.resolve(page.base, found[1] or found[2]) if found else None
    return target if target and urls.key(target) != urls.key(page.url) else None


def nodes_of(page: Page) -> tuple[Node, ...]:
    """Return the named links that only scripts draw: zTree, dTree, xtree, arrays, ``document.write``."""
    found: dict[tuple[str, str], Node] = {}
    for text, href in _pairs(page):
        url = urls.resolve(page.base, html.unescape(href).replace("\\/", "/"))
        name = line(re.sub(r"<[^<>]{0,200}>", "", _unescaped(text)))
        if url and name and len(found) < MAX_NODES:
            found.setdefault((url, name), Node(url, name))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL that a script fetches, and how."""

    url: str
    method: str = "GET"
    body: str = ""


def endpoints_of(page: Page) -> tuple[Endpoint, ...]:
    """Return what inline scripts fetch, in source order. Parameters come from literals, or variables set to one."""
    found: dict[str, Endpoint] = {}
    for call in _ENDPOINT.finditer(page.scripts):
        url = urls.resolve(page.base, call["url"]) if not call["plus"] else None
        if url is None or len(found) >= 50:  # noqa: PLR2004
            continue
        given = _PARAMETERS.search(call["rest"])
        form = urlencode(_form(given[1], page.scripts)) if given else ""
        if "post" in call["call"].lower() or _POST.search(call["rest"]):
            found.setdefault(url, Endpoint(url, "POST", form))
        else:
            found.setdefault(url, Endpoint(url + ("&" if "?" in url else "?") * bool(form) + form))
    return tuple(found.values())


def _form(literal: str, scripts: str) -> list[tuple[str, str]]:
    """Return an object literal's pairs; a variable counts with its value, an unknown page number as the first."""
    pairs = []
    for found in _PARAMETER.finditer(literal):
        name, value = found[1], found[2] or found[3] or ""
        if found[4]:
            given = re.search(rf"\b{re.escape(found[4])}\s*=\s*(?:[\"']([^\"']{{0,200}})[\"']|(\d{{1,12}})\b)", scripts)
            first = "1" if _FIRST_PAGE.search(name) and not _PER_PAGE.search(name) else ""
            value = (given[1] or given[2] or "") if given else first
        pairs.append((name, value))
    return pairs


def _pairs(page: Page) -> Iterator[tuple[str, str]]:
    scripts = page.scripts
    for found in _NODE.finditer(scripts):
        yield found[1] or found[2], found[3] or found[4]
    for found in _EDON.finditer(scripts):
        yield found[3] or found[4], found[1] or found[2]
    for found in _DTREE.finditer(scripts):
        yield found[1], found[2]
    for found in _PAIR.finditer(scripts):
        yield found[2], found[4]
    for found in _WRITTEN.finditer(scripts):
        yield found[2], found[1]
    if "WebFXTree" in scripts and page.root is not None:
        hrefs = {a.get("id"): a.get("href") for a in page.root.iter("a") if a.get("id") and a.get("href")}
        for found in _XTREE.finditer(scripts):
            if href := hrefs.get(found[3]):
                yield found[2], href


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
