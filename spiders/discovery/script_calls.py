"""What a page's scripts ask their server for instead of showing it: entries, organs, columns, and an article's text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from spiders.cms.base import Follow
from spiders.discovery import node_trees
from spiders.discovery.link_priors import ANNUAL, COLUMN, ORGAN, Prior, prior, year_of
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.page_context import MAX_COLUMN, PageContext
from spiders.items import Kind, Link, LinkContext
from spiders.linear import IGNORECASE, pattern
from spiders.pages.javascript.click_handlers import Click
from spiders.pages.javascript.endpoints import Endpoint, endpoints_of
from spiders.portals.hosts import same_portal

MAX_ENDPOINTS = 10  # of one page that are asked for
MAX_DETAILS = 3  # of an article's page
BESIDE_CONTENT = 0.3  # score of an endpoint of a page that shows something itself
DAMP_BY_SCRIPT = 0.97  # of what the page promised, for an endpoint of a page that shows nothing
_DATA = pattern(
    r"json|list|data|query|api|ajax|more|page|rest/|tree|organ|dept|column|channel|catalog|manuscript|article|info|detail|content|get|\.ashx|\.do\b|\.action",
    IGNORECASE,
)
_KEYED = pattern(r"search(/[0-9a-f]{16})", IGNORECASE)  # a list's own key behind it
_NO_DATA = pattern(
    r"count|hits|click|visit|stat(?:s|istic)|login|weather|captcha|comment|user|\blog\b|search|suggest|share|qrcode|token"
    r"|\.js\b|\.css|sso",
    IGNORECASE,
)


def called(place: PageContext, selection: LinkSelection) -> Iterator[Link]:
    """Yield the endpoints that a page's scripts call for what it does not show itself."""
    about_us = place.annual or place.disclosure or place.home
    context = replace(
        place.link.context,
        column=place.column,
        shell=place.key,
        annual=place.link.context.annual or place.annual,
        runs_on="",
        beside="",
    )
    if about_us or place.agency:
        yield from _clicked(place, context)
    if about_us:
        yield from _fetched(place, selection, context)


def _fetched(place: PageContext, selection: LinkSelection, context: LinkContext) -> Iterator[Link]:
    """Yield what the page fetches by itself, and that for each node of a tree on it."""
    score = BESIDE_CONTENT if _shows_content(place, selection) else min(place.link.score, ANNUAL) * DAMP_BY_SCRIPT
    calls = [call for call in endpoints_of(place.page)[:MAX_ENDPOINTS] if _answers(place, call)]
    yield from node_trees.grown(place, calls)
    carried = node_trees.carried(context, calls)
    for call in calls:
        # What comes behind the entries that are shown belongs to the list as its next page does.
        promise = max(score, ANNUAL - 0.01) if call.further and place.annual else score
        yield place.to(
            call.url, Kind.DATA, promise, group="endpoints", anchor=place.link.anchor, agency=place.link.agency,
            context=carried, method=call.method, body=call.body,
        )  # fmt: skip


def _shows_content(place: PageContext, selection: LinkSelection) -> bool:
    """Tell whether a page shows itself what it is asked for: reports, or else ways to them."""
    if selection.entries or place.annual:
        return bool(selection.entries)
    new = (link for link in selection.links.values() if link.key not in selection.offered)
    return bool(place.organs) or any(link.score >= ORGAN for link in new)


def _clicked(place: PageContext, context: LinkContext) -> Iterator[Link]:
    """Yield what clicks fetch: a column or an organ by the words that are clicked."""
    for click in place.clicks:
        if not click.data or not _answers(place, click.target):
            continue
        by_words, organ = prior(click.text, ""), place.organ(click.text)
        column = by_words.kind is Kind.LIST and by_words.score >= COLUMN
        is_part = place.annual and (organ is not None or year_of(click.text) is not None)
        name = place.column if is_part else click.text  # a year of a column is no column of another name
        yield place.to(
            click.target.url, Kind.DATA, _click_score(place, click, by_words, organ), group=f"clicks {click.text[:16]}",
            anchor=click.text, agency=organ or place.link.agency,
            context=replace(context, column=name[:MAX_COLUMN], annual=context.annual or column),
            method=click.target.method, body=click.target.body,
        )  # fmt: skip


def _click_score(place: PageContext, click: Click, by_words: Prior, organ: str | None) -> float:
    by_place = 0.0
    if place.annual and (organ is not None or year_of(click.text) is not None):
        by_place = ANNUAL - 0.02
    elif organ:
        by_place = ORGAN
    return max(by_words.score, by_place)


def _answers(place: PageContext, call: Endpoint) -> bool:
    """Tell whether a URL of our own portal has the looks of an endpoint that answers with data."""
    parts = urlsplit(call.url)
    address = f"{parts.path}?{parts.query}"
    fetches = _DATA.search(address) is not None and not _NO_DATA.search(_KEYED.sub(r"\1", address))
    return fetches and same_portal(call.url, place.portal)


def detailed(place: PageContext) -> Iterator[Follow]:
    """Yield the endpoints that the scripts of an article without text may get the text from."""
    for call in endpoints_of(place.page)[:MAX_DETAILS]:
        if _answers(place, call):
            yield Follow(url=call.url, method=call.method, body=call.body)
