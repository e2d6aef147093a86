"""What stands in an archive, run by run: manifest, journal, WARC files; and what of it cannot be trusted."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.audit import manifest
from storage.audit.journals import digest_of
from storage.blobs import Store
from storage.journal import reading
from storage.journal.writing import PREFIX
from storage.warc.records import SUFFIX, sha256

Say = Callable[[str], None]
WARCS, MANIFESTS = "warc/", "manifests/"
RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}(?=[-.])")
STATEMENTS = (
    "run",
    "warcs",
    "started",
    "ended",
    "exit_status",
    "reason",
    "software",
    "user_agent",
    "contact",
    "arguments",
)


@dataclass(slots=True)
class ArchivedRun:
    """What stands in the archive of one run. ``manifest`` is its text, ``facts`` what it says."""

    run: str
    manifest: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    journals: list[str] = field(default_factory=list)  # keys
    journal: str = ""  # key of a whole one
    warcs: list[str] = field(default_factory=list)  # names
    why: str = ""  # why it has no journal, if that is a loss
    damaged: bool = False  # its manifest

    @property
    def ended(self) -> str:
        """When the run ended, as its manifest says; "" when it was never sealed."""
        return str(self.facts.get("ended") or "")


def find(store: Store, folder: Path, fault: Say) -> dict[str, ArchivedRun]:
    """Return run → what stands of it in the archive; ``fault`` hears what is damaged."""
    found: defaultdict[str, ArchivedRun] = defaultdict(lambda: ArchivedRun(""))
    for key, _ in store.names(MANIFESTS):
        if key.endswith(".json") and (run := _run_in(key, fault)):
            found[run].manifest = key
    for key, _ in store.names(PREFIX):
        if run := _run_in(key, fault):
            found[run].journals.append(key)
    for name in sorted(_warcs(store, folder)):
        if run := _run_in(name, fault):
            found[run].warcs.append(name)
    for run, source in found.items():
        source.run = run
        _read_manifest(store, source, fault)
    _follow_chain(found, fault)
    for source in found.values():
        _choose_journal(store, source, fault)
    return dict(sorted(found.items()))


def _run_in(key: str, fault: Say) -> str:
    """Return the run that a file's name begins with; "" for a file of others, which is named and passed over."""
    run = RUN.match(key.rpartition("/")[2])
    if run is None:
        fault(f"{key}: passed over: its name is not that of a run's file")
    return run[0] if run else ""


def _warcs(store: Store, folder: Path) -> set[str]:
    names = {key.rpartition("/")[2].removesuffix(SUFFIX) for key, _ in store.names(WARCS)}
    names |= {path.name.removesuffix(SUFFIX) for path in folder.glob(f"{WARCS}*/*.warc.gz*")}
    return {name for name in names if name.endswith(".warc.gz")}


def _read_manifest(store: Store, source: ArchivedRun, fault: Say) -> None:
    """Take a manifest for true when it is one, of this run; else name it and pass it over."""
    if not source.manifest:
        return
    try:
        source.manifest = (store.get(source.manifest) or b"").decode()
        source.facts = json.loads(source.manifest)
        missing = [name for name in STATEMENTS if name not in source.facts]
    except (ValueError, TypeError) as error:
        _distrust(source, fault, f"{type(error).__name__}: {error}"[:200])
        return
    if missing or source.facts["run"] != source.run:
        _distrust(source, fault, f"it does not say {', '.join(missing)}" if missing else "it is another run's")


def _distrust(source: ArchivedRun, fault: Say, why: str) -> None:
    source.manifest, source.facts, source.damaged = "", {}, True
    fault(f"{manifest.key_of(source.run)}: passed over, it is damaged: {why}")


def _follow_chain(found: Mapping[str, ArchivedRun], fault: Say) -> None:
    """Pass over every manifest that is not the one which the run after it saw; name those that are missing."""
    # one that has a journal, and others after it, was sealed
    missing = {run for run in sorted(found)[:-1] if found[run].journals and not found[run].manifest}
    for source in sorted(found.values(), key=lambda each: (each.ended, each.run), reverse=True):
        before = source.facts.get("previous")
        if not before:
            continue
        known = found.get(before["run"])
        if known and known.manifest and sha256(known.manifest.encode()) != before["sha256"]:
            _distrust(known, fault, f"it is not what it was when {source.run} was sealed")
        elif not (known and known.manifest):
            missing.add(before["run"])
    for run in sorted(missing):
        if not (run in found and found[run].damaged):
            fault(f"{manifest.key_of(run)}: the manifest is missing")


def _choose_journal(store: Store, source: ArchivedRun, fault: Say) -> None:
    """Choose the journal that the manifest attests; without a manifest, one that is whole."""
    attested = source.facts.get("journal")
    if source.facts and not attested:
        source.why = "it was sealed by software that wrote no journals"
        return
    if attested:
        source.journals = [attested["file"]]
    for key in source.journals:
        why = _damage(store, key, attested["sha256"] if attested else None)
        if not why:
            source.journal = key
            return
        source.why = "its journal is damaged or missing"
        fault(f"{key}: passed over: {why}")


def _damage(store: Store, key: str, digest: str | None) -> str:
    file = store.download(key)
    if file is None:
        return "it is missing"
    with file:
        if digest and digest_of(file) != digest:
            return "its bytes do not have the digest in the manifest"
        file.seek(0)
        return reading.damage(file)
