"""A portal that changes between harvests, a day or more apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from invented_portal import HOME, NAME, T0, candidate, extracted, kept, sighting, unit

from storage.values import FileRef, ListSeen, part_key
from storage.versions import disappearances, keep
from storage.versions.values import Change, ReportDraft

A, B, C = f"{HOME}a.html", f"{HOME}b.html", f"{HOME}c.html"
LIST = f"{HOME}list.html"
BROKEN = "the server cannot send it now"
MEDIA = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@dataclass
class Page:
    """A report as it stands on the portal: its text, agency, year and attachments (name → text)."""

    text: str
    agency: str | None = "金贵镇"
    year: int = 2020
    files: dict[str, str] = field(default_factory=dict)
    status: int = 200
    listed: bool = True
    asked: bool = True
    html: str = ""  # differs while the text is the same
    bare: str = ""  # pdf or docx: the list leads to a file
    bodies: tuple[str, ...] = ()  # whose reports stand on the page, instead of one agency's


class World:
    """Harvests of one archive, a day apart."""

    def __init__(self, archive: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive = archive
        self.code = code
        self.day = 0

        class Clock:
            @staticmethod
            def now(_zone: Any) -> Any:
                return T0 + timedelta(days=self.day)

        monkeypatch.setattr(keep, "datetime", Clock)
        monkeypatch.setattr(disappearances, "datetime", Clock)

    def harvest(
        self,
        pages: dict[str, Page],
        *,
        outcome: str = "complete",
        days: int = 1,
        reader: int = 1,
        list_read: bool | None = None,
        unproven: dict[str, tuple[str, ...]] | None = None,
    ) -> list[Change]:
        """Visit the portal as it is now; return what happened to documents. Complete visits have read the list.

        ``unproven``: further lists with the entries seen on them, of which nobody knows whether they were read to the end.
        """
        self.day += days
        archive = self.archive
        visit = archive.begin_visit(self.code, NAME, HOME)
        if outcome == "complete" if list_read is None else list_read:
            archive.frontier(visit.id).enqueue([candidate(LIST)])
            entries = tuple(key for key, page in pages.items() if page.listed)
            listing = ListSeen(column=LIST, page=0, entries=entries, total=None, pages=None, more=False)
            archive.proven(visit.id, [LIST] if entries else [])
            archive.record(unit(visit.id, LIST, " ".join(entries).encode(), listing=listing, content_key=str(entries)))
        for column, seen in (unproven or {}).items():
            archive.frontier(visit.id).enqueue([candidate(column)])
            listing = ListSeen(column=column, page=0, entries=seen, total=None, pages=None, more=False)
            archive.record(unit(visit.id, column, " ".join(seen).encode(), listing=listing, content_key=str(seen)))
        for key, page in pages.items():
            if page.asked:
                archive.frontier(visit.id).enqueue([candidate(key, kind="report")])
                self._record(visit.id, key, page, reader)
        complete = outcome == "complete"
        changes = [archive.keep(visit.id, one, complete=complete) for one in self._kept(visit.id, complete=complete)]
        changes += archive.looked(visit.id, complete=complete)
        archive.end_visit(visit.id, outcome, "")
        return [change for change in changes if change.kind != "unchanged"]

    def _kept(self, visit: int, *, complete: bool) -> Iterable[ReportDraft]:
        """Return what to keep, place by place."""
        found = self.archive.sighted(visit, complete=complete)
        good = (sight for sight in found if not sight.earlier and any(file.sha256 for file in sight.files))
        return [kept(sight, portal=self.code) for sight in good]

    def _record(self, visit: int, key: str, page: Page, reader: int) -> None:
        archive = self.archive
        if page.status != 200:
            state = "done" if page.status in {404, 410} else "blocked"
            archive.record(unit(visit, key, b"no", wire={"status": page.status}, kind="report", state=state))
            return
        files = {f"{key}/{name}": text for name, text in page.files.items()}
        seen = sighting(key, page.year, page.agency, files)
        if page.bare:
            seen = replace(seen, files=(FileRef(key=key, url=key, name="", role="attachment"),))
        several = (replace(sighting(key, page.year, body), key=part_key(key, body)) for body in page.bodies)
        media_type = MEDIA.get(page.bare, "text/html")
        archive.record(
            unit(
                visit,
                key,
                f"{page.bare}<p>{page.text}</p>{page.html}".encode(),
                kind="file" if page.bare else "report",
                sightings=tuple(several) or (seen,),
                links=tuple(candidate(file, kind="file") for file in files),
                extracted=extracted(page.text, reader, media_type=media_type),
            )
        )
        for file, text in files.items():
            if text == BROKEN:
                archive.record(unit(visit, file, b"no", wire={"status": 503}, kind="file", state="failed"))
                continue
            read = extracted(text.partition("%")[0], reader, media_type=MEDIA.get(file.rpartition(".")[2], ""))
            archive.record(unit(visit, file, text.encode(), kind="file", extracted=read))

    def kinds(self, *args: Any, **kwargs: Any) -> list[tuple[str, ...]]:
        return [change.events for change in self.harvest(*args, **kwargs)]
