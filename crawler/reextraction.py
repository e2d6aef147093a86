"""Reading again what the archive holds: pending and outdated extractions. Never asks the network for anything."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from crawler import health, keeping
from crawler.extraction import readers, sniff
from crawler.extraction.worker import Workers
from crawler.progress import progress
from crawler.visits import extracted

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.facts import PendingExtraction

LOST = "lost"  # the archive has no such bytes any more
OTHER = "not of that media type"


def media_types() -> set[str]:
    """Return the media types that some reader reads."""
    return {one for reader in readers().values() for one in reader.MEDIA_TYPES}


def ending(done: Counter[str]) -> health.Ending:
    """Return the exit status and its reason, from the number of documents by status."""
    if done[LOST]:
        return health.Ending(health.STORAGE, f"the archive has lost {done[LOST]} payloads; `scrapy fixity` names them")
    return health.Ending(health.COMPLETE, f"{done.total() - done[OTHER]} documents read")


async def read_all(
    archive: Archive, pending: Collection[PendingExtraction], size: int, *, only: str | None, done: Counter[str]
) -> None:
    """Read payloads in ``size`` worker processes (0: one per processor), record what was found, count in ``done``.

    ``only`` is a media type or a pattern such as ``image/*``; the bytes decide. At most two payloads per worker are in
    memory. When cancelled, what is under way stays pending. Raises StorageError.
    """
    async with Workers(size or None) as workers:
        with progress(len(pending), "documents") as step:
            async for status in _statuses(archive, pending, workers, only):
                done[status] += 1
                step()


async def _statuses(
    archive: Archive, pending: Iterable[PendingExtraction], workers: Workers, only: str | None
) -> AsyncIterator[str]:
    waiting = iter(pending)
    under_way: set[asyncio.Task[str]] = set()
    try:
        while True:
            while len(under_way) < 2 * workers.size and (one := next(waiting, None)) is not None:
                under_way.add(asyncio.create_task(_read(archive, one, workers, only)))
            if not under_way:
                return
            finished, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            archive.commit_if_due()
            for task in finished:
                yield task.result()
    finally:
        for task in under_way:
            task.cancel()


async def _read(archive: Archive, pending: PendingExtraction, workers: Workers, only: str | None) -> str:
    body = archive.payload(pending.sha256)
    if body is None:
        return LOST
    body = keeping.decoded(body, pending.content_encoding)
    if only is not None and not fnmatchcase(sniff.sniff(body, pending.media_type, pending.name), only):
        return OTHER
    text = await workers.extract(body, pending.media_type, pending.name)
    archive.record_extraction(pending.sha256, extracted(text))
    return text.status
