"""One portal's Explorer: turns answers into Readings and keeps count of what paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spiders import urls, walls
from spiders.bodies import townships
from spiders.discovery import file_answers, javascript_pages, page_reading, stopping
from spiders.discovery.link_priors import ANNUAL
from spiders.discovery.visit_state import VisitState
from spiders.items import Call, Kind, Link, Reading, Rejected
from spiders.pages import Page, page_of
from spiders.pages.client_redirects import refresh_of
from spiders.pages.content_keys import page_key
from spiders.portals import Portal
from spiders.portals.hosts import same_portal
from spiders.request_context import TRUNCATED, WHOLE

if TYPE_CHECKING:
    from scrapy.http import Response

_GOOD = 400  # HTTP status codes below this are answers
_GONE = {404, 410}
ROBOTS = "robots"  # the error of a request that robots.txt forbids
_MANY = 500_000  # keys remembered; far beyond any portal


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
        self.ledger = VisitState(memory)
        self.offered: dict[
            str, float
        ] = {}  # keys offered in this process: the frontier knows them all, this saves noise
        self.refused: set[str] = set()

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
                context={"annual": "1"},
                render=self.portal.render,
            )
            for url in self.portal.columns
        )
        return (home, *columns)

    def read(self, response: Response, link: Link, calls: tuple[Call, ...] = ()) -> Reading:
        """Return what an answer is and where it leads. Never raises on what a server sends.

        ``calls``: what a rendered page asked for.
        """
        self.ledger.count("asked")
        if TRUNCATED in response.flags and WHOLE not in response.flags and link.kind is not Kind.OTHER:
            self.ledger.count("cut")
            self.ledger.notes["cut"] = link.url[:300]
        reading = self._read(response, link, calls)
        return self._settle(reading, link)

    def failed(self, link: Link, error: str, detail: str = "") -> Reading:
        """Note that no answer came (dns, refused, tls, 404, …); the home page is then tried under its twins."""
        self.ledger.count("asked")
        self.ledger.count("failed")
        forbidden = error == ROBOTS and link.kind is Kind.HOME
        reading = self._forbidden(link, detail or error) if forbidden else self._fail(link, error, detail)
        return self._settle(reading, link)

    def soft_404(self, link: Link, why: str) -> Reading:
        """Note that what was asked for is not there, although the server does not say 404."""
        self.ledger.count("asked")
        return self._settle(self._soft_404(link, why), link)

    def count_hops(self, hops: int) -> None:
        """Count the redirects that an answer took: they are requests of the visit like any other."""
        self.ledger.count("asked", hops)

    def moved(self, address: str) -> None:
        """Remember that the home page has moved for good: the registry should follow."""
        self.ledger.notes["moved"] = address[:300]

    def spared(self, link: Link) -> None:
        """Note that the answer to a link is held from an earlier visit, and nobody asks for it again now."""
        javascript_pages.read(self.ledger, link)

    def factors(self) -> dict[str, float]:
        """Return link group → factor on its score, for those changed since the last call."""
        return self.ledger.factors()

    def stop(self, best: float | None, pending: int) -> str | None:
        """Return why nothing more should be asked now, in words; None = go on."""
        bodies = len(townships(self.portal.code))
        return stopping.stop(self.ledger, best, pending, budget=self.budget, bodies=bodies)

    def memory(self) -> dict[str, Any]:
        """Return all that must survive a crash, as JSON."""
        return self.ledger.memory()

    def verdict(self) -> tuple[str, str]:
        """Return the visit's outcome (complete, incomplete, blocked, unreachable, needs_browser) and why, in words."""
        return stopping.verdict(self.ledger, len(townships(self.portal.code)))

    def _read(self, response: Response, link: Link, calls: tuple[Call, ...]) -> Reading:
        markup = file_answers.is_markup(response)
        page = page_of(response) if markup else None
        if wall := walls.wall_of(response.status, page):
            return self._blocked(link, wall)
        if response.status >= _GOOD:
            return self._fail(link, f"http_{response.status}")
        if not markup:
            return file_answers.read_file(self.portal, link, response, self.years)
        assert page is not None
        reading = self._not_there(page, link) or page_reading.read_page(self, response, link, calls)
        if link.kind is Kind.FILE and "report" in link.context and reading.reports:
            # Word's own HTML under a document's name: a file of the report that names it, no report beside it
            reading = replace(reading, kind=Kind.FILE, reports=())
        refused = (Rejected(url=one.address, title=one.text, reason=one.why) for one in page.refused)
        return self._refreshed(replace(reading, rejected=(*reading.rejected, *refused)), page, link)

    def _refreshed(self, reading: Reading, page: Page, link: Link) -> Reading:
        """Return the reading with the link that a full page's refresh is: it is read, and a browser goes on from it."""
        target = refresh_of(page)
        if target is None or not same_portal(target, self.portal) or urls.key(target) == urls.key(page.url):
            return reading
        kind = Kind.HUB if link.kind is Kind.HOME else link.kind
        onward = replace(link, url=target, key=urls.key(target), kind=kind, via=page.url)
        return replace(reading, links=(onward, *reading.links))

    def _not_there(self, page: Page, link: Link) -> Reading | None:
        """Return the reading of a page that is not what was asked for (soft 404); None for a page that is there."""
        notes, said = self.ledger.notes, page_key(page)
        if link.kind is Kind.HOME:
            notes["home"], notes["home_key"] = "read", said
            return None
        why = ""
        if urls.key(page.url) == urls.key(self.portal.home) != urls.key(link.url):
            why = "redirects to the home page"
        elif notes.get("home_key") == said:
            why = "is the home page"
        elif link.kind is not Kind.DATA:
            why = walls.missing(page)
        return self._soft_404(link, why) if why else None

    def _soft_404(self, link: Link, why: str) -> Reading:
        self.ledger.count("missing")
        return Reading(portal=self.portal.code, link=link, kind=Kind.SOFT_404, reason=why)

    def _blocked(self, link: Link, wall: str) -> Reading:
        self.ledger.count("blocked")
        self.ledger.notes["wall"] = wall
        self._page_lost(link, wall)
        if link.kind is Kind.HOME:
            self.ledger.notes.setdefault("home", f"blocked: {wall}")
        return Reading(portal=self.portal.code, link=link, kind=Kind.BLOCKED, reason=f"a wall: {wall}", wall=wall)

    def _forbidden(self, link: Link, why: str) -> Reading:
        """Return the reading of a home page that robots.txt forbids: there is no way round, under no other name."""
        self.ledger.count("blocked")
        self.ledger.notes["robots"] = why[:200]
        self.ledger.notes.setdefault("home", f"blocked: {why}"[:200])
        return Reading(portal=self.portal.code, link=link, kind=Kind.BLOCKED, reason=why)

    def _fail(self, link: Link, error: str, detail: str = "") -> Reading:
        status = error.removeprefix("http_")
        missing = status.isdigit() and int(status) in _GONE
        self.ledger.count("missing" if missing else "errors")
        self._page_lost(link, error)
        twins: tuple[Link, ...] = ()
        if link.kind is Kind.HOME:
            twins = self._twins(link)
            if self.ledger.notes.get("home") != "read":
                self.ledger.notes["home"] = (f"{error} ({detail})" if ROBOTS in detail else error)[:200]
        elif link.render:
            self.ledger.notes["render"] = error[:200]
        elif not missing and link.kind in {Kind.REPORT, Kind.FILE, Kind.LIST}:
            self.ledger.notes[f"lost_{link.kind}"] = f"{error[:60]} at {link.url[:300]}"
            self.ledger.count(f"lost_{link.kind}")
        kind = Kind.SOFT_404 if missing else Kind.OTHER
        return Reading(portal=self.portal.code, link=link, kind=kind, reason=error, links=twins)

    def _page_lost(self, link: Link, error: str) -> None:
        if link.context.get("list"):
            self.ledger.unpaged(link.context["list"], int(link.context.get("page", "0")), error)

    def _twins(self, link: Link) -> tuple[Link, ...]:
        """Return the home page under the other scheme, then its www twin; its key is new, or nobody would ask."""
        parts = urlsplit(self.portal.home)
        if parts.port is not None or not any(letter.isalpha() for letter in parts.netloc):
            return ()
        scheme = {"http": "https", "https": "http"}[parts.scheme]
        host = parts.netloc.removeprefix("www.") if parts.netloc.startswith("www.") else f"www.{parts.netloc}"
        tried = {self.portal.home, *link.context.get("tried", "").split(), link.url}
        twins = (f"{scheme}://{parts.netloc}/", f"{parts.scheme}://{host}/", f"{scheme}://{host}/")
        url = next((twin for twin in twins if twin not in tried), None)
        if url is None:
            return ()
        context = {**link.context, "tried": " ".join(sorted(tried))}
        return (replace(link, url=url, key=f"{urls.key(url)}#{len(tried)}", context=context),)

    def _settle(self, reading: Reading, link: Link) -> Reading:
        """Drop what was offered before, and note whether this answer paid."""
        fresh = tuple(new for new in reading.links if self.offered.get(new.key, -1.0) + 0.04 < new.score or new.render)
        unseen = [new for new in fresh if new.key not in self.offered]
        paid = bool(reading.reports) or any(self._pays(new) for new in unseen)
        for new in fresh if len(self.offered) < _MANY else ():
            self.offered[new.key] = max(new.score, self.offered.get(new.key, 0.0))
        self.offered.setdefault(link.key, 2.0)
        rejected = tuple(one for one in reading.rejected if one.url not in self.refused)
        self.refused.update(one.url for one in rejected)
        self.ledger.count("entries", sum(map(self._entry, unseen)))
        self.ledger.reward(link.group, link.score, paid)
        mute = reading.kind is Kind.BLOCKED or stopping.MUTE.fullmatch(reading.reason)
        self.ledger.counts["mute"] = self.ledger.counts.get("mute", 0) + 1 if mute else 0
        self.ledger.counts["dry"] = 0 if paid else self.ledger.counts.get("dry", 0) + (link.kind is not Kind.FILE)
        for report in reading.reports:
            self.ledger.count("reports")
            self.ledger.count(f"level {report.level}")
        return replace(reading, links=fresh, rejected=rejected)

    @staticmethod
    def _entry(link: Link) -> bool:
        return link.kind in {Kind.REPORT, Kind.FILE} and "report" not in link.context

    def _pays(self, link: Link) -> bool:
        return self._entry(link) or (link.kind is Kind.LIST and link.score >= 0.9)  # noqa: PLR2004
