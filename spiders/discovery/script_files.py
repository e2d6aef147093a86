"""Script files of a portal's own, read together with the page that runs them: cheaper than a browser, and asked first.

The link to the file carries what such a reading needs of the page: its inline scripts and what can be clicked on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice

from lxml.etree import _Element
from scrapy.http import HtmlResponse, Response

from spiders import urls
from spiders.discovery.page_context import PageContext
from spiders.items import Kind, Link, LinkContext
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page
from spiders.pages.charset import decode
from spiders.pages.element_values import MAX_VALUE, valued
from spiders.portals.hosts import same_portal

MAX_FILES = 4  # of one page, in the order in which it runs them
MAX_CARRIED = 30_000  # characters of a page that the link to its script carries
_READ = {"id", "value"}
MAX_SOURCE = 1_000_000  # characters of a script that are read
_SOURCE = pattern(r"<script\b[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]{1,500})", IGNORECASE)
# What everybody uses and nobody writes for a portal.
_LIBRARY = pattern(
    r"jquery|bootstrap|vue|react|angular|swiper|layui|layer|echarts|require|polyfill|html5|respond|wow|superslide|slick"
    r"|laydate|wdate|share|weixin|jweixin|hm\.js|baidu|analytics|stat\b|counter|gray|wza|accessib|video|player|[.-]min\.js",
    IGNORECASE,
)


def script_files(place: PageContext, context: LinkContext, score: float, group: str = "") -> Iterator[Link]:
    """Yield the links to the script files of a page that may show what it does not; each file is a group of its own."""
    if place.page.data is not None or place.link.context.runs_on:
        return
    carried = f"<title>{escape(place.page.title)}</title>{_carried(place.page)}"
    is_report = place.link.kind is Kind.REPORT
    for url in islice(_own_files(place), MAX_FILES):
        yield Link(
            url=url,
            key=f"{urls.key(url)}#run by {place.key}",
            kind=Kind.REPORT if is_report else Kind.DATA,
            score=score,
            group=group or f"script {place.link.kind} {urls.key(url)}",
            anchor=place.link.anchor,
            via=place.page.url,
            agency=place.link.agency,
            context=LinkContext(
                annual=context.annual or place.annual,
                column=place.column,
                root=context.root,
                shell=place.key,
                stands_at=(place.link.context.stands_at or place.page.url) if is_report else "",
                runs_on=place.page.base,
                beside=carried,
            ),
        )


def _own_files(place: PageContext) -> Iterator[str]:
    found = dict.fromkeys(place.page.resolve(match[1]) for match in _SOURCE.finditer(place.page.html))
    for url in found:
        if url is not None and same_portal(url, place.portal) and not _LIBRARY.search(url.rpartition("/")[2]):
            yield url


def _carried(page: Page) -> str:
    """Return what of a page its script's file has to be read with."""
    pieces = [f"<script>{page.scripts}</script>"] if len(page.scripts) <= MAX_CARRIED else []
    pieces += map(_bare, valued(page.root) if page.root is not None else ())
    size = sum(map(len, pieces))
    for element in page.elements():
        click = element.get("onclick") or (element.get("href") or "")
        if element.get("onclick") or click.startswith("javascript:"):
            words = escape("".join(islice(map(str, element.itertext()), 20))[:200])
            pieces.append(f'<a onclick="{escape(click)}" title="{escape(element.get("title") or "")}">{words}</a>')
            size += len(pieces[-1])
            if size > MAX_CARRIED:
                return "".join(pieces[:-1])
    return "".join(pieces)


def _bare(element: _Element) -> str:
    """Return the tag of an element that scripts read a value from."""
    pairs = ((str(name), str(value)) for name, value in element.attrib.items())
    kept = (f' {name}="{escape(value[:MAX_VALUE])}"' for name, value in pairs if name in _READ or name[:5] == "data-")
    return f"<input{''.join(kept)}>"


def with_its_page(response: Response, link: Link) -> HtmlResponse:
    """Return a script's file as the page that runs it, as far as the link carries that."""
    source = decode(response.body).text[:MAX_SOURCE].replace("</script", "<\\/script")
    html = f"<html><body>{link.context.beside}<script>{source}</script></body></html>"
    return HtmlResponse(link.context.runs_on, body=html.encode(), encoding="utf-8")
