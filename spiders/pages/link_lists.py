"""The lists on a page: which links are entries of one list, and what the page says of the whole list's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spiders.linear import IGNORECASE, Pattern, pattern
from spiders.pages.anchors import Anchor
from spiders.pages.page import Page
from spiders.pages.pager_words import MORE, TURNS
from spiders.pages.text import line, text_of, whole_number
from spiders.pages.url_shapes import is_article, is_file

TITLE = 12  # characters; columns have shorter names than articles have titles
_ELSEWHERE = {"crumb", "foot", "pager", "select", "frame"}
_GAP = r"\s{0,3}"  # white space between the parts of a claim; bounded, or a page of blanks would cost its square
_NUMBER = rf"{_GAP}[\[【]?{_GAP}(\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,6}}){_GAP}[\]】]?{_GAP}"
_UNIT = "(?:条|篇|个?记录|项|件|则|个主题|个文件|个信息)"
_TOTAL = pattern(
    rf"(?:共有?|共计|共?检索到|共?找到|总计|合计|总共|总数|全部){_GAP}[:：]?{_NUMBER}{_UNIT}"
    rf"|共{_GAP}\d{{1,5}}{_GAP}页{_GAP}[/,，]?{_NUMBER}{_UNIT}"
    rf"|(?:总记录数?|总条数|记录总数|信息总数|文章总数|记录数){_GAP}[:：]?{_NUMBER}"
    rf"|每页{_GAP}\d{{1,3}}{_GAP}{_UNIT}?{_GAP}[,，]?{_GAP}总数{_GAP}[:：]?{_NUMBER}"
    rf"|(?:^|[\s>|]){_NUMBER}{_UNIT}(?:记录|信息|数据)?{_GAP}"
    rf"(?:首页|上一?页|\d{{1,5}}{_GAP}/{_GAP}\d{{1,5}}{_GAP}页)"
    rf"|\btotal:?{_NUMBER}(?:items|records|results)|totalrecord>{_GAP}(\d{{1,6}})",
    IGNORECASE,
)
_TOTAL_TITLE = pattern(r"total\s?records?|总数|总计|总记录数?|记录总数|总条数|信息总数", IGNORECASE)
_PAGES = pattern(
    r"共有?\s*[:：]?\s*(\d{1,5})\s*页|(?:页次|第)\s*[:：]?\s*\d{1,5}\s*/\s*(\d{1,5})"
    r"|总页数\s*[:：]?\s*(\d{1,5})|(?:^|[^\d/])\d{1,5}\s*/\s*(\d{1,5})\s*页"
)
_SCRIPT_TOTAL = pattern(
    r"\b(?:totalRecords?|recordCount|totalCount|total_?rows?|itemCount)[\"']?\s*[:=]\s*[\"']?(\d{1,6})", IGNORECASE
)
_SCRIPT_PAGES = pattern(
    r"\b(?:countPage|pageCount|totalPages?|total_?page|nPageCount|pages?Total)[\"']?\s*[:=]\s*[\"']?(\d{1,5})\b",
    IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """The links of one list."""

    anchors: tuple[Anchor, ...]
    dated: int
    articles: int

    @property
    def weight(self) -> float:
        """How much it looks like a list of articles."""
        return 2.0 * self.dated + self.articles + sum(len(anchor.text) >= 8 for anchor in self.anchors) * 0.5  # noqa: PLR2004


def blocks(page: Page) -> list[Block]:
    """Return a page's lists of articles, weightiest first: links of one list, most with a date or an article's URL."""
    lists = []
    for group in _groups(page):
        dated = sum(anchor.date is not None for anchor in group)
        articles = sum(is_article(anchor.url) or is_file(anchor.url) or len(anchor.text) >= TITLE for anchor in group)
        if dated * 2 >= len(group) or articles * 2 >= len(group):
            lists.append(Block(tuple(group), dated, articles))
    return sorted(lists, key=lambda block: -block.weight)


def rows(page: Page) -> list[tuple[Anchor, ...]]:
    """Return the links of one list each, where most are as long as titles are, whatever URLs they have."""
    groups = (group for group in _groups(page) if len(group) >= 3)  # noqa: PLR2004 - fewer are no list
    return [tuple(group) for group in groups if sum(len(anchor.text) >= TITLE for anchor in group) * 2 >= len(group)]


def _groups(page: Page) -> Iterable[list[Anchor]]:
    groups: dict[tuple[int, str], list[Anchor]] = defaultdict(list)
    for anchor in page.anchors:
        if anchor.region not in _ELSEWHERE and anchor.text and not _of_pager(anchor.text):
            groups[anchor.block, anchor.place].append(anchor)
    return groups.values()


def _of_pager(words: str) -> bool:
    return TURNS.fullmatch(words) is not None or MORE.fullmatch(words) is not None


def claimed_total(page: Page) -> int | None:
    """Return how many entries the page says the list has; None when it says nothing."""
    return _first(_TOTAL, page.text) or _marked_total(page) or _first(_SCRIPT_TOTAL, page.scripts)


def _marked_total(page: Page) -> int | None:
    """Return the figure that stands in an element whose title says what it is, as in the pagers of EmpireCMS."""
    for element in page.elements("a", "span", "b"):
        if _TOTAL_TITLE.fullmatch((element.get("title") or "").strip()):
            return whole_number(line(text_of(element, 40)), digits=6)
    return None


def claimed_pages(page: Page) -> int | None:
    """Return how many pages the page says the list has; None when it says nothing."""
    return _first(_PAGES, page.text) or _first(_SCRIPT_PAGES, page.scripts)


def _first(claims: Pattern[str], text: str) -> int | None:
    claim = claims.search(text)
    return next((int(number.replace(",", "")) for number in claim.groups() if number), None) if claim else None
