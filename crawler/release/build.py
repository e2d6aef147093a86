"""Building a release: in a folder beside, moved into place when it is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import facts
from crawler.coverage import Ledger
from crawler.coverage.reading import ledgers
from crawler.health.calendar import CHINA
from crawler.release import about, descriptions, tables
from crawler.release.about import ReleaseFacts
from crawler.release.card import card
from storage.errors import as_storage_error
from storage.export import corpus
from storage.queries import Selected
from storage.release.soundness import Soundness

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.queries import ArchiveReader

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """What a release is to be made of. ``portals`` and ``years`` as they were asked for, for the descriptions."""

    codes: list[str] | None
    years: frozenset[int] | None
    asked_portals: str | None
    asked_years: str | None


def build(
    target: Path, reader: ArchiveReader, archive_url: str, registry: Mapping[str, Portal], order: ReleaseOrder
) -> ReleaseFacts:
    """Write a release into ``target``, which is missing or empty. Raises StorageError, and then leaves nothing there.

    Nothing depends on the clock: the same archive gives the same bytes.
    """
    run = reader.runs()[-1]
    known = about.of_run(run, order.asked_portals, order.asked_years)
    selected = Selected(portals=order.codes, years=order.years)
    unsound = list(Soundness(reader, archive_url).unsound(selected))
    with as_storage_error(f"cannot write {target}"), _moved_into(target) as folder:
        sound = replace(selected, without={one.document.id for one in unsound})
        records = facts.with_facts(corpus.records(reader, sound), reader)
        today = known.moment.astimezone(CHINA).date()

        def read() -> Iterator[Ledger]:
            return ledgers(reader, registry, order.codes, order.years, today)

        written = [*tables.write_reports(folder, records), *tables.write_rest(folder, read(), unsound)]
        states, outcomes = about.counted(read())
        listed = about.listed(folder, written, _digests(folder))
        known = replace(known, files=listed, states=states, outcomes=outcomes, left_out=tuple(unsound))
        _describe(folder, known)
    return known


def _describe(folder: Path, known: ReleaseFacts) -> None:
    described: dict[str, Callable[[ReleaseFacts], str]] = {
        "datapackage.json": lambda one: descriptions.dumped(descriptions.data_package(one)),
        "croissant.json": lambda one: descriptions.dumped(descriptions.croissant(one)),
        "CITATION.cff": descriptions.citation,
        "README.md": card,
    }
    for name, text in described.items():
        (folder / name).write_text(text(known), encoding="utf-8")
    sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(_digests(folder).items()))
    (folder / SUMS).write_text(sums, encoding="utf-8")


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    found = {}
    for path in folder.iterdir():
        with path.open("rb") as file:
            found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


@contextmanager
def _moved_into(target: Path) -> Iterator[Path]:
    """Give a folder that takes the place of ``target`` when the block ends well, and is removed otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    growing = target.with_name(f".{target.name}.{os.getpid()}")
    growing.mkdir()
    try:
        yield growing
        growing.replace(target)
    finally:
        shutil.rmtree(growing, ignore_errors=True)
