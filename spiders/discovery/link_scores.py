"""How promising a link is in its place: its prior, by words and URL, made better by where on the portal it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spiders import urls
from spiders.discovery.form_links import CHOICE
from spiders.discovery.link_priors import ANNUAL, ORGAN, UNKNOWN, prior, year_of
from spiders.discovery.page_context import PageContext
from spiders.items import Kind
from spiders.pages import Anchor
from spiders.pages.url_shapes import is_article

FOLDER = ANNUAL - 0.02  # an organ's or a year's folder in a column of reports
IN_COLUMN = ANNUAL - 0.04  # another list in a column of reports
DIRECTORY_PART = 0.6  # a letter or a class of a directory of organs
OUTSIDE_DISCLOSURE = 0.4  # an organ's pages, linked from elsewhere
BELOW_COLUMN = 0.5  # a link known by nothing, in the folder of a column of reports
IN_DISCLOSURE = 0.25  # a link known by nothing, on a page about disclosure
DAMP_BY_STEP = 0.85  # of a link known by nothing, per such step from the home page
DAMP_IF_UNLIKELY = 0.5  # of an article, or a link in the footer


@dataclass(frozen=True, slots=True)
class Way:
    """What a link promises, and which others stand or fall with it."""

    kind: Kind
    score: float
    group: str
    annual: bool = False  # it stays in the column of annual reports that its place is


def way_of(place: PageContext, anchor: Anchor) -> Way:
    """Return what a link that is no entry promises: a column, an organ, a hub."""
    way = _way_by_place(place, anchor) or _way_by_words(place, anchor)
    return replace(way, annual=_stays_annual(place, anchor, way.score))


def is_folder_of_reports(place: PageContext, anchor: Anchor) -> bool:
    """Tell whether a link in a column of reports is an organ or a year, which has a folder of its own there."""
    if not place.annual or anchor.region in {"foot", "frame"} or not _is_inside(place, anchor):
        return False
    return anchor in place.organs or year_of(anchor.text) is not None or anchor.place == CHOICE


def _way_by_place(place: PageContext, anchor: Anchor) -> Way | None:
    """Return what a link promises by its place, whatever its words; None where they count."""
    if anchor.region == "frame" and place.annual:
        return Way(Kind.LIST, ANNUAL, f"frames of {place.list_key or place.key}")
    if is_folder_of_reports(place, anchor):
        return Way(Kind.LIST, FOLDER, f"folders of {place.key}")
    if anchor in place.organs and prior(anchor.text, anchor.url).score < ORGAN:
        directory = place.disclosure or place.link.kind is Kind.DIRECTORY
        score = ORGAN if directory else OUTSIDE_DISCLOSURE
        # Each organ of a directory of disclosure is asked, whatever the others were worth: it may be the one.
        return Way(Kind.HUB, score, "" if directory else f"organs {anchor.place} {place.annual}")
    if place.link.kind is Kind.DIRECTORY and (_is_part(place, anchor) or anchor in place.letters):
        # One part says nothing of the others. Those that only another part shows, such as days, may have no end.
        group = f"parts of {place.key}" if _same_page(place.link.via, place.page.url) else ""
        return Way(Kind.DIRECTORY, DIRECTORY_PART, group)
    return None


def _is_part(place: PageContext, anchor: Anchor) -> bool:
    """Tell whether a link leads to another part of the page it stands on: a letter, a class, a page of it."""
    return _same_page(place.page.url, anchor.url) and anchor.region not in {"nav", "foot", "crumb"}


def _same_page(one: str, other: str) -> bool:
    """Tell whether two addresses differ in their queries alone."""
    own, its = (urls.key(url).partition("?") for url in (one, other))
    return own[0] == its[0] and own[2] != its[2]


def _way_by_words(place: PageContext, anchor: Anchor) -> Way:
    by_words = prior(anchor.text, anchor.url)
    if not by_words.sure:
        score = max(by_words.score, _unnamed_score(place, anchor))
        return Way(by_words.kind, score, f"place {anchor.place}")
    list_in_column = place.annual and by_words.kind in {Kind.DIRECTORY, Kind.LIST} and _is_inside(place, anchor)
    score = max(by_words.score, IN_COLUMN) if list_in_column else by_words.score
    return Way(by_words.kind, score, f"words {anchor.text[:16]}")


def _unnamed_score(place: PageContext, anchor: Anchor) -> float:
    """Return the score of a link whose words say nothing, from where it stands."""
    base = UNKNOWN
    if place.annual and _is_below(place, anchor) and not place.home:
        base = BELOW_COLUMN
    elif place.disclosure:
        base = IN_DISCLOSURE
    unlikely = anchor.region == "foot" or is_article(anchor.url)
    return float(base * DAMP_BY_STEP**place.link.context.unnamed_steps * (DAMP_IF_UNLIKELY if unlikely else 1.0))


def _stays_annual(place: PageContext, anchor: Anchor, score: float) -> bool:
    """Tell whether a way stays in the column of annual reports that its place is."""
    if not place.annual or score < IN_COLUMN or not _is_inside(place, anchor):
        return False
    return year_of(anchor.text) is not None or "报" in anchor.text or anchor.region == "frame"


def _is_below(place: PageContext, anchor: Anchor) -> bool:
    return urls.directory(anchor.url).startswith(urls.directory(place.page.url))


def _is_inside(place: PageContext, anchor: Anchor) -> bool:
    """Tell whether a link belongs to this column rather than to the portal's menus."""
    return _is_below(place, anchor) or anchor.region in {"main", "side", "select", "script", "frame"}
