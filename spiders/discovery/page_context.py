"""Where we are on a portal: what kind of column a page is, whose it is, and what its links inherit from it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from spiders import urls
from spiders.bodies import body_of
from spiders.discovery.link_priors import refused, score_of_annual
from spiders.items import Kind, Link
from spiders.pages import Anchor, Page
from spiders.pages.javascript.click_handlers import Click, clicks_of
from spiders.pages.javascript.inline_scripts import nodes_of
from spiders.portals import Portal
from spiders.reports import Context
from spiders.reports.location import body_in_path, in_column

_STRONG = re.compile(
    r"(?:局|委员会|委|办公室|办|镇|乡|街道|办事处|人民政府|苏木|管委会|公安分局|中心|大队|支队|院|联社?|总会|联合会|农场|林场|园区)$"
)
_NO_ORGAN = re.compile(
    r"公开|年报|动态|服务$|办事(?!处)|首页|网站|指南|中心$(?<=新闻中心)|专栏|解读|要闻|领导|概况|简介|信箱|查询|更多|平台|频道|政策|文件|公告|公示|委托|概览|规划|意见"
)
_PLURAL = re.compile(
    r"(?:县|区|市|旗)?(?:各|直|级|属|政府|和|及|、|与|工作|部门|单位|机构|乡镇?|镇乡?|镇?街道?|街镇|园区|办事处|委办局|其他)+(?:[（(].*)?"
)
_DISCLOSURE = re.compile(r"信息公开|政务公开|公开")
COLUMN_TYPE = "信息公开年报"  # the value that 国办发〔2017〕47号 gives these columns


@dataclass(frozen=True, eq=False)
class PageContext:
    """A page in its context. Everything is worked out from the page, the link that led here, and the portal."""

    portal: Portal
    link: Link
    page: Page

    @cached_property
    def home(self) -> bool:
        """Tell whether this is the portal's home page."""
        return self.link.kind is Kind.HOME or urls.key(self.page.url) == urls.key(self.portal.home)

    @cached_property
    def name(self) -> str:
        """The column's name as the page or the link to it says."""
        named = self.page.column or self.link.context.get("column", "")
        # an endpoint's answer is called what the link to it was
        return "" if self.home else named or (self.link.anchor if self.page.data is not None else "")

    @cached_property
    def annual(self) -> bool:
        """Tell whether this is, or stands in, a column of annual reports on disclosure."""
        if self.home:
            return False
        page, crumbs = self.page, self.page.breadcrumb
        if page.meta.get("columntype") == COLUMN_TYPE and not refused(self.name):
            return True
        words = [self.name, page.heading, *crumbs[-2:], self.link.context.get("column", "")]
        words += [self.link.anchor] if self.link.kind in {Kind.LIST, Kind.DATA} else []
        if refused(self.name) or (refused(page.heading) and self.link.kind is not Kind.REPORT):
            return False
        return in_column("", tuple(words)) or score_of_annual(page.url) or bool(self.link.context.get("annual"))

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
        if (
            body is None
            or body.level == "county"
            or _PLURAL.fullmatch(body.name.removeprefix(self.portal.name).removesuffix("人民政府"))
        ):
            return None
        return body.name

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
        context: dict[str, str] | None = None,
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
            anchor=anchor[:300],
            via=self.page.url,
            date=date,
            agency=agency,
            context=context or {},
            method=method,
            body=body,
        )

    @property
    def list_key(self) -> str:
        """The key of the first page of the list that this page continues; "" when it continues none."""
        return self.link.context.get("list", "")

    def judged_by(self, anchor: Anchor, agency: str | None) -> Context:
        """Return what the classifier may know of a link here."""
        page = self.page
        return Context(
            portal_code=self.portal.code,
            portal_name=self.portal.name,
            agency=agency,
            column=self.name if self.annual or self.disclosure else "",
            breadcrumb=page.breadcrumb,
            column_type=page.meta.get("columntype", ""),
            anchor=anchor.text,
            published=anchor.date,
        )

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """The page's links: those of its markup, then those that only its scripts draw, or follow on a click."""
        nodes = nodes_of(self.page)
        drawn = [Anchor(url=n.url, text=n.text, place="script", block=-1 - n.block, region="script") for n in nodes]
        opened = [one for one in self.clicks if not one.data]
        drawn += [Anchor(one.target.url, one.text, place="click", block=-1, region="script") for one in opened]
        return (*self.page.anchors, *drawn)

    @cached_property
    def clicks(self) -> tuple[Click, ...]:
        """What the page's own functions do on clicks."""
        return tuple(clicks_of(self.page))

    @cached_property
    def organs(self) -> dict[Anchor, str]:
        """The links that are organs (full names), found as whole blocks: one organ's name among other words is none."""
        blocks: dict[tuple[int, str], list[Anchor]] = defaultdict(list)
        for anchor in self.anchors:
            if anchor.text and anchor.region not in {"crumb", "pager"} and len(anchor.text) <= 30:  # noqa: PLR2004
                blocks[anchor.block, anchor.place].append(anchor)
        found: dict[Anchor, str] = {}
        for block in blocks.values():
            named = [(anchor, name) for anchor in block if (name := self.organ(anchor.text))]
            strong = sum(_STRONG.search(anchor.text) is not None for anchor, _ in named)
            if len(named) >= 2 and len(named) >= 0.6 * len(block) and strong >= 0.6 * len(named):  # noqa: PLR2004
                found.update(named)
        return found

    def organ(self, text: str) -> str | None:
        """Return the full name of the organ that a text names; None when it names none, or the county itself."""
        words = re.sub(
            r"^\d+[.、]|[（(]\d+[）)]$|(?:政府)?(?:信息|政务)公开(?:目录|专栏|年报)?$|年报$",
            "",
            re.sub(r"\s+", "", text),
        )
        if not words or len(words) > 30 or _NO_ORGAN.search(words) or _PLURAL.fullmatch(words):  # noqa: PLR2004
            return None
        body = body_of(words, self.portal.code, self.portal.name)
        return body.name if body else None
