"""Facts where readings meet: the facts of a document out of those of its files, and making them anew.

The mapper is pure and knows one rendition; here its results are kept beside the extractions, and joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from crawler.extraction.statutory.arithmetic import checks
from crawler.extraction.statutory.comparable import comparable
from crawler.extraction.statutory.facts import VERSION, Fact, facts
from crawler.extraction.statutory.numbers import FigureState
from spiders.reports import QualityFlag
from storage.vocabulary import FileRole

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.queries import ArchiveReader

RECOGNISER = "ocr"

Record = dict[str, Any]


def mapped(extractor: str, text: str, tables: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Return the facts of one extraction. How sure a recogniser was of each figure is not known yet."""
    certainty = None if extractor == RECOGNISER else 1.0
    return facts([table["rows"] for table in tables], text, certainty)


def remap(archive: Archive, step: Callable[[], None]) -> int:
    """Find and keep the facts of every good extraction that this mapper has not read; return how many were read.

    Raises StorageError. What was kept stays when it is interrupted.
    """
    done, last = 0, 0
    while found := archive.facts.unmapped(VERSION, after=last):
        sets = {one.extraction: mapped(one.extractor, one.text, one.tables) for one in found}
        archive.facts.keep(VERSION, {key: [fact.as_record() for fact in kept] for key, kept in sets.items()})
        archive.commit()
        done, last = done + len(found), found[-1].extraction
        for _ in found:
            step()
    return done


def with_facts(records: Iterator[Record], reader: ArchiveReader | None = None) -> Iterator[Record]:
    """Add facts, comparable figures and checks to export records, and flags where renditions disagree.

    What the current mapper has found before is taken from the archive; else it is found now.
    """
    for record in records:
        found = _of_files(record, reader)
        body = record["body"]
        verdicts = [checks(each, file["text"]) for each, file in zip(found, record["files"], strict=True)]
        joined = list(_joined(found, body))
        yield {
            **record,
            "facts": [{**fact.as_record(), "file": file} for file, fact in joined],
            "comparable": [one.as_record() for one in comparable([fact for _, fact in joined])],
            "checks": verdicts[body],
            "flags": [*record["flags"], *_disagreements(verdicts, found)],
            "provenance": {**record["provenance"], "mapper": VERSION},
        }


def _of_files(record: Record, reader: ArchiveReader | None) -> list[list[Fact]]:
    keys = [(f["sha256"], f["extraction"]["extractor"], f["extraction"]["version"]) for f in record["files"]]
    kept = reader.facts(VERSION, keys) if reader else {}
    found: list[list[Fact]] = []
    roles = [file.get("role") for file in record["files"]]
    for key, file, following in zip(keys, record["files"], [*roles[1:], ""], strict=True):
        if file.get("role") == FileRole.FURTHER_PAGE:  # the page that it goes on with says it too, and more of it
            found.append([])
        elif key in kept and following != FileRole.FURTHER_PAGE and not file.get("part"):
            found.append([Fact(**fact) for fact in kept[key]])
        else:
            found.append(mapped(key[1] or "", file["text"], file["tables"]))
    return found


def _joined(found: Sequence[Sequence[Fact]], body: int) -> Iterator[tuple[int, Fact]]:
    """Yield file and fact: each table from the body, or else from the first file that has it.

    A sheet of figures is often an attachment of a page that has the text alone.
    """
    seen: set[str] = set()
    for number in sorted(range(len(found)), key=lambda at: (at != body, at)):
        tables = {_table(fact) for fact in found[number] if fact.state != FigureState.ABSENT} - seen
        yield from ((number, fact) for fact in found[number] if _table(fact) in tables)
        seen |= tables


def _table(fact: Fact) -> str:
    """Return which table a fact is of: review and litigation are one."""
    first = fact.field.partition(".")[0]
    return "litigation" if first == "review" else first


def _disagreements(verdicts: Sequence[Sequence[Mapping[str, Any]]], found: Sequence[Sequence[Fact]]) -> list[str]:
    """Return the flags of renditions that cannot both be read right."""
    judged: defaultdict[str, set[bool | None]] = defaultdict(set)
    for check in chain.from_iterable(verdicts):
        judged[check["rule"]].add(check["ok"])
    values: defaultdict[str, set[float]] = defaultdict(set)
    for fact in chain.from_iterable(found):
        if fact.value is not None and fact.source == "cell":
            values[fact.field].add(fact.value)
    flags = {
        QualityFlag.RENDITION_CHECKS_DISAGREE: any(results >= {True, False} for results in judged.values()),
        QualityFlag.RENDITION_FACTS_DISAGREE: any(len(numbers) > 1 for numbers in values.values()),
    }
    return [flag for flag, is_raised in flags.items() if is_raised]
