"""What a browser's look at a page comes back as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

if TYPE_CHECKING:
    from storage.values import Exchange


class RenderedResponse(HtmlResponse):
    """The DOM after scripts. ``exchanges``: all that the page asked its server for, itself among them."""

    exchanges: tuple[Exchange, ...] = ()
