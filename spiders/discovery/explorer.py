"""One portal's Explorer: turns answers into Readings and keeps count of what paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spiders import urls, walls
from spiders.bodies import townships
from spiders.discovery import completeness, file_answers, stopping
from spiders.discovery.link_priors import ANNUAL, COLUMN
from spiders.discovery.page_reading import VisitKnowledge, read_page
from spiders.discovery.visit_state import VisitState
from spiders.items import Call, Kind, Link, LinkContext, Reading, Rejected
from spiders.pages import Page, page_of
from spiders.pages.client_redirects import refresh_of
from spiders.pages.content_keys import page_key
from spiders.portals import Portal
from spiders.portals.hosts import same_portal
from spiders.request_context import TRUNCATED, WHOLE

if TYPE_CHECKING:
    from scrapy.http import Response

MIN_ERROR = 400  # HTTP status codes below this are answers
GONE = {404, 410}
ROBOTS = "robots"  # the error of a request that robots.txt forbids
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
        self.state.asked += 1
        if TRUNCATED in response.flags and WHOLE not in response.flags and link.kind is not Kind.OTHER:
            self.state.note_cut(link.url)
        return self._settle(self._read(response, link, calls), link)

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

    def stop(self, best: float | None, pending: int) -> str | None:
        """Return why nothing more should be asked now, in words; None = go on."""
        bodies = len(townships(self.portal.code))
        return stopping.stop(self.state, best, pending, budget=self.budget, bodies=bodies)

    def memory(self) -> dict[str, Any]:
        """Return all that must survive a crash, as JSON."""
        return self.state.memory()

    def verdict(self) -> tuple[str, str]:
        """Return the visit's outcome (complete, incomplete, blocked, unreachable, needs_browser) and why, in words."""
        return completeness.verdict(self.state, len(townships(self.portal.code)))

    def _read(self, response: Response, link: Link, calls: tuple[Call, ...]) -> Reading:
        markup = file_answers.is_markup(response)
        page = page_of(response) if markup else None
        if wall := walls.wall_of(response.status, page):
            return self._blocked(link, wall)
        if response.status >= MIN_ERROR:
            return self._fail(link, f"http_{response.status}")
        if not markup:
            return file_answers.read_file(self.portal, link, response, self.years)
        assert page is not None
        reading = self._not_there(page, link) or self._read_page(response, link, calls)
        if link.kind is Kind.FILE and link.context.report and reading.reports:
            # Word's own HTML under a document's name: a file of the report that names it, no report beside it
            reading = replace(reading, kind=Kind.FILE, reports=())
        refused = (Rejected(url=link.address, title=link.text, reason=link.why) for link in page.refused)
        return self._refreshed(replace(reading, rejected=(*reading.rejected, *refused)), page, link)

    def _read_page(self, response: Response, link: Link, calls: tuple[Call, ...]) -> Reading:
        visit = VisitKnowledge(
            portal=self.portal,
            years=self.years,
            offered=self.offered,
            families=self.state.families,
            endpoints=self.state.endpoints,
            plain_columns=self.state.plain_columns,
        )
        page = read_page(visit, response, link, calls)
        self.state.note(page.observations)
        return page.reading

    def _refreshed(self, reading: Reading, page: Page, link: Link) -> Reading:
        """Return the reading with the link that a full page's refresh is: it is read, and a browser goes on from it."""
        target = refresh_of(page)
        if target is None or not same_portal(target, self.portal) or urls.key(target) == urls.key(page.url):
            return reading
        kind = Kind.HUB if link.kind is Kind.HOME else link.kind
        key = urls.key(target, render=link.render)
        onward = replace(link, url=target, key=key, kind=kind, via=page.url, method="GET", body="")
        return replace(reading, links=(onward, *reading.links))

    def _not_there(self, page: Page, link: Link) -> Reading | None:
        """Return the reading of a page that is not what was asked for (soft 404); None for a page that is there."""
        home, content_key = self.state.home, page_key(page)
        if link.kind is Kind.HOME:
            home.read, home.content_key = True, content_key
            return None
        why = ""
        if urls.key(page.url) == urls.key(self.portal.home) != urls.key(link.url):
            why = "redirects to the home page"
        elif home.read and home.content_key == content_key:
            why = "is the home page"
        elif link.kind is not Kind.DATA:
            why = walls.missing(page)
        return self._soft_404(link, why) if why else None

    def _soft_404(self, link: Link, why: str) -> Reading:
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
        elif not gone and link.kind in {Kind.REPORT, Kind.FILE, Kind.LIST}:
            self.state.note_loss(link.kind, error, link.url)
        kind = Kind.SOFT_404 if gone else Kind.OTHER
        twins = self._twins(link) if link.kind is Kind.HOME else ()
        return Reading(portal=self.portal.code, link=link, kind=kind, reason=error, links=twins)

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
        fresh = tuple(new for new in reading.links if self._is_fresh(new))
        unseen = [new for new in fresh if new.key not in self.offered]
        paid = bool(reading.reports) or any(_pays(new) for new in unseen)
        self._remember(fresh, link)
        self._count(reading, link, paid=paid)
        self.state.entries += sum(map(_is_entry, unseen))
        rejected = tuple(entry for entry in reading.rejected if entry.url not in self.rejected)
        self.rejected.update(entry.url for entry in rejected)
        return replace(reading, links=fresh, rejected=rejected)

    def _is_fresh(self, link: Link) -> bool:
        """Tell whether a link is new, or promises more than when it was last offered."""
        return link.render or self.offered.get(link.key, -1.0) + MIN_RISE < link.score

    def _remember(self, offered: tuple[Link, ...], asked: Link) -> None:
        if len(self.offered) < MAX_OFFERED:
            for link in offered:
                self.offered[link.key] = max(link.score, self.offered.get(link.key, 0.0))
        self.offered.setdefault(asked.key, ASKED)

    def _count(self, reading: Reading, link: Link, *, paid: bool) -> None:
        state = self.state
        state.reward(link.group, link.score, paid=paid)
        mute = reading.kind is Kind.BLOCKED or stopping.MUTE.fullmatch(reading.reason)
        state.mute_in_a_row = state.mute_in_a_row + 1 if mute else 0
        state.dry_in_a_row = 0 if paid else state.dry_in_a_row + (link.kind is not Kind.FILE)
        for report in reading.reports:
            state.note_report(report)


def _is_entry(link: Link) -> bool:
    return link.kind in {Kind.REPORT, Kind.FILE} and link.context.report is None


def _pays(link: Link) -> bool:
    return _is_entry(link) or (link.kind is Kind.LIST and link.score >= COLUMN)
