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
from storage.vocabulary import FileRole

if TYPE_CHECKING:
    from storage.values import Extracted
    from storage.versions.values import KeptFile, SightedFile, SightingRecord, Standing

MAX_GROUPS = 20  # of one body and year that are compared; it has one, at odd times two


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
    def rendition(self) -> tuple[str, str]:
        """Its format, and the key of its text, else its bytes'."""
        if self.text is None:
            return self.file.media_type, self.file.sha256
        return self.text.media_type, similarity.content_key(self.text) if self.text.text else self.file.sha256


def keys_of(reads: Sequence[ReadFile]) -> Keys:
    """Return the keys of a report's files as they are read."""
    body = similarity.choose_body([(read.file.role, read.text) for read in reads])
    text = reads[body].rendition[1]
    parts = sorted(":".join(read.rendition) for read in reads)
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
    def rendition(self) -> tuple[str, str]:
        """The format and the key of its text."""
        return self.files[self.body].rendition

    @cached_property
    def grams(self) -> Counter[str]:
        """The words of what was read."""
        text = self.files[self.body].text
        return similarity.grams(text.text) if text and text.status == Status.OK else Counter()


@dataclass
class ReportGroup:
    """Candidates that are one report. ``texts``: format → key of the text that it carries."""

    candidates: list[Candidate] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    document: str | None = None

    def add(self, candidate: Candidate) -> None:
        """Add a candidate."""
        self.candidates.append(candidate)
        self.texts.setdefault(*candidate.rendition)
        self.document = self.document or candidate.sight.document

    def fits(self, candidate: Candidate) -> bool:
        """Whether nothing speaks against a candidate: another document, or other words in the same format."""
        document = candidate.sight.document
        if None not in {self.document, document} and self.document != document:
            return False
        media_type, text = candidate.rendition
        return self.texts.get(media_type, text) == text

    def certain(self, candidate: Candidate) -> bool:
        """Whether a candidate is known to be of this document, or says the very same."""
        known = self.document is not None and self.document == candidate.sight.document
        return known or candidate.rendition in self.texts.items()


def deduplicate(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """Return the candidates in groups, one for each report; what is known first, then pages, then URL order."""
    bodies: defaultdict[tuple[str, int], list[ReportGroup]] = defaultdict(list)
    alone: list[list[Candidate]] = []
    for candidate in sorted(candidates, key=_order):
        if candidate.agency is None:
            alone.append([candidate])
        else:
            _group(candidate, bodies[candidate.agency, candidate.year]).add(candidate)
    return alone + [group.candidates for groups in bodies.values() for group in groups]


def _order(candidate: Candidate) -> tuple[bool, bool, bool, str]:
    sight = candidate.sight
    return sight.document is None, not sight.chief, candidate.files[0].file.role != FileRole.PAGE, sight.url


def _group(candidate: Candidate, groups: list[ReportGroup]) -> ReportGroup:
    """Return the group that a candidate belongs to: the certain one, else the nearest, else one of its own."""
    fitting = [group for group in groups[:MAX_GROUPS] if group.fits(candidate)]
    certain = next((group for group in fitting if group.certain(candidate)), None)
    if certain is not None:
        return certain
    distances = [similarity.distance(group.candidates[0].grams, candidate.grams) for group in fitting]
    if distances and min(distances) <= similarity.MAX_DISTANCE:
        return fitting[distances.index(min(distances))]
    groups.append(ReportGroup())
    return groups[-1]
