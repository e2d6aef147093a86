"""One portal's Explorer: turns answers into Readings and keeps count of what paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spiders import urls
from spiders.bodies import townships
from spiders.discovery import completeness, stopping
from spiders.discovery.answers import ReadAnswer, read_answer
from spiders.discovery.link_priors import ANNUAL, COLUMN, PROMISING
from spiders.discovery.link_selection import NEIGHBOUR
from spiders.discovery.noise_parameters import NoiseParameters
from spiders.discovery.page_reading import VisitKnowledge
from spiders.discovery.visit_state import LAST_RESORT, VisitState
from spiders.items import Call, Kind, Link, LinkContext, Reading
from spiders.portals import Portal

if TYPE_CHECKING:
    from scrapy.http import Response

GONE = {404, 410}
ROBOTS = "robots"  # the error of a request that robots.txt forbids
ABOVE = 0.5  # score of a folder above pages that led to reports
MAX_OFFERED = 500_000  # keys remembered; far beyond any portal
MIN_RISE = 0.04  # of a link's score, for it to be offered again
ASKED = 2.0  # the score of what was asked for though this process never offered it: it is not offered then


class Explorer:
    """The memory and judgement of one portal's visit. Pure: no I/O; two with equal memory read alike."""

    def __init__(
        self,
        portal: Portal,
        memory: dict[str, Any] | None = None,
        *,
        years: frozenset[int] | None = None,
        budget: int = 20_000,
    ) -> None:
        self.portal, self.years, self.budget = portal, years, budget
        self.state = VisitState.of_memory(memory)
        self.offered: dict[str, float] = {}  # key → score, in this process; the frontier knows all, this saves noise
        self.noise = NoiseParameters(set(self.state.noise))
        self.rejected: set[str] = set()  # URLs of rejected entries that were reported

    def seeds(self) -> tuple[Link, ...]:
        """Return the home page and the registry's columns: a head start, never a limit."""
        home = Link(url=self.portal.home, key=urls.key(self.portal.home), kind=Kind.HOME, score=1.0)
        columns = (
            Link(
                url=url,
                key=urls.key(url, render=self.portal.render),
                kind=Kind.LIST,
                score=ANNUAL,
                via=self.portal.home,
                context=LinkContext(annual=True),
                render=self.portal.render,
            )
            for url in self.portal.columns
        )
        return (home, *columns)

    def read(self, response: Response, link: Link, calls: tuple[Call, ...] = ()) -> Reading:
        """Return what an answer is and where it leads. Never raises on what a server sends.

        ``calls``: what a rendered page asked for.
        """
        return self.take(read_answer(self.knowledge(), response, link, calls), link)

    def take(self, answer: ReadAnswer, link: Link) -> Reading:
        """Take note of what the answer to a link is, and return the reading with what is new in it."""
        self.state.asked += 1
        if answer.cut and link.kind is not Kind.OTHER:
            self.state.note_cut(link.url)
        reading = self._noted(answer, link)
        if link.score >= NEIGHBOUR and any(entry.reason == "no_year" for entry in reading.rejected[:1]):
            self.state.note_undated(link)
        if _is_listed(link) and not reading.reports:
            self.state.refused += any(entry.reason != "empty" for entry in reading.rejected[:1])
        if link.context.runs_on and not (reading.links or reading.reports):
            self.state.close(link.group)  # what says nothing to one page says nothing to the others of its kind
        return self._settle(reading, link)

    def knowledge(self) -> VisitKnowledge:
        """Return what the reading of an answer depends on; the explorer may go on while it is in use."""
        home = self.state.home
        return VisitKnowledge(
            portal=self.portal,
            years=self.years,
            home_key=home.content_key if home.read else "",
            offered=self.offered,
            families=self.state.families,
            endpoints=self.state.endpoints,
            plain_columns=self.state.plain_columns,
        )

    def failed(self, link: Link, error: str, detail: str = "") -> Reading:
        """Note that no answer came (dns, refused, tls, 404, …); the home page is then tried under its twins."""
        self.state.asked += 1
        forbidden = error == ROBOTS and link.kind is Kind.HOME
        reading = self._forbidden(link, detail or error) if forbidden else self._fail(link, error, detail)
        return self._settle(reading, link)

    def soft_404(self, link: Link, why: str) -> Reading:
        """Note that what was asked for is not there, although the server does not say 404."""
        self.state.asked += 1
        return self._settle(self._soft_404(link, why), link)

    def count_hops(self, hops: int) -> None:
        """Count the redirects that an answer took: they are requests of the visit like any other."""
        self.state.asked += hops

    def moved(self, address: str) -> None:
        """Remember that the home page has moved for good: the registry should follow."""
        self.state.note_move(address)

    def spared(self, link: Link) -> None:
        """Note that the answer to a link is held from an earlier visit, and nobody asks for it again now."""
        self.state.fill_shell(link.context.shell)

    def factors(self) -> dict[str, float]:
        """Return link group → factor on its score, for those changed since the last call."""
        return self.state.factors()

    def stop(self, best: float | None, pending: int, *, in_air: int = 0) -> str | None:
        """Return why nothing more should be asked now, in words; None = go on. ``in_air``: requests under way."""
        bodies = len(townships(self.portal.code))
        return stopping.stop(self.state, best, pending, budget=self.budget - in_air, bodies=bodies)

    def leave(self, promising: int) -> None:
        """Note how many links that promised reports are left unasked."""
        self.state.unasked = promising

    def memory(self) -> dict[str, Any]:
        """Return all that must survive a crash, as JSON."""
        return self.state.memory()

    def proven_lists(self) -> frozenset[str]:
        """Return the keys of the lists that showed entries and were read to their end, whatever else was not."""
        lists = self.state.lists.items()
        return frozenset(key for key, progress in lists if progress.entries_seen and not progress.fault())

    def verdict(self) -> tuple[str, str]:
        """Return the visit's outcome (complete, incomplete, blocked, unreachable, needs_browser) and why, in words."""
        return completeness.verdict(self.state, len(townships(self.portal.code)))

    def _noted(self, answer: ReadAnswer, link: Link) -> Reading:
        if answer.wall:
            return self._blocked(link, answer.wall)
        if answer.error:
            return self._fail(link, answer.error)
        if answer.document is not None:
            return answer.document
        if link.kind is Kind.HOME:
            self.state.note_home(answer.content_key, link.url if link.context.tried else "")
        if answer.page is None:
            return self._refreshed(self._soft_404(link, answer.not_there), answer, link)
        self.state.note(answer.page.observations)
        plain = link.method == "GET" and not link.render and not answer.page.observations.shell
        if plain and answer.words and self.noise.note(link.key, urls.key(link.via), answer.words):
            self.noise.learn(self.offered)
            self.state.noise = tuple(sorted(self.noise.names))
        return self._refreshed(_as_file(answer.page.reading), answer, link)

    def _refreshed(self, reading: Reading, answer: ReadAnswer, link: Link) -> Reading:
        """Return the reading of a page with the links that it refuses, and the one that its refresh is."""
        reading = replace(reading, rejected=(*reading.rejected, *answer.refused))
        if not answer.refresh:
            return reading
        kind = Kind.HUB if link.kind is Kind.HOME else link.kind
        key = urls.key(answer.refresh, render=link.render)
        onward = replace(link, url=answer.refresh, key=key, kind=kind, via=answer.url, method="GET", body="")
        return replace(reading, links=(onward, *reading.links))

    def _soft_404(self, link: Link, why: str) -> Reading:
        self._note_dead(link, why)
        return Reading(portal=self.portal.code, link=link, kind=Kind.SOFT_404, reason=why)

    def _blocked(self, link: Link, wall: str) -> Reading:
        self.state.blocked += 1
        self.state.wall = wall
        self._note_lost_page(link, wall)
        if link.kind is Kind.HOME and not self.state.home.failure:
            self.state.note_home_failure(f"blocked: {wall}")
        return Reading(portal=self.portal.code, link=link, kind=Kind.BLOCKED, reason=f"a wall: {wall}", wall=wall)

    def _forbidden(self, link: Link, why: str) -> Reading:
        """Return the reading of a home page that robots.txt forbids: there is no way round, under no other name."""
        self.state.note_forbidden_home(why)
        return Reading(portal=self.portal.code, link=link, kind=Kind.BLOCKED, reason=why)

    def _fail(self, link: Link, error: str, detail: str = "") -> Reading:
        status = error.removeprefix("http_")
        gone = status.isdecimal() and int(status) in GONE
        self._note_lost_page(link, error)
        if link.kind is Kind.HOME:
            self.state.note_home_failure(f"{error} ({detail})" if ROBOTS in detail else error)
        elif link.render:
            self.state.render_error = error[:200]
        elif gone:
            self._note_dead(link, error)
        elif link.kind in {Kind.REPORT, Kind.FILE, Kind.LIST} or link.score >= PROMISING:
            self.state.note_loss(link.kind, error, link.url)
        kind = Kind.SOFT_404 if gone else Kind.OTHER
        twins = self._twins(link) if link.kind is Kind.HOME else ()
        return Reading(portal=self.portal.code, link=link, kind=kind, reason=error, links=twins)

    def _note_dead(self, link: Link, why: str) -> None:
        if _is_listed(link):
            self.state.dead.note(why, link.url)

    def _note_lost_page(self, link: Link, error: str) -> None:
        if link.context.list_key:
            self.state.note_lost_page(link.context.list_key, link.context.page or 0, error)

    def _twins(self, link: Link) -> tuple[Link, ...]:
        """Return the home page under the other scheme, then its www twin; its key is new, or nobody would ask."""
        parts = urlsplit(self.portal.home)
        if parts.port is not None or not any(letter.isalpha() for letter in parts.netloc):
            return ()
        scheme = {"http": "https", "https": "http"}[parts.scheme]
        host = parts.netloc.removeprefix("www.") if parts.netloc.startswith("www.") else f"www.{parts.netloc}"
        tried = {self.portal.home, *link.context.tried, link.url}
        twins = (f"{scheme}://{parts.netloc}/", f"{parts.scheme}://{host}/", f"{scheme}://{host}/")
        url = next((twin for twin in twins if twin not in tried), None)
        if url is None:
            return ()
        context = replace(link.context, tried=tuple(sorted(tried)))
        return (replace(link, url=url, key=f"{urls.key(url)}#{len(tried)}", context=context),)

    def _settle(self, reading: Reading, link: Link) -> Reading:
        """Drop what was offered before, and note whether this answer paid."""
        reading = replace(reading, links=(*reading.links, *self._above(reading, link)))
        fresh = tuple(new for new in reading.links if self._is_fresh(new))
        fresh_keys = {new.key for new in fresh}
        for known in reading.links:
            if known.key not in fresh_keys:  # what fills this page is asked for as another page's
                self.state.fill_shell(known.context.shell)
        unseen = [new for new in fresh if new.key not in self.offered]
        paid = bool(reading.reports) or any(_pays(new) for new in unseen)
        self._remember(fresh, link)
        self._count(reading, link, paid=paid)
        self.state.entries += sum(map(_is_entry, unseen))
        if not self.state.found_nothing:
            self.state.close(LAST_RESORT)
        rejected = tuple(entry for entry in reading.rejected if entry.url not in self.rejected)
        self.rejected.update(entry.url for entry in rejected)
        return replace(reading, links=fresh, rejected=rejected)

    def _above(self, reading: Reading, link: Link) -> Iterator[Link]:
        """Yield the folder above the page that led to a report, if a link has led there: others may lie beside it."""
        if not reading.reports or not link.via:
            return
        parts = urlsplit(link.via)
        above = parts.path.rpartition("/")[0].rpartition("/")[0]
        url = f"{parts.scheme}://{parts.netloc}{above}/"
        if above and 0.0 < self.offered.get(urls.key(url), 0.0) < ABOVE:
            yield Link(url=url, key=urls.key(url), kind=Kind.HUB, score=ABOVE, via=link.via)

    def _is_fresh(self, link: Link) -> bool:
        """Tell whether a link is new, or promises more than when it was last offered."""
        if link.render:
            return True
        risen = self.offered.get(link.key, -1.0) + MIN_RISE < link.score
        return risen and (link.key in self.offered or not self.noise.is_known(link.key))

    def _remember(self, offered: tuple[Link, ...], asked: Link) -> None:
        if len(self.offered) < MAX_OFFERED:
            for link in offered:
                self.offered[link.key] = max(link.score, self.offered.get(link.key, 0.0))
        self.offered[asked.key] = ASKED

    def _count(self, reading: Reading, link: Link, *, paid: bool) -> None:
        state = self.state
        state.reward(link.group, link.score, paid=paid)
        mute = reading.kind is Kind.BLOCKED or stopping.MUTE.fullmatch(reading.reason)
        state.mute_in_a_row = state.mute_in_a_row + 1 if mute else 0
        state.dry_in_a_row = 0 if paid else state.dry_in_a_row + (link.kind is not Kind.FILE)
        for report in reading.reports:
            state.note_report(report)


def _is_listed(link: Link) -> bool:
    """Tell whether a list has promised a report at the link: not its attachment, nor anything doubtful."""
    return link.kind in {Kind.REPORT, Kind.FILE} and link.score >= NEIGHBOUR and link.context.report is None


def _as_file(reading: Reading) -> Reading:
    """Return Word's own HTML under a document's name as what it is: a file of the report that names it, no report."""
    link = reading.link
    if link.kind is Kind.FILE and link.context.report and reading.reports:
        return replace(reading, kind=Kind.FILE, reports=())
    return reading


def _is_entry(link: Link) -> bool:
    return link.kind in {Kind.REPORT, Kind.FILE} and link.context.report is None


def _pays(link: Link) -> bool:
    return _is_entry(link) or (link.kind is Kind.LIST and link.score >= COLUMN)
