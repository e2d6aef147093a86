"""Which links of a page are worth asking for: reports, columns that may hold them, and the ways there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from spiders import urls
from spiders.discovery import link_priors
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import FOREIGN, foreign
from spiders.items import Kind, Link, Rejected
from spiders.pages import Anchor
from spiders.pages.link_lists import TITLE, blocks, rows
from spiders.pages.pagination import WORDS
from spiders.pages.url_shapes import is_article, is_asset, is_file, names_file
from spiders.portals.hosts import same_portal
from spiders.reports import NotAReport, ReportKey, classify
from spiders.reports.vetoes import SOFT

ENTRY = 0.98  # a report by the words of its link
NEIGHBOUR = 0.93  # a report that another one leads to: its list, asked for first, says whose it is
DOUBTFUL = 0.75  # a report only because it stands among reports
_LOOKS = re.compile(r"年报|年度.{0,12}报告|公开.{0,14}报告|信息公开|政务公开|年报$")
_MAYBE = re.compile(r"年|报|公开|[局委办镇乡道厅府院心]$|20\d\d")
_CUT = re.compile(r"(?:…|\.{2,})$")
_DATED = re.compile(r"\d\d年?|二[〇○零Oo]")  # a year in the words; one known from the place alone makes no entry
_QUIET = {"column", "empty"}  # reasons that say nothing: a menu's words
_DAMP = 0.85  # of a link known by nothing, per such step from the home page


@dataclass(eq=False)
class LinkSelection:
    """The links of one place, sorted into what to ask for and what was refused and why."""

    place: PageContext
    years: frozenset[int] | None
    offered: dict[str, float]  # keys offered on this portal so far
    found: dict[str, Link] = field(default_factory=dict)
    refused: dict[str, Rejected] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)  # keys of reports among the links

    def read(self, *, hub: bool) -> None:
        """Look at every link; with ``hub`` false (an article) only at what leads to reports directly."""
        for anchor in self._anchors():
            if anchor.region == "crumb" and not hub:
                continue
            self._look(anchor, hub=hub)
        if self.place.agency and any(one.kind is Kind.LIST and one.score >= 0.9 for one in self.found.values()):  # noqa: PLR2004
            # An organ that has its column of reports keeps them there.
            for one in [one for one in self.found.values() if one.group.startswith("place ")]:
                self.found[one.key] = replace(one, score=round(one.score * 0.4, 4))

    def _anchors(self) -> Iterator[Anchor]:
        portal, here = self.place.portal, {urls.key(self.place.page.url), self.place.list_key}
        seen: set[tuple[str, str]] = set()
        for anchor in self.place.anchors:
            if (anchor.url, anchor.text) in seen:
                continue
            seen.add((anchor.url, anchor.text))
            if same_portal(anchor.url, portal) and not is_asset(anchor.url) and urls.key(anchor.url) not in here:
                yield anchor

    @cached_property
    def listed(self) -> frozenset[Anchor]:
        """The links of the page's main list: in a column of annual reports even doubtful words are entries."""
        found = blocks(self.place.page) if self.place.annual and self.place.link.kind is not Kind.REPORT else []
        return frozenset(found[0].anchors) if found else frozenset()

    def _look(self, anchor: Anchor, *, hub: bool) -> None:
        document = self._document(anchor)
        if _MAYBE.search(anchor.text) or is_file(anchor.url) or anchor in self.listed:
            verdict = classify(anchor.text, anchor.url, self.place.judged_by(anchor, self._agency(anchor)))
            if isinstance(verdict, ReportKey) and (_DATED.search(anchor.text) or document or not self._folder(anchor)):
                self._entry(anchor, verdict)
                return
            if isinstance(verdict, NotAReport) and verdict.reason in SOFT and self._cut(anchor):
                self._expect(anchor, sure=False)
                return
            if isinstance(verdict, NotAReport) and (document or self._vetoed(anchor, verdict)):
                self._refuse(anchor, verdict)
                return
        if not document:
            self._way(anchor, hub=hub)

    @staticmethod
    def _vetoed(anchor: Anchor, verdict: NotAReport) -> bool:
        """Tell whether words name another document by its title: a notice, a rule, another kind of report."""
        return verdict.reason not in SOFT and len(anchor.text) >= TITLE

    def _document(self, anchor: Anchor) -> bool:
        """Tell whether a link promises one document: columns have short names and no date, whatever their URLs."""
        if _is_file(anchor) or anchor.date is not None:
            return True
        if self._folder(anchor) or len(anchor.text) < TITLE // 2:
            return False
        return anchor in self.titles or (len(anchor.text) >= TITLE and is_article(anchor.url))

    def _folder(self, anchor: Anchor) -> bool:
        """Tell whether a link's words name a column or an organ."""
        known = link_priors.prior(anchor.text, anchor.url)
        named = known.sure and (known.score >= link_priors.ORGAN or known.kind in {Kind.LIST, Kind.DIRECTORY})
        return (named and not self._cut(anchor)) or anchor in self.place.organs

    @cached_property
    def titles(self) -> frozenset[Anchor]:
        """The links of those lists where most lines are as long as titles are."""
        return frozenset(anchor for block in rows(self.place.page) for anchor in block)

    def _entry(self, anchor: Anchor, verdict: ReportKey) -> None:
        if self.years is not None and verdict.year and verdict.year not in self.years:
            return
        if foreign(self.place, verdict):
            self._refuse(anchor, NotAReport(FOREIGN, verdict.agency or ""))
            return
        self._expect(anchor, sure=_LOOKS.search(anchor.text) is not None or anchor in self.listed)

    def _expect(self, anchor: Anchor, *, sure: bool) -> None:
        kind = Kind.FILE if _is_file(anchor) else Kind.REPORT
        score = NEIGHBOUR if sure and self.place.link.kind is Kind.REPORT else ENTRY if sure else DOUBTFUL
        link = self._link(anchor, kind, score, group="" if sure else f"doubt {anchor.place}")
        self.entries.append(link.key)
        self._offer(link)

    def _cut(self, anchor: Anchor) -> bool:
        """Tell whether words in a list of reports end before they say what they name."""
        return anchor in self.listed and _CUT.search(anchor.text) is not None

    def _refuse(self, anchor: Anchor, verdict: NotAReport) -> None:
        looks = _LOOKS.search(anchor.text) is not None
        if looks and verdict.reason not in _QUIET and anchor.region not in {"nav", "foot", "crumb"}:
            self.refused.setdefault(
                anchor.url, Rejected(url=anchor.url, title=anchor.text[:300], reason=verdict.reason)
            )

    def _way(self, anchor: Anchor, *, hub: bool) -> None:
        """Offer a link that is no entry: a column, an organ, a hub."""
        place = self.place
        if anchor.region == "pager" or WORDS.fullmatch(anchor.text):
            return
        known = link_priors.prior(anchor.text, anchor.url)
        kind, score, group = known.kind, known.score, f"words {anchor.text[:16]}"
        organ = place.organs.get(anchor)
        year = link_priors.year_of(anchor.text)
        below = urls.directory(anchor.url).startswith(urls.directory(place.page.url))
        inside = below or anchor.region in {"main", "side", "select", "script", "frame"}
        if anchor.region == "frame" and place.annual:
            kind, score, group = (
                Kind.LIST,
                link_priors.ANNUAL,
                f"frames of {place.list_key or urls.key(place.page.url)}",
            )
        elif place.annual and inside and (organ or year) and anchor.region != "foot":
            kind, score, group = Kind.LIST, link_priors.ANNUAL - 0.02, f"folders of {urls.key(place.page.url)}"
            if year and self.years is not None and not self.years & {year - 1, year, year + 1}:
                return
        elif organ and score < link_priors.ORGAN:
            kind = Kind.HUB
            score, group = (link_priors.ORGAN if place.disclosure else 0.4), f"organs {anchor.place} {place.annual}"
        elif not known.sure:
            group = f"place {anchor.place}"
            score = max(score, self._unnamed(anchor))
        elif place.annual and kind in {Kind.DIRECTORY, Kind.LIST} and inside:
            score = max(score, link_priors.ANNUAL - 0.04)
        named = year or "报" in anchor.text or anchor.region == "frame"
        annual = place.annual and inside and score >= link_priors.ANNUAL - 0.04 and named
        if hub or score >= link_priors.ORGAN:
            link = self._link(anchor, kind, score, group)
            self._offer(replace(link, context={**link.context, "annual": "1"}) if annual else link)

    def _unnamed(self, anchor: Anchor) -> float:
        """Return the score of a link whose words say nothing, from where it stands."""
        place = self.place
        below = urls.directory(anchor.url).startswith(urls.directory(place.page.url)) and not place.home
        base = 0.5 if place.annual and below else 0.25 if place.disclosure else link_priors.UNKNOWN
        steps = int(place.link.context.get("dark", "0"))
        unlikely = anchor.region == "foot" or is_article(anchor.url)
        return float(base * _DAMP**steps * (0.5 if unlikely else 1.0))

    def _agency(self, anchor: Anchor) -> str | None:
        """Return whose a link is: the organ that it or its row names, else the place's own unless it is everybody's."""
        if anchor in self.place.organs:
            return self.place.organs[anchor]
        for cell in anchor.cells:
            if organ := self.place.organ(cell):
                return organ
        agency = self.place.agency
        if agency is None or self._owned(anchor):
            return agency
        return None

    def _owned(self, anchor: Anchor) -> bool:
        root = self.place.link.context.get("root", "")
        if root.count("/") > 1 and urls.directory(anchor.url).startswith(root):  # a host is nobody's own
            return True
        if self.place.link.kind is Kind.REPORT:  # the next report in a list of all bodies is another body's
            return False
        return anchor.region not in {"nav", "foot", "crumb"} and urls.key(anchor.url) not in self.offered

    def _link(self, anchor: Anchor, kind: Kind, score: float, group: str = "") -> Link:
        place, agency = self.place, self._agency(anchor)
        context: dict[str, str] = {}
        if place.name and (kind in {Kind.REPORT, Kind.FILE} or anchor.region == "frame"):
            context["column"] = place.name[:60]
        if kind is Kind.FILE:
            context["title"] = anchor.text[:300]
        if agency:
            entered = anchor in place.organs or "root" not in place.link.context
            context["root"] = urls.directory(anchor.url) if entered else place.link.context["root"]
        if score < 0.5 and kind is Kind.HUB:  # noqa: PLR2004
            context["dark"] = str(int(place.link.context.get("dark", "0")) + 1)
        return place.to(
            anchor.url, kind, score, group=group, anchor=anchor.text, date=anchor.date, agency=agency, context=context
        )

    def _offer(self, link: Link) -> None:
        known = self.found.get(link.key)
        if known is None or link.score > known.score:
            self.found[link.key] = link


def _is_file(anchor: Anchor) -> bool:
    return is_file(anchor.url) or names_file(anchor.text)
