"""Where we are on a portal: what kind of column a page is, whose it is, and what its links inherit from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from spiders import urls
from spiders.bodies import body_of
from spiders.caching import cached_property
from spiders.discovery import form_links
from spiders.discovery.link_priors import named_annual, year_of
from spiders.items import NO_CONTEXT, Kind, Link, LinkContext
from spiders.linear import pattern
from spiders.pages import Anchor, Page
from spiders.pages.anchors import described
from spiders.pages.javascript.click_handlers import Click, clicks_of
from spiders.pages.javascript.inline_scripts import nodes_of
from spiders.pages.text import line, text_of
from spiders.portals import Portal
from spiders.reports import Context, gathers_reports
from spiders.reports.location import body_in_path, in_column, names_other_reports
from spiders.reports.titles import Form, read

_STRONG = pattern(
    r"(?:局|委员会|委|办公室|办|镇|乡|街道|办事处|人民政府|苏木|管委会|公安分局|中心|大队|支队|院|联社?|总会|联合会|农场|林场|园区)$"
)
_NO_ORGAN = pattern(
    r"全部|不限|公开|年报|动态|服务$|办事(?:$|[^处])|首页|网站|指南|新闻中心$|专栏|解读|要闻|领导|概况|简介|信箱|查询|更多|平台|频道|政策|文件|公告|公示|委托|概览|规划|意见"
)
_DISCLOSURE = pattern(r"信息公开|政务公开|公开")
COLUMN_TYPE = "信息公开年报"  # the value that 国办发〔2017〕47号 gives these columns
MAX_ORGAN_NAME = 30  # characters
MIN_ORGANS = 2  # in one block; a single one is a word among others
MIN_DIRECTORY = 4  # organs of a page that is a directory of them
MIN_ORGAN_SHARE = 0.6  # of a block's links that name organs, and of these that end as organs' names do
MAX_CHOICE_NAME = 200  # characters of what is chosen on a page
MIN_LETTERS = 3  # links called by a letter that make a row of them
MAX_ANCHOR = 300  # characters of a link's words
MAX_COLUMN = 60  # characters of a column's name
_DECORATION = pattern(r"^\d+[.、]|[（(]\d+[）)]$|(?:政府)?(?:信息|政务)公开(?:目录|专栏|年报)?$|年报$")


@dataclass(frozen=True, eq=False)
class PageContext:
    """A page in its context. Everything is worked out from the page, the link that led here, and the portal."""

    portal: Portal
    link: Link
    page: Page

    @cached_property
    def home(self) -> bool:
        """Tell whether this is the portal's home page."""
        return self.link.kind is Kind.HOME or self.key == urls.key(self.portal.home)

    @cached_property
    def name(self) -> str:
        """The column's name as the page or the link to it says."""
        if self.home:
            return ""
        if self.link.kind is Kind.LIST and gathers_reports(self.link.anchor):
            return self.link.anchor  # …2021年各部门年报汇总: its title says the year, the column above it does not
        # an endpoint's answer is called what the link to it was
        asked_as = self.link.anchor if self.page.data is not None else ""
        return self.page.column or self.link.context.column or asked_as

    @cached_property
    def column(self) -> str:
        """The column's name as links in it carry it on: the one of its names that says what it is a column of."""
        names = (self.name, self._only_heading)
        telling = (name for name in names if name and self.annual and in_column("", (name,)))
        return next(telling, self.name)[:MAX_COLUMN]

    @cached_property
    def key(self) -> str:
        """The page's own key."""
        return urls.key(self.page.url)

    @cached_property
    def annual(self) -> bool:
        """Tell whether this is, or stands in, a column of annual reports on disclosure."""
        if self.home:
            return False
        if self.page.meta.get("columntype") == COLUMN_TYPE and not names_other_reports(self.name):
            return True
        if self._refused:
            return False
        return in_column("", self._column_words) or named_annual(self.page.url) or self.link.context.annual

    @property
    def _refused(self) -> bool:
        """Whether the words here name another kind of annual report."""
        return names_other_reports(self.name) or (
            self.link.kind is not Kind.REPORT and names_other_reports(self.page.heading)
        )

    @property
    def _column_words(self) -> tuple[str, ...]:
        words = (self.name, self.page.heading, *self.page.breadcrumb[-2:], self.link.context.column, self._only_heading)
        return (*words, self.link.anchor) if self.link.kind in {Kind.LIST, Kind.DATA} else words

    @property
    def _only_heading(self) -> str:
        """The heading that a column shows above all else; "" where it has several, each for a part of it."""
        if self.link.kind is Kind.REPORT:  # an article's title is its own, not its neighbours'
            return ""
        headings = [*islice(self.page.elements("h1", "h2"), 2)]
        return line(text_of(headings[0], MAX_COLUMN)) if len(headings) == 1 else ""

    @cached_property
    def disclosure(self) -> bool:
        """Tell whether this belongs to the disclosure part of the portal."""
        words = f"{self.name} {' '.join(self.page.breadcrumb)} {self.page.heading} {self.link.anchor}"
        return not self.home and (self.annual or _DISCLOSURE.search(words) is not None)

    @cached_property
    def agency(self) -> str | None:
        """The organ whose pages these are, in full; None on the county's common pages."""
        if self.link.agency:
            return self.link.agency
        if self.home:
            return None
        body = body_in_path((*self.page.breadcrumb, self.page.column), self.portal.code, self.portal.name)
        return None if body is None or body.level == "county" else body.name

    def to(
        self,
        url: str,
        kind: Kind,
        score: float,
        *,
        group: str = "",
        anchor: str = "",
        date: str | None = None,
        agency: str | None = None,
        context: LinkContext = NO_CONTEXT,
        method: str = "GET",
        body: str = "",
    ) -> Link:
        """Return a link that stands on this page."""
        return Link(
            url=url,
            key=urls.key(url, method, body),
            kind=kind,
            score=round(score, 4),
            group=group,
            anchor=anchor[:MAX_ANCHOR],
            via=self.page.url,
            date=date,
            agency=agency,
            context=context,
            method=method,
            body=body,
        )

    @property
    def list_key(self) -> str:
        """The key of the first page of the list that this page continues; "" when it continues none."""
        return self.link.context.list_key

    def judged_by(self, anchor: Anchor, agency: str | None) -> Context:
        """Return what the classifier may know of a link here."""
        page = self.page
        return Context(
            portal_code=self.portal.code,
            portal_name=self.portal.name,
            agency=agency,
            column=self.name if self.annual or self.disclosure else "",
            breadcrumb=(*page.breadcrumb, *filter(None, (self._only_heading,))),
            column_type=page.meta.get("columntype", ""),
            anchor=anchor.text,
            heading=anchor.above,
            published=anchor.date,
        )

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """The page's links: those of its markup, then those that only its scripts draw, or follow on a click."""
        drawn = (
            Anchor(url=node.url, text=node.text, place="script", block=-1 - node.block, region="script")
            for node in nodes_of(self.page)
        )
        clicked = ((click.element, click.target.url) for click in self.clicks if not click.data)
        pressed = ((element, url) for element, url in clicked if element is not None)
        opened = (replace(anchor, place="click", block=-1, region="script") for anchor in described(pressed))
        return (*self.page.anchors, *drawn, *opened, *self._in_forms())

    @cached_property
    def chosen_words(self) -> frozenset[str]:
        """The options of forms whose every choice is asked for."""
        return frozenset(
            word for anchor in self.anchors if anchor.place == form_links.CHOICE for word in anchor.text.split()
        )

    def _in_forms(self) -> Iterator[Anchor]:
        """Yield what the page's forms lead to."""
        made = self.link.context.control
        if self.page.data is None and self.annual:
            yield from form_links.chosen(self.page, made, self._is_choice)
        if self.page.data is None:
            yield from form_links.posted_back(self.page, made, self._is_choice)

    def _is_choice(self, words: str) -> bool:
        return self.organ(words) is not None or year_of(words) is not None

    def key_of(self, anchor: Anchor) -> str:
        """Return the key of what a link asks for: of a choice in a form, whose state differs at every look, its own."""
        if not anchor.body:
            return urls.key(anchor.url)
        title, words = read(anchor.text), anchor.text[:MAX_CHOICE_NAME]
        if title.form is Form.REPORT and title.year and title.agency:
            return f"{urls.key(anchor.url)}#{words}"  # one report, whatever was chosen before
        stays = self.link.method != "GET" and self.key == urls.key(self.link.url)
        page = self.list_key or (self.link.key if stays else self.key)
        return f"{page}#{anchor.choice[:MAX_CHOICE_NAME]} {words}"

    @cached_property
    def chosen_before(self) -> frozenset[str]:
        """Words of what could be chosen where the choice was made that led here."""
        made = self.link.context.control
        return form_links.words_of_events(self.page) if made and self.page.data is None else frozenset()

    @cached_property
    def clicks(self) -> tuple[Click, ...]:
        """What the page's own functions do on clicks."""
        return tuple(clicks_of(self.page))

    @cached_property
    def organs(self) -> dict[Anchor, str]:
        """The links that are organs (full names), found as whole blocks: one organ's name among other words is none."""
        organs: dict[Anchor, str] = {}
        alone: dict[Anchor, str] = {}
        directory = self.link.kind is Kind.DIRECTORY
        for block in self._named_blocks():
            named = [(anchor, name) for anchor in block if (name := self.organ(anchor.text))]
            if _are_organs([anchor for anchor, _ in named], len(block)):
                organs.update(named)
                continue
            surely = {anchor: name for anchor, name in named if _STRONG.search(anchor.text)}
            beside_others = directory and block[0].region not in {"nav", "foot"}
            if beside_others or len(block) == 1 or len(surely) >= MIN_DIRECTORY:
                alone.update(surely)
        # Among many also one that stands alone under its letter, or beside what is none, or between a tree's columns.
        return organs | alone if directory or len(organs) + len(alone) >= MIN_DIRECTORY else organs

    @cached_property
    def letters(self) -> frozenset[Anchor]:
        """The links that are called by a letter, of which there is a row: the parts of a directory."""
        letters = [anchor for anchor in self.anchors if len(anchor.text) == 1 and "A" <= anchor.text.upper() <= "Z"]
        return frozenset(letters) if len({anchor.text for anchor in letters}) >= MIN_LETTERS else frozenset()

    def _named_blocks(self) -> Iterable[list[Anchor]]:
        blocks: dict[tuple[int, str], list[Anchor]] = defaultdict(list)
        for anchor in self.anchors:
            if anchor.region not in {"crumb", "pager"} and 0 < len(anchor.text) <= MAX_ORGAN_NAME:
                blocks[anchor.block, anchor.place].append(anchor)
        return blocks.values()

    def organ(self, text: str) -> str | None:
        """Return the full name of the organ that a text names; None when it names none."""
        words = _DECORATION.sub("", "".join(text.split()))
        if not words or len(words) > MAX_ORGAN_NAME or _NO_ORGAN.search(words):
            return None
        body = body_of(words, self.portal.code, self.portal.name)
        return body.name if body else None


def _are_organs(named: list[Anchor], block_size: int) -> bool:
    """Tell whether enough of a block's links name organs, and enough of those end as organs' names do."""
    strong = sum(_STRONG.search(anchor.text) is not None for anchor in named)
    return (
        len(named) >= MIN_ORGANS
        and len(named) >= MIN_ORGAN_SHARE * block_size
        and strong >= MIN_ORGAN_SHARE * len(named)
    )
