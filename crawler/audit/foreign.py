"""Links of a page that leave the portal's hosts and promise reports. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.audit.evidence import ForeignLink
from spiders.discovery.link_priors import PROMISING, prior
from spiders.discovery.link_selection import ENTRY
from spiders.pages import Anchor, Page
from spiders.pages.url_shapes import is_asset
from spiders.portals import Portal
from spiders.portals.hosts import same_portal
from spiders.reports import Context, ReportKey, classify


def foreign_links(page: Page, portal: Portal) -> Iterator[ForeignLink]:
    """Yield the links of a page that promise reports elsewhere."""
    context = Context(portal_code=portal.code, portal_name=portal.name)
    for anchor in page.anchors:
        away = not same_portal(anchor.url, portal) and not is_asset(anchor.url)
        if away and (score := _promise(anchor, context)):
            yield ForeignLink(url=anchor.url, anchor=anchor.text, via=page.url, score=score)


def _promise(anchor: Anchor, context: Context) -> float:
    """Return what the words of a link promise, wherever it leads; 0 when they promise no reports."""
    if isinstance(classify(anchor.text, anchor.url, context), ReportKey):
        return ENTRY
    by_words = prior(anchor.text, anchor.url)
    return by_words.score if by_words.sure and by_words.score >= PROMISING else 0.0
