"""Which links of a page are worth asking for: reports, columns that may hold them, and the ways there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from spiders import urls
from spiders.caching import cached_property
from spiders.discovery import link_priors
from spiders.discovery.link_scores import Way, is_folder_of_reports, way_of
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import OTHER_BODY, is_foreign
from spiders.items import Kind, Link, LinkContext, Rejected
from spiders.linear import pattern
from spiders.pages import Anchor
from spiders.pages.link_lists import TITLE, blocks, rows
from spiders.pages.pager_words import TURNS
from spiders.pages.url_shapes import is_article, is_asset, is_file, names_file
from spiders.portals.hosts import same_portal
from spiders.reports import NotAReport, ReportKey, classify, gathers_reports
from spiders.reports.titles import Form, read
from spiders.reports.vetoes import SOFT

ENTRY = 0.98  # a report by the words of its link
NEIGHBOUR = 0.93  # a report that another one leads to: its list, asked for first, says whose it is
GATHERED = 0.94  # a page that leads to the reports of many bodies
DOUBTFUL = 0.75  # a report only because it stands among reports
DAMP_BESIDE_COLUMN = 0.4  # of links known by nothing, where an organ has its column of reports
MAX_TITLE = 300  # characters
_LOOKS_LIKE_REPORT = pattern(r"年报|年度.{0,12}报告|公开.{0,14}报告|信息公开|政务公开|年报$")
_MAY_BE_REPORT = pattern(r"年|报|公开|[局委办镇乡道厅府院心]$|20\d\d")
_CUT = pattern(r"(?:…|\.{2,})$")
_DATED = pattern(r"\d\d年?|二[〇○零Oo]")  # a year in the words; one known from the place alone makes no entry
_QUIET_REASONS = {"column", "empty"}  # they say nothing: a menu's words
_FURNITURE = {"nav", "foot", "crumb"}
_BEGINNINGS = {Form.TOPIC, Form.NAME, Form.YEAR, Form.ANNUAL}
_NAME = "政府信息公开工作年度报告"  # what a report is called, of which a title that is cut may have the beginning
_ENTRY_KINDS = {Kind.REPORT, Kind.FILE}


@dataclass(eq=False)
class LinkSelection:
    """The links of one place, sorted into what to ask for and what was refused and why."""

    place: PageContext
    years: frozenset[int] | None
    offered: Mapping[str, float]  # keys offered on this portal so far
    links: dict[str, Link] = field(default_factory=dict)  # what to ask for, by key
    rejected: dict[str, Rejected] = field(default_factory=dict)  # what looked like a report, by URL
    entries: list[str] = field(default_factory=list)  # keys of reports among the links

    def read(self, *, hub: bool) -> None:
        """Look at every link; with ``hub`` false (an article) only at what leads to reports directly."""
        for anchor in self._anchors():
            if hub or anchor.region != "crumb":
                self._look(anchor, hub=hub)
        if self.place.agency and any(map(_is_column, self.links.values())):
            self._damp_beside_column()

    def _damp_beside_column(self) -> None:
        """Expect less of links known by nothing: an organ that has its column of reports keeps them there."""
        for key, link in self.links.items():
            if link.group.startswith("place "):
                self.links[key] = replace(link, score=round(link.score * DAMP_BESIDE_COLUMN, 4))

    def _anchors(self) -> Iterator[Anchor]:
        own_keys = {self.place.key, self.place.list_key}
        different: dict[tuple[str, str, str], Anchor] = {}
        for anchor in self.place.anchors:
            different.setdefault((anchor.url, anchor.text, anchor.choice), anchor)
        for anchor in different.values():
            if self._is_own(anchor) and self.place.key_of(anchor) not in own_keys:
                yield anchor

    def _is_own(self, anchor: Anchor) -> bool:
        return same_portal(anchor.url, self.place.portal) and not is_asset(anchor.url)

    @cached_property
    def listed(self) -> frozenset[Anchor]:
        """The links of the page's main list: in a column of annual reports even doubtful words are entries."""
        lists = blocks(self.place.page) if self.place.annual and self.place.link.kind is not Kind.REPORT else []
        return frozenset(lists[0].anchors) if lists else frozenset()

    @cached_property
    def titles(self) -> frozenset[Anchor]:
        """The links of those lists where most lines are as long as titles are."""
        return frozenset(anchor for block in rows(self.place.page) for anchor in block)

    # --- entries ----------------------------------------------------------------------------------------------------
    def _look(self, anchor: Anchor, *, hub: bool) -> None:
        document = self._is_document(anchor)
        if self._may_be_report(anchor) and self._judge(anchor, document=document):
            return
        if not document:
            self._offer_way(anchor, hub=hub)

    def _may_be_report(self, anchor: Anchor) -> bool:
        return _MAY_BE_REPORT.search(anchor.text) is not None or is_file(anchor.url) or anchor in self.listed

    def _judge(self, anchor: Anchor, *, document: bool) -> bool:
        """Expect a report behind a link, or refuse it. Returns False when it is neither: it may be a way."""
        verdict = classify(anchor.text, anchor.url, self.place.judged_by(anchor, self._agency(anchor)))
        if isinstance(verdict, ReportKey):
            dated = _DATED.search(anchor.text) is not None or (self.place.annual and anchor.above != "")
            entry = document or dated or not self._is_folder(anchor)
            if entry:
                self._enter(anchor, verdict)
            return entry
        if gathers_reports(anchor.text) and not _is_file(anchor):
            self._offer(self._link(anchor, Way(Kind.LIST, GATHERED, f"gathered {self.place.key}", annual=True)))
            return True
        if (verdict.reason in SOFT and self._is_cut(anchor)) or self._is_unnamed_file(anchor, verdict):
            self._expect(anchor, sure=False)
            return True
        if document or _names_another_document(anchor, verdict):
            self._refuse(anchor, verdict)
            return True
        return False

    def _is_document(self, anchor: Anchor) -> bool:
        """Tell whether a link promises one document: columns have short names and no date, whatever their URLs."""
        if _is_file(anchor) or anchor.date is not None:
            return True
        if self._is_folder(anchor) or len(anchor.text) < TITLE // 2:
            return False
        return anchor in self.titles or (len(anchor.text) >= TITLE and is_article(anchor.url))

    def _is_folder(self, anchor: Anchor) -> bool:
        """Tell whether a link's words name a column or an organ; an article may be called as its column is."""
        prior = link_priors.prior(anchor.text, anchor.url)
        named = prior.sure and (prior.score >= link_priors.ORGAN or prior.kind in {Kind.LIST, Kind.DIRECTORY})
        of_document = self._is_cut(anchor) or self._is_article_of_column(anchor)
        return (named and not of_document) or anchor in self.place.organs

    def _is_article_of_column(self, anchor: Anchor) -> bool:
        return self.place.annual and is_article(anchor.url) and anchor.region not in _FURNITURE

    def _is_cut(self, anchor: Anchor) -> bool:
        """Tell whether words in a list end before they say what they name, and may be those of a report."""
        if not _CUT.search(anchor.text):
            return False
        return anchor in self.listed or (self.place.disclosure and _begins_as_report(_CUT.sub("", anchor.text)))

    def _is_unnamed_file(self, anchor: Anchor, verdict: NotAReport) -> bool:
        """Tell whether a file of a list of reports is called as the list is: what it holds says which it is."""
        return verdict.reason == "column" and anchor in self.listed and is_file(anchor.url)

    def _enter(self, anchor: Anchor, verdict: ReportKey) -> None:
        if self.years is not None and verdict.year and verdict.year not in self.years:
            return
        if is_foreign(self.place, verdict):
            self._refuse(anchor, NotAReport(OTHER_BODY, verdict.agency or ""))
            return
        self._expect(anchor, sure=_LOOKS_LIKE_REPORT.search(anchor.text) is not None or anchor in self.listed)

    def _expect(self, anchor: Anchor, *, sure: bool) -> None:
        kind = Kind.FILE if _is_file(anchor) else Kind.REPORT
        score = NEIGHBOUR if sure and self.place.link.kind is Kind.REPORT else ENTRY if sure else DOUBTFUL
        link = self._link(anchor, Way(kind, score, "" if sure else f"doubt {anchor.place}"))
        self.entries.append(link.key)
        self._offer(link)

    def _refuse(self, anchor: Anchor, verdict: NotAReport) -> None:
        worth_saying = verdict.reason not in _QUIET_REASONS and anchor.region not in _FURNITURE
        if worth_saying and _LOOKS_LIKE_REPORT.search(anchor.text):
            refusal = Rejected(url=anchor.url, title=anchor.text[:MAX_TITLE], reason=verdict.reason)
            self.rejected.setdefault(anchor.url, refusal)

    # --- ways -------------------------------------------------------------------------------------------------------
    def _offer_way(self, anchor: Anchor, *, hub: bool) -> None:
        """Offer a link that is no entry: a column, an organ, a hub."""
        if anchor.region == "pager" or TURNS.fullmatch(anchor.text):
            return
        if is_folder_of_reports(self.place, anchor) and self._is_unwanted(link_priors.year_of(anchor.text)):
            return
        way = way_of(self.place, anchor)
        if hub or way.score >= link_priors.ORGAN:
            self._offer(self._link(anchor, way))

    def _is_unwanted(self, year: int | None) -> bool:
        """Tell whether a folder, which may be named by the year of its reports or by the next, holds none wanted."""
        if year is None or self.years is None:
            return False
        return self.years.isdisjoint({year - 1, year, year + 1})

    # --- links ------------------------------------------------------------------------------------------------------
    def _agency(self, anchor: Anchor) -> str | None:
        """Return whose a link is: the organ that it or its row names, else the place's own unless it is everybody's."""
        if anchor in self.place.organs:
            return self.place.organs[anchor]
        for cell in anchor.cells:
            if organ := self.place.organ(cell):
                return organ
        agency = self.place.agency
        return agency if agency is None or self._is_owned(anchor) else None

    def _is_owned(self, anchor: Anchor) -> bool:
        root = self.place.link.context.root
        if root.count("/") > 1 and urls.directory(anchor.url).startswith(root):  # a host is nobody's own
            return True
        if self.place.link.kind is Kind.REPORT and not self.place.link.context.control:
            return (
                False  # the next report in a list of all bodies is another body's; what is chosen is the choice's own
            )
        return anchor.region not in _FURNITURE and self.place.key_of(anchor) not in self.offered

    def _link(self, anchor: Anchor, way: Way) -> Link:
        agency = self._agency(anchor)
        link = self.place.to(
            anchor.url,
            way.kind,
            way.score,
            group=way.group,
            anchor=anchor.text,
            date=anchor.date,
            agency=agency,
            context=self._context(anchor, way, agency),
            method="POST" if anchor.body else "GET",
            body=anchor.body,
        )
        return replace(link, key=self.place.key_of(anchor))

    def _context(self, anchor: Anchor, way: Way, agency: str | None) -> LinkContext:
        inherited = self.place.link.context
        in_column = way.kind in _ENTRY_KINDS or anchor.region == "frame"
        unnamed = way.kind is Kind.HUB and way.score < link_priors.PROMISING
        entered = anchor in self.place.organs or not inherited.root
        return LinkContext(
            annual=way.annual,
            column=self.place.column if in_column else "",
            heading=anchor.above if self.place.annual else "",
            title=anchor.text[:MAX_TITLE] if way.kind is Kind.FILE else "",
            root=(urls.directory(anchor.url) if entered else inherited.root) if agency and not anchor.body else "",
            control=anchor.control,
            unnamed_steps=inherited.unnamed_steps + 1 if unnamed else 0,
        )

    def _offer(self, link: Link) -> None:
        earlier = self.links.get(link.key)
        if earlier is None or link.score > earlier.score:
            self.links[link.key] = link


def _begins_as_report(words: str) -> bool:
    """Tell whether words are the beginning of a report's title: a year, and a body or what it is about."""
    whole = next((words[:at] for at in range(len(words)) if _NAME.startswith(words[at:])), words)
    title = read(whole)
    return title.year is not None and title.form in _BEGINNINGS and (title.agency != "" or title.form is Form.TOPIC)


def _is_file(anchor: Anchor) -> bool:
    return is_file(anchor.url) or names_file(anchor.text)


def _is_column(link: Link) -> bool:
    return link.kind is Kind.LIST and link.score >= link_priors.COLUMN


def _names_another_document(anchor: Anchor, verdict: NotAReport) -> bool:
    """Tell whether words name another document by its title: a notice, a rule, another kind of report."""
    named = verdict.reason not in SOFT and len(anchor.text) >= TITLE
    return named and not link_priors.names_ours_among_others(anchor.text)
