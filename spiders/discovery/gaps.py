"""What a page promises and does not give, as a reader sees it: whatever draws the page, its words say what there is.

A visit is complete only when nothing of this is left; a browser that presses what a reader would press may close a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING

from spiders.discovery.link_priors import COLUMN, prior, year_of
from spiders.linear import pattern
from spiders.pages import Anchor
from spiders.pages.pager_words import MORE, NEXT, NUMBER
from spiders.pages.text import line, text_of
from spiders.portals.hosts import same_portal
from spiders.reports import ReportKey, classify
from spiders.urls import netloc

if TYPE_CHECKING:
    from spiders.discovery.page_context import PageContext

ACTED = "acted"  # class of the lists that a browser writes of what its actions brought, each titled by its button
UNFINISHED = "unfinished"  # title of such a list: it stopped before it had pressed everything
MAX_GAPS = 20  # of one kind on one page that are kept: the first tell what is wrong
MAX_LINES = 20_000  # of a page that are looked at
MIN_BODIES = 3  # in a list of them
MIN_TITLE, MAX_TITLE = 6, 120  # characters of a report's title
MAX_CHOICE = 20  # characters on a button
_PROMISE = pattern(r"年报|年度.{0,12}报告|公开.{0,14}报告")
_DATE = pattern(r"[\[(（]?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?")
_NONE = pattern(
    r"暂无|没有(?:找到|相关|符合)?|无(?:相关|此类)?(?:数据|信息|内容|记录)|尚未(?:发布|公开)|共\s*0\s*条|更新中|建设中"
)
# What is left of the words of a link to somebody's disclosure when the words for it are taken away: the body's name.
_DISCLOSURE = pattern(
    r"(?:政府|政务|法定)?(?:信息|主动)?公开(?:专栏|平台|网站?|栏目|专区|目录|系统)?"
    r"|年度?报告?|工作|[县区市旗州](?:政府)?|政府"
    r"|各|部门|单位|乡镇|街道|镇街|直属|[和及与、]"
)
_NAME = pattern(r"[一-鿿]{2}")
_NODE = pattern(r"""["']?(?:name|text|title|label|mc)["']?\s{0,3}:\s{0,3}["']([一-鿿]{2,20})["']""")  # of a tree's data


class GapKind(StrEnum):
    """How a promise was not kept."""

    UNLINKED = "unlinked"  # the title of a report that leads nowhere
    CHOICE = "choice"  # a year or a body to choose, or more to load, and only a script knows how
    EMPTY_COLUMN = "empty_column"  # a column of annual reports in which nothing is to be seen
    EMPTY_REPORT = "empty_report"  # a report, by the words of its link, whose page says nothing
    UNDATED = "undated"  # a listed report of which neither list nor document tells the year
    ELSEWHERE = "elsewhere"  # reports, or a column of them, on a host that is not the portal's


BY_BROWSER = frozenset(
    {GapKind.UNLINKED, GapKind.CHOICE, GapKind.EMPTY_COLUMN}
)  # that a browser may close, by pressing what is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One promise that was not kept: its words, and the page or address where a person can look."""

    kind: GapKind
    words: str
    url: str
    via: str = ""  # the page that names an address elsewhere


def elsewhere(place: PageContext) -> list[Gap]:
    """Return the reports, and the columns of them, that the page shows on hosts of others: apps, drives, a city's."""
    foreign = (anchor for anchor in place.page.anchors if not same_portal(anchor.url, place.portal))
    gaps = (
        Gap(kind=GapKind.ELSEWHERE, words=anchor.text[:MAX_TITLE], url=anchor.url, via=place.page.url)
        for anchor in foreign
        if netloc(anchor.url) and _is_ours(place, anchor)
    )
    return _some(gaps)


def _is_ours(place: PageContext, anchor: Anchor) -> bool:
    """Tell whether a link away names a report of the county's, or its disclosure, and no other place's."""
    if _PROMISE.search(anchor.text) and len(anchor.text) >= MIN_TITLE:
        verdict = classify(anchor.text, anchor.url, place.judged_by(anchor, place.agency))
        if isinstance(verdict, ReportKey) and verdict.year:
            return verdict.level != "other" and (place.annual or verdict.agency is not None)
    by_words = prior(anchor.text, "")
    if not by_words.sure or by_words.score < COLUMN or anchor.region == "foot":
        return False
    rest = _DISCLOSURE.sub("", "".join(anchor.text.split()).replace(place.portal.name, ""))
    return _NAME.search(rest) is None


def unlinked(place: PageContext, followed: Iterable[str]) -> list[Gap]:
    """Return the titles of reports on a page of a column that no link bears; ``followed``: words that others bear."""
    known = {_bare(anchor.text) for anchor in place.anchors} | {_bare(words) for words in followed}
    names = {_bare(words) for words in (place.name, place.page.heading, place.page.title, *place.page.breadcrumb)}
    titles = (text for text in _texts(place) if _is_title(place, text))
    loose = (text for text in dict.fromkeys(titles) if not _bears(known, text) and _bare(text) not in names)
    return _some(Gap(kind=GapKind.UNLINKED, words=text[:MAX_TITLE], url=place.page.url) for text in loose)


def _texts(place: PageContext) -> Iterator[str]:
    """Yield the lines of a page, its cells and headings; of JSON, its strings."""
    if place.page.data is not None:
        yield from islice(_strings(place.page.data), MAX_LINES)
        return
    for item in islice(place.page.flow.items, MAX_LINES):
        if item.table is None:
            yield item.text
        else:
            yield from (
                line(text_of(cell, MAX_TITLE + 1)) for rows in item.table.groups for row in rows for cell in row
            )


def _strings(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _is_title(place: PageContext, text: str) -> bool:
    if not MIN_TITLE <= len(text) <= MAX_TITLE or not _PROMISE.search(text):
        return False
    anchor = Anchor(url=place.page.url, text=text, place="", block=-1)
    verdict = classify(text, "", place.judged_by(anchor, place.agency))
    return isinstance(verdict, ReportKey) and bool(verdict.year)


def _bears(known: set[str], text: str) -> bool:
    bare = _bare(text)
    return bare in known or any(len(words) >= MIN_TITLE and (words in bare or bare in words) for words in known)


def _bare(text: str) -> str:
    return "".join(_DATE.sub("", text).split()).strip("·•.、-—>»[]（）()")


def choices(place: PageContext, followed: Iterable[str], *, turned: bool) -> list[Gap]:
    """Return the years, bodies and further entries that a page of a column offers and no address leads to.

    ``followed``: words of the links that are asked for; ``turned``: the list's further pages are known, or it is seen
    to have none.
    """
    acted = _acted(place)
    linked = [*(anchor.text for anchor in place.anchors), *followed, *place.chosen_words, *place.chosen_before]
    words = set(map(_bare, (*linked, *acted)))
    years = set(map(year_of, linked))
    may_go_on = not (turned or acted)

    def is_left(text: str) -> bool:
        return _is_year_offered(text, years) or place.organ(text) is not None or (may_go_on and is_more(text))

    offered = (text for text in dict.fromkeys((*_buttons(place), *_bodies(place))) if _bare(text) not in words)
    left = [*filter(is_left, offered), *({UNFINISHED} & acted)]
    return _some(Gap(kind=GapKind.CHOICE, words=text, url=place.page.url) for text in left)


def _acted(place: PageContext) -> set[str]:
    """Return the words of what a browser pressed on the page; () of one that was only looked at."""
    return {element.get("title") or "" for element in place.page.elements("ul") if element.get("class") == ACTED}


def _is_year_offered(text: str, years: set[int | None]) -> bool:
    year = year_of(text)
    return year is not None and year not in years


def is_more(text: str) -> bool:
    """Tell whether words promise more of a list: its next entries, its next page, its second."""
    second = NUMBER.fullmatch(text)
    return (
        MORE.fullmatch(text) is not None
        or NEXT.fullmatch(text) is not None
        or (second is not None and second[1] == "2")
    )


def _bodies(place: PageContext) -> list[str]:
    """Return the bodies of a list, written or in a script, without links: only a script knows what comes."""
    items = (item for item in islice(place.page.elements("li", "dd"), MAX_LINES) if item.find(".//a") is None)
    written = (line(text_of(item, MAX_CHOICE + 1)) for item in items)
    scripted = (found[1] for found in islice(_NODE.finditer(place.page.scripts), MAX_LINES))
    named = dict.fromkeys(text for text in chain(written, scripted) if 0 < len(text) <= MAX_CHOICE)
    bodies = [text for text in named if place.organ(text)]
    return bodies if len(bodies) >= MIN_BODIES else []


def _buttons(place: PageContext) -> Iterator[str]:
    """Yield the words of what can be pressed or chosen, whatever it is made of."""
    for element in islice(place.page.elements("option", "button", "a", "li", "span", "div", "input", "td"), MAX_LINES):
        pressed = element.tag in {"option", "button"} or element.get("onclick") or element.get("data-year")
        scripted = element.tag == "a" and (element.get("href") or "#").strip().lower().startswith(("#", "javascript:"))
        if pressed or scripted or "more" in (element.get("class") or ""):
            text = line(element.get("value") or "" if element.tag == "input" else text_of(element, MAX_CHOICE + 1))
            if 0 < len(text) <= MAX_CHOICE:
                yield text


def says_none(place: PageContext) -> bool:
    """Tell whether a column says by itself that it holds nothing."""
    return _NONE.search(place.page.text) is not None


def _some(gaps: Iterable[Gap]) -> list[Gap]:
    return list(islice(gaps, MAX_GAPS))
