"""One answer that becomes a recorded case: the page, what it was asked as, and what its scripts asked for."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from scrapy.http import HtmlResponse

from spiders import urls
from spiders.items import Link
from spiders.json_form import as_json, from_json
from spiders.pages import Page, page_of
from spiders.pages.charset import decode
from spiders.portals import Portal

UNTOLD = b"text/html"  # the type without a charset under which the tests read a case
_UTF16 = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideFile:
    """A script of a page, or the answer to one of its calls."""

    url: str
    method: str
    media_type: str
    body: bytes

    @property
    def is_script(self) -> bool:
        """Whether it is a program, and no data."""
        return "javascript" in self.media_type or "ecmascript" in self.media_type


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """An answer with its content encoding undone. ``link``: what it was asked as; ``url``: where it stands."""

    url: str
    status: int
    content_type: str  # the header as it came
    body: bytes
    portal: Portal
    link: Link
    beside: tuple[BesideFile, ...] = ()

    @property
    def response(self) -> HtmlResponse:
        """The page as the tests read it: its own bytes tell what it is, no header does."""
        return HtmlResponse(self.url, status=self.status, body=self.body, headers={"Content-Type": UNTOLD})

    @property
    def page(self) -> Page:
        """The page as it is read there."""
        return page_of(self.response)


def self_contained(case: CasePage) -> CasePage:
    """Return a page that reads the same without its headers: UTF-8 with its mark, where only they told the charset."""
    told, untold = decode(case.body, case.content_type.encode("latin-1", "replace")), decode(case.body, UNTOLD)
    if told.text == untold.text:
        return case
    return replace(case, body=codecs.BOM_UTF8 + told.text.encode("utf-8", "xmlcharrefreplace"))


def rewritten(case: CasePage, change: Callable[[str], str]) -> CasePage:
    """Return a page with all its texts and addresses changed, each in the charset that it came in; of no county."""
    body = _recoded(case.body, change)  # first: it tells names that stand elsewhere too
    link = from_json(Link, _changed(as_json(case.link), change))
    portal = case.portal
    return replace(
        case,
        url=change(case.url),
        body=body,
        portal=Portal(
            code="", name=change(portal.name), home=change(portal.home), hosts=tuple(map(change, portal.hosts))
        ),
        link=replace(link, key=urls.key(link.url, link.method, link.body, link.render)),
        beside=tuple(replace(file, url=change(file.url), body=_recoded(file.body, change)) for file in case.beside),
    )


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return what JSON holds with every text in it changed."""
    if isinstance(value, dict):
        return {name: _changed(content, change) for name, content in value.items()}
    if isinstance(value, list):
        return [_changed(content, change) for content in value]
    return change(value) if isinstance(value, str) else value


def _recoded(body: bytes, change: Callable[[str], str]) -> bytes:
    decoded = decode(body, UNTOLD)
    mark = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else _UTF16.get(decoded.charset, b"")
    return mark + change(decoded.text).encode(decoded.charset, "xmlcharrefreplace")
