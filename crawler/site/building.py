"""From an archive to the files of its site: one portal at a time, so that memory does not grow with the reports."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any

from crawler import SOFTWARE
from crawler.coverage import LEVELS, Ledger, State
from crawler.coverage.reading import ledgers
from crawler.facts import with_facts
from crawler.health.calendar import CHINA
from crawler.site import portal_data, shown
from crawler.site.feed import feed
from crawler.site.figures import PortalFigures
from crawler.site.portal_data import LETTERS, key_of
from crawler.site.provinces import PROVINCES
from crawler.site.report_data import MAX_VERSIONS, report
from crawler.site.scripts import script
from storage.export import corpus, history
from storage.export.corpus import stamp
from storage.health import findings
from storage.queries import Selected
from storage.vocabulary import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.site.folder import SiteFolder
    from spiders.portals import Portal
    from storage.export.history import LastRun
    from storage.queries import ArchiveReader

Record = dict[str, Any]
WEEK = timedelta(days=7)
MAX_VISITS = 60
MAX_FINDINGS = 30
MAX_EVENTS = 60  # of a portal
MAX_CHANGES = 300  # of the archive, in a week
TELLING = (EventKind.SUBSTANTIVE, EventKind.RENDITION, EventKind.MOVED, EventKind.GONE, EventKind.RETURNED)
SCRIPTS = ("core.js", "parts.js", "country.js", "portal.js", "chart.js", "report.js", "start.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a site is to show. ``codes``: None is all that were ever visited. ``replay``: where captures are shown."""

    codes: list[str] | None
    years: frozenset[int] | None
    replay: str


@dataclass(slots=True)
class Totals:
    """What the first page knows of the portals that passed."""

    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    by_year: dict[str, dict[int, Counter[State]]] = field(default_factory=dict)

    def add(self, ledger: Ledger) -> None:
        """Take a portal."""
        self.codes.append(ledger.code)
        self.names.append(shown.line(ledger.name, 40))
        self.counts.append(portal_data.letters(ledger.counts()))
        self.outcomes.append(str(ledger.outcome))
        self.visited.append(ledger.visited[:10])
        years = self.by_year.setdefault(ledger.code[:2], {})
        for year, states in portal_data.by_year(ledger).items():
            years.setdefault(year, Counter()).update(states)


def build(
    folder: SiteFolder, reader: ArchiveReader, registry: Mapping[str, Portal], wanted: Wanted, step: Callable[[], None]
) -> tuple[int, int]:
    """Write all files of a site; return how many portals and reports it shows. ``step`` is called after each portal.

    What is "now" is the archive's last run: the same archive gives the same bytes. Raises StorageError.
    """
    run = history.last_run(reader)
    totals, reports = Totals(), 0
    today = run.at.astimezone(CHINA).date() if run else None
    if run and today:
        found = ledgers(reader, registry, wanted.codes, wanted.years, today)
        selected = Selected(portals=wanted.codes, years=wanted.years, all_versions=True)
        for ledger, records in _joined(found, with_facts(corpus.records(reader, selected), reader)):
            reports += _reports(folder, ledger.code, records)
            _portal(folder, reader, ledger, wanted)
            totals.add(ledger)
            step()
    summary = summary_of(totals, registry, run, wanted)
    names = dict(zip(totals.codes, totals.names, strict=True))
    summary["week"] = _changes(folder, reader, run, wanted, names)
    summary["findings"] = [
        portal_data.finding(one) for one in findings.last_of(reader.connection, "", MAX_FINDINGS) if one.closed is None
    ]
    folder.write("data/summary.js", script("summary", summary))
    write_static(folder)
    return len(totals.codes), reports


def _joined(found: Iterable[Ledger], records: Iterator[Record]) -> Iterator[tuple[Ledger, Iterable[Record]]]:
    """Yield each portal with the records of its reports: both come in the order of codes."""
    portals = groupby(records, key=lambda record: str(record["portal"]["code"]))
    code, group = next(portals, ("", iter(())))
    for ledger in found:
        if ledger.code == code:
            yield ledger, group
            code, group = next(portals, ("", iter(())))
        else:
            yield ledger, ()


def _reports(folder: SiteFolder, code: str, records: Iterable[Record]) -> int:
    """Write a portal's reports, a file each, and its figures; return how many."""
    figures, number = PortalFigures(), 0
    for document, versions in groupby(records, key=lambda record: str(record["id"])):
        kept: list[Record] = []
        for version in versions:
            kept = [*kept[1 - MAX_VERSIONS :], version]
        if kept[-1]["gone_since"] is None:
            figures.add(kept[-1])
        key = key_of(document, code)
        folder.write(f"data/{code}/{key}.js", script(f"report/{document}", report(kept)))
        number += 1
    folder.write(f"data/{code}/figures.js", script(f"figures/{code}", figures.data()))
    return number


def _portal(folder: SiteFolder, reader: ArchiveReader, ledger: Ledger, wanted: Wanted) -> None:
    code = ledger.code
    visits = history.last_visits(reader, code, MAX_VISITS)
    found = findings.last_of(reader.connection, code, MAX_FINDINGS)
    of_portal = Selected(portals=[code], years=wanted.years)
    events = history.last_events(reader, of_portal, TELLING, MAX_EVENTS)
    folder.write(f"data/{code}.js", script(f"portal/{code}", portal_data.portal(ledger, visits, found, events)))


def summary_of(totals: Totals, registry: Mapping[str, Portal], run: LastRun | None, wanted: Wanted) -> Record:
    """Return what the first page needs: short, since everybody loads it."""
    registered = Counter(code[:2] for code in registry)
    years = sorted({year for states in totals.by_year.values() for year in states})
    return {
        "software": SOFTWARE,
        "run": {"id": run.id, "at": stamp(run.at)} if run else None,
        "replay": wanted.replay,
        "levels": LEVELS,
        "states": {letter: state for state, letter in LETTERS.items()},
        "years": years,
        "provinces": [
            [one.code, one.short, one.chinese, one.english, one.row, one.column, registered[one.code]]
            for one in PROVINCES
        ],
        "byYear": {
            code: [portal_data.letters(states.get(year, Counter())) for year in years]
            for code, states in sorted(totals.by_year.items())
        },
        "codes": totals.codes,
        "names": totals.names,
        "counts": totals.counts,
        "outcomes": _numbered(totals.outcomes),
        "visited": _numbered(totals.visited),
    }


def _numbered(words: Iterable[str]) -> Record:
    """Return words that come again and again as numbers of the few that there are."""
    numbers: dict[str, int] = {}
    at = [numbers.setdefault(word, len(numbers)) for word in words]
    return {"words": list(numbers), "at": at}


def _changes(
    folder: SiteFolder, reader: ArchiveReader, run: LastRun | None, wanted: Wanted, names: Mapping[str, str]
) -> Record:
    """Write what changed in the week before the last run, and its feed; return it in numbers."""
    codes: Collection[str] = list(names)
    selected = Selected(portals=codes if wanted.codes is not None else None, years=wanted.years)
    counts: list[tuple[str, str, str, EventKind, int]] = []
    events: list[history.DocumentEvent] = []
    if run:
        selected = replace(selected, since=run.started - WEEK)
        counts = history.counted_events(reader, selected)
        events = history.last_events(reader, selected, TELLING, MAX_CHANGES)
    portals: dict[str, Counter[str]] = {}
    for _, portal, _, kind, number in counts:
        portals.setdefault(portal, Counter())[kind] += number
    total = sum(portals.values(), Counter())
    week = {"since": stamp(run.started - WEEK) if run else "", "kinds": dict(sorted(total.items()))}
    data = {
        **week,
        "until": stamp(run.at) if run else "",
        "portals": [[code, dict(sorted(kinds.items()))] for code, kinds in sorted(portals.items())],
        "events": [portal_data.event(one) for one in events],
    }
    folder.write("data/changes.js", script("changes", data))
    kinds = {kind: f"{chinese} {english}" for kind, (chinese, english) in words()["event"].items()}
    folder.write("feed.xml", feed(stamp(run.at) if run else "1970-01-01T00:00:00Z", counts, events, names, kinds))
    return week


def words() -> dict[str, dict[str, list[str]]]:
    """Return every word of the site: room → name → Chinese and English."""
    return tomllib.loads(static_file("words.toml").decode())


def write_static(folder: SiteFolder) -> None:
    """Write the page, its looks, its scripts and its words."""
    folder.write("index.html", static_file("index.html"))
    folder.write("site.css", static_file("site.css"))
    folder.write("site.js", b"\n".join(map(static_file, SCRIPTS)) + script("words", words()))


def static_file(name: str) -> bytes:
    """Return a file of the package's folder ``static``."""
    return resources.files(__package__).joinpath("static", name).read_bytes()
