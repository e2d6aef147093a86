"""What a browser's look at a page comes back as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.values import Exchange


class RenderedResponse(HtmlResponse):
    """The DOM after scripts. ``exchanges``: all that the page asked its server for, itself among them."""

    exchanges: tuple[Exchange, ...] = ()


def of_page(exchanges: Iterable[Exchange], url: str) -> Exchange | None:
    """Return the first exchange that brought a page; None when a script led to a URL that none of them shows."""
    page = url.partition("#")[0]
    return next((one for one in exchanges if one.url.partition("#")[0] == page), None)
