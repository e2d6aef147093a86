"""The one pipeline: a Reading and its exchanges become a Unit, recorded in one transaction with what it leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from crawler import revisit
from crawler.content_encoding import decoded
from crawler.extraction.base import Status
from crawler.harvest.run import RunRecorder
from crawler.harvest.visits import Visits
from crawler.run_state import RunState
from crawler.versions import similarity
from crawler.versions.report import extracted
from spiders.items import Kind, Reading
from storage.errors import StorageError
from storage.values import Exchange, Extracted, FileRef, FrontierEntry, ListSeen, Sighting, Unit, header, part_key
from storage.vocabulary import FileRole, FrontierState

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.items import Attachment, Link, Report
    from storage.values import Resource

OK, NOT_MODIFIED = 200, 304
LINKS_AT_ONCE = 1000  # of a page that enter the frontier before others have the reactor's thread


class RecordReadings:
    """Settles the frontier entry that a Reading answers."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a crawl."""
        return cls(crawler)

    async def process_item(self, item: Reading) -> Reading:
        """Record the unit; a report page is read first, so that its content key knows every digit of its body."""
        run = RunState.of(self.crawler)
        visits = RunRecorder.of(self.crawler).visits
        assert visits is not None
        exchanges = run.take((item.portal, item.link.key))
        try:
            text = await self._read_page(run, item, exchanges)
            known = visits.archive.resources.get(item.portal, item.link.key)
            content_key = await asyncio.to_thread(_content_key, item, exchanges, text, known)
            unchanged = known is not None and bool(content_key) and known.content_key == content_key
            for portion in batched(item.links[:-LINKS_AT_ONCE], LINKS_AT_ONCE):
                # Before the page itself is recorded: after a kill it is asked for again, and they with it.
                visits.open[item.portal].frontier.enqueue(_worth_asking(visits, item, portion, unchanged=unchanged))
                await asyncio.sleep(0)
            links = _worth_asking(visits, item, item.links[-LINKS_AT_ONCE:], unchanged=unchanged)
            unit = unit_of(visits, item, exchanges, links)
            self._settle(visits, replace(unit, extracted=text, content_key=content_key), item, known)
        except StorageError as error:
            run.fail(error)
        return item

    @staticmethod
    async def _read_page(run: RunState, item: Reading, exchanges: tuple[Exchange, ...]) -> Extracted | None:
        last = exchanges[-1] if exchanges else None
        if item.kind is not Kind.REPORT or not item.reports or last is None or last.status != OK:
            return None
        body = last.rendered or decoded(last.body, header(last.headers, "content-encoding") or "")
        text = await run.workers.extract(body, header(last.headers, "content-type") or "", item.link.url)
        return extracted(text)

    def _settle(self, visits: Visits, unit: Unit, item: Reading, known: Resource | None) -> None:
        visit, archive = visits.open[item.portal], visits.archive
        archive.record(unit)
        now_known = archive.resources.get(item.portal, item.link.key)
        cut = bool(unit.exchanges) and unit.exchanges[-1].is_cut  # what is missing may be had at the next visit
        due = datetime.now(UTC) if cut else revisit.next_due(item, known, now_known)
        archive.resources.schedule(item.portal, item.link.key, due)
        if factors := visit.explorer.factors():
            visit.frontier.rescore(factors)
        archive.commit_if_due()
        visit.requests += len(unit.exchanges)
        visit.failed += unit.state in {FrontierState.FAILED, FrontierState.BLOCKED}
        visit.rejected.update(rejected.reason for rejected in item.rejected)
        if item.kind is Kind.FILE:
            visits.extract_later(item.portal)
        visits.landed(item.portal, item.link.key)


def unit_of(
    visits: Visits,
    item: Reading,
    exchanges: tuple[Exchange, ...],
    links: tuple[FrontierEntry, ...],
) -> Unit:
    """Return the archive's unit of a Reading, but for what its text says."""
    visit = visits.open[item.portal]
    return Unit(
        visit=visit.id,
        key=item.link.key,
        exchanges=exchanges,
        kind=item.kind,
        reason=item.reason,
        state=state_of(item, exchanges),
        links=links,
        sightings=tuple(sightings(item)),
        rejected=tuple((rejected.url, rejected.title, rejected.reason) for rejected in item.rejected),
        listing=ListSeen(**asdict(item.listing)) if item.listing else None,
        memory=visit.explorer.memory(),
    )


def batched(links: Sequence[Link], size: int) -> Iterator[Sequence[Link]]:
    """Yield the links in portions; of itertools from Python 3.12 on."""
    for start in range(0, len(links), size):
        yield links[start : start + size]


def _worth_asking(
    visits: Visits, item: Reading, links: Sequence[Link], *, unchanged: bool
) -> tuple[FrontierEntry, ...]:
    """Return those of a page's links to enqueue. A report's key is that of its text: of its files it says nothing."""
    attached = {file.key for report in item.reports for file in report.attachments}
    files = [link for link in links if link.key in attached]
    others = [link for link in links if link.key not in attached]
    return (
        *visits.worth_asking(item.portal, files, unchanged=False),
        *visits.worth_asking(item.portal, others, unchanged=unchanged),
    )


def _content_key(item: Reading, exchanges: tuple[Exchange, ...], text: Extracted | None, known: Resource | None) -> str:
    if known is not None and exchanges and exchanges[-1].status == NOT_MODIFIED:
        return known.content_key  # the server says that it is the page of that time
    return similarity.content_key(text) if text and text.status == Status.OK else item.content_key


def state_of(item: Reading, exchanges: tuple[Exchange, ...]) -> FrontierState:
    """Return what becomes of the frontier entry; it is skipped when nothing was asked."""
    if item.kind is Kind.BLOCKED:
        return FrontierState.BLOCKED
    if not exchanges:
        return FrontierState.SKIPPED
    last = exchanges[-1]
    failed = last.status is None or last.status >= 400  # noqa: PLR2004 - HTTP errors
    return FrontierState.FAILED if failed else FrontierState.DONE


def _file(file: Attachment) -> FileRef:
    role = FileRole.PAGE if file.part else FileRole.ATTACHMENT
    part = (file.member,) if file.member else ()
    role = FileRole.FURTHER_PAGE if file.further else role
    return FileRef(key=file.key, url=file.url, name=file.name, role=role, part=part)


def sightings(item: Reading) -> Iterator[Sighting]:
    """Yield the reports of a Reading in the archive's words; on a page of several bodies each has a key of its own."""
    several_bodies = len({report.agency for report in item.reports}) > 1 and all(one.part for one in item.reports)
    for report in item.reports:
        seen = sighting(report, item)
        yield replace(seen, key=part_key(seen.key, report.agency or report.part[0])) if several_bodies else seen


def sighting(report: Report, item: Reading) -> Sighting:
    """Return a Report in the archive's words: its page (or bare file) first, then its attachments."""
    role = FileRole.ATTACHMENT if item.kind is Kind.FILE else FileRole.PAGE
    key = item.link.key if item.link.render else report.key  # the look that shows the text
    name = (*report.part, item.link.anchor)[0] if role is FileRole.ATTACHMENT else ""
    first = FileRef(key=key, url=report.url, name=name, role=role, part=report.part)
    others = map(_file, report.attachments)
    return Sighting(
        key=report.key,
        url=report.url,
        title=report.title,
        year=report.year,
        agency=report.agency,
        level=report.level,
        published=report.published,
        index_number=report.index_number,
        files=(first, *others),
        flags=report.flags,
        via=tuple((edge.url, edge.anchor) for edge in report.via),
        meta=report.meta,
    )
