"""From what a visit saw to what is kept: a second look at each sighting, now with the text of its files. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from crawler.extraction.base import ExtractedText, Status
from crawler.versions import deduplicate, similarity
from crawler.versions.deduplicate import Candidate, ReadFile, keys_of
from crawler.versions.resolve import WEAK_AGENCY, ReportIdentity, resolve
from spiders.pages.archives import member_titles
from spiders.reports import Context, NotAReport, QualityFlag, classify
from storage.values import Extracted
from storage.versions.values import KeptFile, Location, ReportDraft
from storage.versions.whole_texts import whole_texts
from storage.vocabulary import FileRole

if TYPE_CHECKING:
    from spiders.portals import Portal
    from storage.versions.values import SightedFile, SightingRecord

UNREADABLE = "unreadable"  # the reason: a report was seen, and nothing of it could be had
NO_YEAR = "no_year"  # the reason: neither its link nor its text tells the year
LOST = frozenset({UNREADABLE, NO_YEAR})  # reasons of reports that the portal lists and nobody can use
MAX_DIFFERENCE = 0.2  # share of the text in which two renditions may differ before it is flagged


def extracted(text: ExtractedText) -> Extracted:
    """Return an extraction in the archive's words."""
    return Extracted(
        status=text.status,
        extractor=text.extractor,
        version=text.version,
        media_type=text.media_type,
        text=text.text,
        tables=tuple({"kind": table.kind, "rows": table.rows} for table in text.tables),
        notes=text.notes,
        members=tuple((one.name, one.lines, one.tables) for one in text.members),
    )


def look(sight: SightingRecord, portal: Portal) -> Candidate | NotAReport:
    """Look at a sighting again, now with what was read in its files."""
    files = _read(sight)
    if not files:
        return NotAReport(UNREADABLE, "none of its files could be had")
    body = keys_of(files).body
    text = files[body].text
    if text is None or text.status != Status.OK:
        identity = ReportIdentity(sight.year, sight.agency, sight.level, sight.flags)
    else:
        verdict = classify(sight.title, sight.url, _context(sight, portal), text.text)
        if isinstance(verdict, NotAReport):
            return verdict
        identity = resolve(sight, verdict)
    if any(file.truncated for file in sight.files if file.sha256):
        identity = replace(identity, flags=(*identity.flags, QualityFlag.TRUNCATED))
    if text is not None and len(_bodies_named(sight, portal, text)) > 1:
        identity = replace(identity, flags=(*identity.flags, QualityFlag.SEVERAL_BODIES))
    if text is not None and text.media_type.startswith("image/"):
        identity = replace(identity, flags=(*identity.flags, QualityFlag.PAGE_IMAGES))
    if not identity.year:
        return NotAReport(NO_YEAR, "neither title nor text says which year is reported on")
    return Candidate(sight, files, body, identity.agency, identity.level, identity.year, identity.flags)


def _read(sight: SightingRecord) -> tuple[ReadFile, ...]:
    """Return the files of a sighting that could be had, an article's further pages joined to its first."""
    had = [file for file in sight.files if file.sha256 and not _is_another_report(sight, file)]
    texts = whole_texts(had, [file.extracted for file in had])
    return tuple(ReadFile(file, text) for file, text in zip(had, texts, strict=True))


def _is_another_report(sight: SightingRecord, file: SightedFile) -> bool:
    """Tell whether a further page begins with the title of another year's report: "next" led to the next article."""
    if file.role != FileRole.FURTHER_PAGE or file.extracted is None:
        return False
    verdict = classify(file.extracted.text.partition("\n")[0], sight.url)
    return not isinstance(verdict, NotAReport) and not (
        verdict.year in {0, sight.year} and verdict.agency in {None, sight.agency}
    )


def join(candidates: Iterable[Candidate], portal: str) -> Iterator[ReportDraft]:
    """Yield what to keep, in URL order: one report for all the places that show it."""
    groups = [group for group in deduplicate.deduplicate(candidates) if not all(part.sight.earlier for part in group)]
    for group in sorted(groups, key=lambda group: min((part.sight.url, part.year) for part in group)):
        standing = [part for part in group if not part.sight.missing]
        draft = _draft(group, portal)
        yield draft if len(standing) == len(group) else replace(draft, alone=_draft(standing, portal))


def _bodies_named(sight: SightingRecord, portal: Portal, text: Extracted) -> set[str]:
    """Return the bodies that the files of an archive are called by; none for a file of an archive, or any other."""
    context = replace(_context(sight, portal), agency=None, anchor="", column=sight.title)
    names = chain.from_iterable(member_titles(name) for name, *_ in text.members)
    verdicts = (classify(name, sight.url, context) for name in names)
    return {verdict.agency for verdict in verdicts if not isinstance(verdict, NotAReport) and verdict.agency}


def _context(sight: SightingRecord, portal: Portal) -> Context:
    return Context(
        portal_code=portal.code,
        portal_name=portal.name,
        agency=None if WEAK_AGENCY & set(sight.flags) else sight.agency,
        column=sight.meta.get("column", ""),
        breadcrumb=tuple(filter(None, sight.meta.get("breadcrumb", "").split(" > "))),
        column_type=sight.meta.get("column_type", ""),
        content_source=sight.meta.get("content_source", ""),
        anchor=sight.via[0][1] if sight.via else "",
        heading=sight.meta.get("heading", ""),
    )


def _draft(group: Sequence[Candidate], portal: str) -> ReportDraft:
    """Return the report that a group of places shows."""
    owned = _files(group)
    files = [read for _, read in owned]
    keys = keys_of(files)
    standing = [part for part in group if not part.sight.missing]
    chief = _chief(owned[keys.body][0], standing)
    sights = [part.sight for part in standing]
    texts = _grams(files)
    flags = [*chief.flags, QualityFlag.RENDITIONS_DISAGREE] if _disagree(texts, keys.body) else chief.flags
    return ReportDraft(
        portal=portal,
        agency=chief.agency,
        level=chief.level,
        year=chief.year,
        title=chief.sight.title,
        published=_first_known(chief.sight.published, *(sight.published for sight in sights)),
        index_number=_first_known(chief.sight.index_number, *(sight.index_number for sight in sights)),
        url=chief.sight.url,
        key=chief.sight.key,
        files=tuple(_file(read) for read in files),
        body=keys.body,
        flags=tuple(dict.fromkeys(flags)),
        via=tuple(dict.fromkeys(chain.from_iterable(sight.via for sight in sights))),
        meta=chief.sight.meta,
        text_key=keys.text,
        content_key=keys.content,
        places=tuple(map(_location, sights)),
        renditions=tuple(files[at].file.sha256 for at in _same(texts, keys.body)),
    )


def _chief(owner: Candidate, standing: Sequence[Candidate]) -> Candidate:
    """Return the place that describes the report: the one that has its body, if it stands."""
    return owner if owner in standing else standing[0]


def _first_known(*values: str | None) -> str | None:
    return next(filter(None, values), None)


def _files(group: Sequence[Candidate]) -> list[tuple[Candidate, ReadFile]]:
    """Return all files with their places, less what a later place has that an earlier one says in the same format."""
    files: list[tuple[Candidate, ReadFile]] = []
    known: set[tuple[str, str]] = set()
    for part in group:
        new = [read for read in part.files if read.rendition not in known]
        known.update(read.rendition for read in new)
        files += [(part, read) for read in new]
    return files


def _grams(files: Sequence[ReadFile]) -> dict[int, Counter[str]]:
    """Return position → grams of the files in which a text was read."""
    whole = [(at, read) for at, read in enumerate(files) if read.file.role != FileRole.FURTHER_PAGE]
    texts = {at: read.text.text for at, read in whole if read.text and read.text.text}
    return {at: similarity.grams(text) for at, text in texts.items()} if len(texts) > 1 else {}


def _disagree(texts: Mapping[int, Counter[str]], body: int) -> bool:
    """Tell whether a rendition at least half as long as the body differs from it so much that it is to be flagged."""
    main = texts.get(body)
    if main is None:
        return False
    long = [text for at, text in texts.items() if at != body and text.total() > main.total() // 2]
    return any(similarity.difference(main, text) > MAX_DIFFERENCE for text in long)


def _same(texts: Mapping[int, Counter[str]], body: int) -> list[int]:
    """Return the positions of the other files that say what the body says."""
    main = texts.get(body)
    if main is None:
        return []
    others = [at for at in texts if at != body]
    return [at for at in others if similarity.distance(main, texts[at]) <= similarity.MAX_DISTANCE]


def _location(sight: SightingRecord) -> Location:
    return Location(key=sight.key, url=sight.url, seen=not sight.earlier)


def _file(read: ReadFile) -> KeptFile:
    file = read.file
    return KeptFile(
        role=file.role,
        url=file.url,
        key=file.key,
        name=file.name,
        fetch_id=file.fetch_id,
        sha256=file.sha256,
        media_type=read.rendition[0],
        part=file.part,
    )
