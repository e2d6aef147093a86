"""Which sightings of a visit are one report: several columns show it, as a page here and as a file there. Pure.

Sightings of one body and year belong together when they say the same, or nearly the same in another format. What is
known to be one document stays together, what is known to be two stays apart: readers get better, identity stays.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.extraction.base import Status
from crawler.versions import similarity

if TYPE_CHECKING:
    from storage.values import Extracted, KeptFile, SightedFile, SightingRecord, Standing

MOST = 20  # reports of one body and year that are compared; it has one, at odd times two


@dataclass(frozen=True, slots=True)
class Keys:
    """What extractors make of a report: which file carries its text, the key of that text, the key of everything."""

    body: int
    text: str
    content: str


@dataclass(frozen=True)
class ReadFile:
    """A file and what was read in it."""

    file: SightedFile | KeptFile
    text: Extracted | None

    @cached_property
    def said(self) -> tuple[str, str]:
        """Its format, and the key of its text, else its bytes'."""
        if self.text is None:
            return self.file.media_type, self.file.sha256
        return self.text.media_type, similarity.content_key(self.text) if self.text.text else self.file.sha256


def keys_of(reads: Sequence[ReadFile]) -> Keys:
    """Return the keys of a report's files as they are read."""
    body = similarity.choose_body([(read.file.role, read.text) for read in reads])
    text = reads[body].said[1]
    parts = sorted(":".join(read.said) for read in reads)
    return Keys(body, text, hashlib.sha256("\n".join([text, *parts]).encode()).hexdigest())


def keys_now(standing: Standing) -> Keys:
    """Return the keys that a version has for the newest extractions of its files."""
    return keys_of([ReadFile(file, text) for file, text in zip(standing.files, standing.extractions, strict=True)])


@dataclass(frozen=True)
class Candidate:
    """A report as one place shows it. ``body``: which of its files carries the text."""

    sight: SightingRecord
    files: tuple[ReadFile, ...]
    body: int
    agency: str | None
    level: str
    year: int
    flags: tuple[str, ...]

    @property
    def said(self) -> tuple[str, str]:
        """The format and the key of its text."""
        return self.files[self.body].said

    @cached_property
    def grams(self) -> Counter[str]:
        """The words of what was read."""
        text = self.files[self.body].text
        return similarity.grams(text.text) if text and text.status == Status.OK else Counter()


@dataclass
class ReportGroup:
    """Parts that are one report. ``said``: format → the text that it carries."""

    parts: list[Candidate] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    document: str | None = None

    def add(self, part: Candidate) -> None:
        """Add a part."""
        self.parts.append(part)
        self.said.setdefault(*part.said)
        self.document = self.document or part.sight.document

    def fits(self, part: Candidate) -> bool:
        """Whether nothing speaks against a part: another document, or other words in the same format."""
        apart = None not in {self.document, part.sight.document} and self.document != part.sight.document
        form, text = part.said
        return not apart and self.said.get(form, text) == text

    def certain(self, part: Candidate) -> bool:
        """Whether a part is known to be of this document, or says the very same."""
        return part.said in self.said.items() or (self.document is not None and self.document == part.sight.document)


def deduplicate(parts: Iterable[Candidate]) -> list[list[Candidate]]:
    """Return the parts in groups, one for each report; what is known first, then pages, then URL order."""
    bodies: defaultdict[tuple[str, int], list[ReportGroup]] = defaultdict(list)
    alone: list[list[Candidate]] = []
    for part in sorted(parts, key=_order):
        if part.agency is None:
            alone.append([part])
        else:
            _group(part, bodies[part.agency, part.year]).add(part)
    return alone + [group.parts for groups in bodies.values() for group in groups]


def _order(part: Candidate) -> tuple[bool, bool, bool, str]:
    sight = part.sight
    return sight.document is None, not sight.chief, part.files[0].file.role != "page", sight.url


def _group(part: Candidate, groups: list[ReportGroup]) -> ReportGroup:
    """Return the group that a part belongs to: the certain one, else the nearest, else one of its own."""
    fits = [group for group in groups[:MOST] if group.fits(part)]
    certain = next((group for group in fits if group.certain(part)), None)
    if certain is not None:
        return certain
    near = [(similarity.distance(group.parts[0].grams, part.grams), at) for at, group in enumerate(fits)]
    if near and min(near)[0] <= similarity.SAME:
        return fits[min(near)[1]]
    groups.append(ReportGroup())
    return groups[-1]
