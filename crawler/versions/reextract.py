"""Reading again what the archive holds: pending and outdated extractions. Never asks the network for anything."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar, cast

from crawler import health
from crawler.content_encoding import decoded
from crawler.extraction import current, readers, sniff
from crawler.extraction.base import Status
from crawler.extraction.sandbox.workers import Workers
from crawler.progress import progress
from crawler.versions import deduplicate
from crawler.versions.report import extracted
from storage.errors import StorageError
from storage.values import PendingExtraction

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.values import Extracted
    from storage.versions.values import SightedFile, SightingRecord

T = TypeVar("T")
LOST = "lost"  # the archive has no such bytes any more
NOT_WANTED = "not of that media type"
PAYLOADS_PER_WORKER = 2  # in memory at once


def media_types() -> set[str]:
    """Return the media types that some reader reads."""
    return {media_type for reader in readers().values() for media_type in reader.MEDIA_TYPES}


def ending(done: Counter[str]) -> health.Ending:
    """Return the exit status and its reason, from the number of documents by status."""
    if done[LOST]:
        return health.Ending(health.STORAGE, f"the archive has lost {done[LOST]} payloads; `scrapy fixity` names them")
    return health.Ending(health.COMPLETE, f"{done.total() - done[NOT_WANTED]} documents read")


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


async def renew(archive: Archive, visit: int, workers: Workers) -> int:
    """Let today's extractors read the versions that stand on a visit's portal, before anything is compared with them.

    Better reading of old bytes is no new version: where it makes other keys, the versions get them. Return how many.
    Raises StorageError.
    """
    outdated = {
        file.sha256
        async for version in slowly(archive.standing(visit))
        for file, text in zip(version.files, version.extractions, strict=True)
        if _outdated(text)
    }
    if outdated:
        pending = archive.pending_extractions(visit, current())
        await _reread(archive, [payload for payload in pending if payload.sha256 in outdated], workers)
    renewed = 0
    async for version in slowly(archive.standing(visit)):
        keys = await asyncio.to_thread(deduplicate.keys_now, version)
        if keys != deduplicate.Keys(version.body, version.text_key, version.content_key):
            archive.rekey(
                version.document, version.version, content_key=keys.content, text_key=keys.text, body=keys.body
            )
            renewed += 1
    return renewed


async def slowly(steps: Iterable[T]) -> AsyncIterator[T]:
    """Take one step at a time, and let others have the reactor's thread after each."""
    for step in steps:
        yield step
        await asyncio.sleep(0)


async def beside(steps: Iterable[T]) -> AsyncIterator[T]:
    """Take the steps of a pure computation in another thread: one may take long."""
    iterator, end = iter(steps), object()
    while (step := await asyncio.to_thread(next, iterator, end)) is not end:
        yield cast("T", step)


async def sighted(archive: Archive, visit: int, workers: Workers, *, complete: bool) -> list[SightingRecord]:
    """Return what the visit saw as today's extractors read it: a page that is a copy stands in no version's files.

    Raises StorageError.
    """
    sights = [sight async for sight in slowly(archive.sighted(visit, complete=complete))]
    if not any(sight.document for sight in sights):  # a first visit: all was read just now
        return sights
    files = [file for sight in sights for file in sight.files if file.sha256 and _outdated(file.extracted)]
    if not files:
        return sights
    await _reread(archive, {file.sha256: _pending(file) for file in files}.values(), workers)
    return [sight async for sight in slowly(archive.sighted(visit, complete=complete))]


def _pending(file: SightedFile) -> PendingExtraction:
    return PendingExtraction(
        sha256=file.sha256, media_type=file.media_type, name=file.url, content_encoding=file.content_encoding
    )


async def _reread(archive: Archive, pending: Iterable[PendingExtraction], workers: Workers) -> None:
    async for status in _statuses(archive, pending, workers, None):
        if status == LOST:
            raise StorageError("the archive has lost payloads; `scrapy fixity` names them")


def _outdated(text: Extracted | None) -> bool:
    """Whether today's extractors would read a payload, and perhaps otherwise. What nobody could read waits."""
    return text is None or (text.status == Status.OK and text.version < current().get(text.extractor, 0))


async def _statuses(
    archive: Archive, pending: Iterable[PendingExtraction], workers: Workers, only: str | None
) -> AsyncIterator[str]:
    waiting = iter(pending)
    under_way: set[asyncio.Task[str]] = set()
    try:
        while True:
            while len(under_way) < PAYLOADS_PER_WORKER * workers.size and (payload := next(waiting, None)) is not None:
                under_way.add(asyncio.create_task(_read(archive, payload, workers, only)))
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
    body = decoded(body, pending.content_encoding)
    if only is not None and not fnmatchcase(sniff.sniff(body, pending.media_type, pending.name), only):
        return NOT_WANTED
    text = await workers.extract(body, pending.media_type, pending.name)
    archive.record_extraction(pending.sha256, extracted(text))
    missing = text.status is Status.UNSUPPORTED and text.notes  # what would have to be installed
    return f"{text.status} ({text.notes[0]})" if missing else text.status
