"""Values as the crawl would hand them over, of a portal that does not exist."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastwarc import ArchiveIterator
from sqlalchemy import select

from storage import models
from storage.archive import Archive
from storage.audit import fixity
from storage.export import corpus
from storage.queries import ArchiveReader, Selected
from storage.values import Exchange, Extracted, FileRef, FrontierEntry, Sighting, Unit
from storage.versions.values import KeptFile, Location, ReportDraft, SightingRecord
from storage.warc.records import path_of


@dataclass(frozen=True)
class Site:
    """Where an archive lies."""

    database_url: str
    archive_url: str
    spool: Path

    def open(self, **more: Any) -> Archive:
        return Archive.open(
            self.database_url, self.archive_url, **{"software": "nianbao test", "spool": str(self.spool), **more}
        )

    def read(self) -> ArchiveReader:
        return ArchiveReader.open(self.database_url, self.archive_url, spool=str(self.spool))

    @property
    def directory(self) -> Path:
        """The archive's directory; only for SQLite sites."""
        return Path(self.archive_url)


T0 = datetime(2026, 11, 21, 7, 4, tzinfo=UTC)
CODE, NAME, HOME = "640122", "贺兰县", "http://portal.example/"
RUN = {
    "arguments": {"portals": CODE},
    "user_agent": "nianbao/test (+https://example.org)",
    "contact": "https://example.org",
}
HTML = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"'))
PDF = (("Content-Type", "application/pdf"), ("Last-Modified", "Sat, 21 Nov 2026 07:04:00 GMT"))


def exchange(url: str, body: bytes = b"<p>x</p>", **more: Any) -> Exchange:
    facts: dict[str, Any] = {
        "url": url,
        "method": "GET",
        "started": T0,
        "request_headers": (("User-Agent", "nianbao/test (+https://example.org)"),),
        "status": 200,
        "reason": "OK",
        "headers": HTML,
        "body": body,
        "ip": "203.0.113.7",
    }
    return Exchange(**{**facts, **more})


def failure(url: str, error: str = "timeout") -> Exchange:
    return exchange(url, b"", status=None, reason="", headers=(), error=error, detail="took\r\ntoo long", ip=None)


def candidate(key: str, score: float = 1.0, group: str = "", kind: str = "list") -> FrontierEntry:
    return FrontierEntry(key=key, url=key, kind=kind, score=score, group=group, payload={"url": key, "名": "年报"})


def unit(visit: int, key: str | None, body: bytes = b"<p>x</p>", **more: Any) -> Unit:
    asked = more.pop("exchanges", None) or (exchange(key or HOME, body, **more.pop("wire", {})),)
    return Unit(visit=visit, key=key, exchanges=asked, **{"kind": "list", **more})


def sighting(
    key: str, year: int = 2020, agency: str | None = "金贵镇", files: Iterable[str] = (), **more: Any
) -> Sighting:
    refs = [FileRef(key=key, url=key, name="", role="page")]
    refs += [FileRef(key=file, url=file, name=file.rpartition("/")[2], role="attachment") for file in files]
    facts: dict[str, Any] = {
        "key": key,
        "url": key,
        "title": f"{agency or ''}{year}年政府信息公开工作年度报告",
        "year": year,
        "agency": agency,
        "level": "township",
        "published": f"{year + 1}-01-20",
        "index_number": None,
        "files": tuple(refs),
        "flags": (),
        "via": ((HOME, "年报"),),
    }
    return Sighting(**{**facts, **more})


def extracted(text: str, version: int = 1, tables: tuple[dict[str, Any], ...] = (), **more: Any) -> Extracted:
    facts: dict[str, Any] = {"status": "ok", "extractor": "html", "media_type": "text/html", "notes": ()}
    return Extracted(**{**facts, "version": version, "text": text, "tables": tables, **more})


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def kept(sight: SightingRecord, **more: Any) -> ReportDraft:
    """Join a sighting with the texts of its files, as crawler.versions.report does."""
    files = [file for file in sight.files if file.sha256]
    texts = [file.extracted.text if file.extracted else file.sha256 for file in files]
    facts: dict[str, Any] = {
        "portal": CODE,
        "agency": sight.agency,
        "level": sight.level,
        "year": sight.year,
        "title": sight.title,
        "published": sight.published,
        "index_number": sight.index_number,
        "url": sight.url,
        "key": sight.key,
        "files": tuple(
            KeptFile(
                role=f.role,
                url=f.url,
                key=f.key,
                name=f.name,
                fetch_id=f.fetch_id,
                sha256=f.sha256,
                media_type=f.media_type,
            )
            for f in files
        ),
        "body": 0,
        "content_key": digest("\n".join(sorted(texts))),
        "text_key": digest(texts[0]),
        "flags": sight.flags,
        "via": sight.via,
        "meta": sight.meta,
        "places": (Location(key=sight.key, url=sight.url),),
    }
    return ReportDraft(**{**facts, **more})


# --- a portal that can be harvested ---------------------------------------------------------------------------------
LISTS, REPORTS = 3, 7


def answer(visit: int, asked: FrontierEntry) -> Unit:
    """What the portal says: a home page, lists, report pages with an attachment each (every third one the same)."""
    key = asked.key
    if asked.kind == "home":
        links = tuple(candidate(f"{HOME}list{n}.html", 0.9, kind="list") for n in range(LISTS))
        return unit(visit, key, b"<p>home</p>", kind="home", links=links, content_key="home", memory={"seen": key})
    if asked.kind == "list":
        links = tuple(candidate(f"{key}/{n}.html", 0.5, kind="report") for n in range(REPORTS))
        return unit(visit, key, key.encode() * 50, kind="list", links=links, content_key=key, memory={"seen": key})
    if asked.kind == "file":
        number = int(key.rpartition("/")[2].partition(".")[0])
        body = b"%PDF- the same" if number % 3 == 0 else b"%PDF- " + key.encode() * 300
        return unit(visit, key, body, kind="file", wire={"headers": PDF})
    file = key.replace(".html", ".pdf")
    number = int(key.rpartition("/")[2].partition(".")[0])
    failed = number % 5 == 4
    exchanges = (failure(key), exchange(key, key.encode() * 20)) if failed else (exchange(key, key.encode() * 20),)
    return unit(
        visit,
        key,
        exchanges=exchanges,
        kind="report",
        content_key=digest(key),
        sightings=(sighting(key, 2010 + number, f"{key.split('/')[3]}局", (file,)),),
        links=(candidate(file, 0.8, kind="file"),),
        extracted=extracted(f"正文 {key}"),
        memory={"seen": key},
    )


def harvest(archive: Archive) -> None:
    """Visit the whole portal, or what an earlier harvest left of it."""
    archive.begin_run(**RUN)
    visit = archive.begin_visit(CODE, NAME, HOME)
    archive.frontier(visit.id).enqueue([candidate(HOME, kind="home")])
    while asked := archive.frontier(visit.id).next():
        archive.record(answer(visit.id, asked))
        archive.commit_if_due()
    for pending in archive.pending_extractions(visit.id):
        archive.record_extraction(pending.sha256, extracted(f"读 {pending.sha256}", extractor="pdf"))
    for sight in archive.sighted(visit.id, complete=True):
        archive.keep(visit.id, kept(sight))
        archive.commit_if_due()
    archive.looked(visit.id)
    archive.end_visit(visit.id, "complete", "")
    archive.end_run(0, "complete")
    archive.close()


TIMES = ("first_seen", "last_seen")


def timeless(record: dict[str, Any]) -> dict[str, Any]:
    files = [{**file, "fetched_at": "", "warc": {}} for file in record["files"]]
    return {**record, **dict.fromkeys(TIMES, ""), "files": files, "provenance": {**record["provenance"], "run": ""}}


def contents(site: Any) -> dict[str, Any]:
    """Everything about an archive that must not depend on how often its harvest was killed."""
    with site.read() as reader:
        assert list(fixity.faults(reader)) == []
        fetch, warc = models.Fetch, models.Warc
        fetches = Counter(
            (row.cycle, row.key, row.status) for row in reader.rows(select(fetch.cycle, fetch.key, fetch.status))
        )
        records = Counter()
        for row in reader.rows(select(warc.name, warc.sha256)):
            assert row.sha256 is not None
            with reader.warc(row.name) as file:
                for record in ArchiveIterator(io.BytesIO(file.read()), parse_http=False, verify_digests=True):
                    records[record.headers["WARC-Type"]] += 1
            assert path_of(row.name) in dict(reader.store.names("warc/"))
        cycles = {
            row.cycle for row in reader.rows(select(models.Visit.cycle).where(models.Visit.outcome == "complete"))
        }
        return {
            "export": [timeless(record) for record in corpus.records(reader, Selected(all_versions=True))],
            "blobs": sorted(key for key, _ in reader.store.names("blobs/")),
            "fetches": {(key, status): n for (cycle, key, status), n in fetches.items() if cycle == max(cycles)},
            "all_fetches": len(fetches) == sum(fetches.values()),
            "frontier": reader.rows(select(models.FrontierRow.key)),
            "answers": records["response"] + records["revisit"] + records["metadata"] == sum(fetches.values()),
        }
