"""Whether an answer only sends the reader elsewhere. Never where a wall stands: a challenge is not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spiders import walls
from spiders.discovery.file_answers import is_markup
from spiders.pages import page_of
from spiders.pages.client_redirects import MAX_SOURCE, redirect_of

if TYPE_CHECKING:
    from scrapy.http import Response

_OK = 200


def sends_on(response: Response) -> str | None:
    """Return where a page without content of its own sends the reader, as a browser goes; None for all else."""
    if response.status != _OK or len(response.body) > MAX_SOURCE or not is_markup(response):
        return None
    page = page_of(response)
    if page.data is not None or walls.wall_of(response.status, page):
        return None
    return redirect_of(page, (response.headers.get("Refresh") or b"").decode("latin-1"))
