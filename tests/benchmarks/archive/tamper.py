"""Whether ``scrapy fixity`` finds what somebody changed in an archive that a real harvest made.

    .venv/bin/python tests/benchmarks/archive/tamper.py [--portals 370305] [--folder DIR]

Two harvests (so that revisits are among the records), then one change at a time, each taken back: a flipped bit in
blobs and in WARC files (header, payload, gzip trailer), a deleted and a foreign file of every kind, a foreign record, and
for every column of every table a forged value. Lists the columns that are deliberately not covered, and exits 1 when
another one is missed.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import zlib
from contextlib import closing, contextmanager
from pathlib import Path

from ground import Ground, tail
from sqlalchemy import JSON, BigInteger, Boolean, Integer

from storage.audit import fixity
from storage.database.types import Moment
from storage.models import Base
from storage.queries import ArchiveReader

ALL = ("*",)
NOT_COVERED = {  # the working state of cycles and resources: made anew by every harvest, and no evidence of anything
    "frontier": ALL, "factor": ALL, "sighting": ALL, "list_page": ALL, "rejection": ALL, "resource": ALL,
    "run": ("manifest_stored", "notes"), "blob": ("stored",),  # written after the seal, or of what is still to be put
    "extraction": ("created",),  # when we read, not what
}  # fmt: skip


class Victim:
    def __init__(self, ground):
        self.ground = ground
        self.missed = []
        self.tried = 0

    def faults(self):
        with ArchiveReader.open(self.ground.database, self.ground.store) as reader:
            return list(fixity.faults(reader))

    def judge(self, what):
        self.tried += 1
        if not self.faults():
            self.missed.append(what)
            print(f"    missed: {what}", flush=True)

    def changed(self, what, path, data):
        before = path.read_bytes()
        path.write_bytes(data)
        self.judge(what)
        path.write_bytes(before)

    def files(self, pattern):
        return sorted(path for path in (self.ground.folder / "archive").glob(pattern) if path.is_file())

    def bits(self):
        rng = random.Random(7)
        for path in rng.sample(self.files("blobs/*/*/*/*"), 5):
            data = path.read_bytes()
            self.changed(f"a bit of blob {path.name}", path, flipped(data, rng.randrange(len(data))))
        for path in self.files("warc/*/*.gz"):
            for place, at in members(path.read_bytes(), rng):
                self.changed(f"a bit of {path.name}, {place}", path, flipped(path.read_bytes(), at))

    def deleted_and_foreign(self):
        for pattern in ("blobs/*/*/*/*", "warc/*/*", "cdxj/*/*", "manifests/*"):
            path = self.files(pattern)[0]
            away = self.ground.folder / "away"
            path.rename(away)
            self.judge(f"{path.name} deleted")
            away.rename(path)
            foreign = path.with_name(path.name.replace("20", "19", 1) if "blobs" not in str(path) else "0" * 64)
            shutil.copy(path, foreign)
            self.judge(f"{foreign.name} added")
            foreign.unlink()
        for path in self.files("warc/*/*.gz"):
            data = path.read_bytes()
            start, end = spans(data)[1]
            self.changed(f"a record added to {path.name}", path, data + data[start:end])

    def columns(self):
        for table in Base.metadata.sorted_tables:
            expected = NOT_COVERED.get(table.name, ())
            for column in table.columns:
                if expected != ALL and column.name not in expected:
                    self.column(table.name, column)

    def column(self, table, column):
        name = f'"{column.name}"'
        found = self.ground.ask(f'select rowid, {name} from "{table}" order by {name} is null, rowid limit 1')
        if not found:
            print(f"    nothing to forge: {table}.{column.name}")
            return
        [(row, value)] = found
        with self.tampered():
            self.write(f'update "{table}" set {name} = ? where rowid = ?', forged(column, value), row)
            self.judge(f"{table}.{column.name} forged, was {str(value)[:60]}")

    def rows(self):
        for table in Base.metadata.sorted_tables:
            last = f'(select max(rowid) from "{table.name}")'
            if NOT_COVERED.get(table.name) != ALL and self.ground.ask(f"select {last}")[0][0]:
                with self.tampered():
                    self.write(f'delete from "{table.name}" where rowid = {last}')
                    self.judge(f"a row of {table.name} deleted")

    def write(self, statement, *values):
        with closing(sqlite3.connect(self.ground.folder / "nianbao.db")) as connection, connection:
            connection.execute(statement, values)

    @contextmanager
    def tampered(self):
        """Put the database back as it was."""
        path, copy = self.ground.folder / "nianbao.db", self.ground.folder / "copy.db"
        self.write("pragma wal_checkpoint(truncate)")
        shutil.copy(path, copy)
        yield
        self.write("pragma wal_checkpoint(truncate)")
        shutil.copy(copy, path)


def forged(column, value):
    if isinstance(column.type, Boolean):
        return 1 - (value or 0)
    if isinstance(column.type, Moment):
        return "2001-02-03 04:05:06.000000"
    if isinstance(column.type, JSON):
        return '{"forged": "1"}' if str(value).startswith("{") else '["forged"]'
    if isinstance(column.type, Integer | BigInteger):
        return (value or 0) + 1_000_003
    return f"{value or ''}x"


def flipped(data, at):
    changed = bytearray(data)
    changed[at] ^= 1 << at % 8
    return bytes(changed)


def spans(data):
    """Return (start, end) of every gzip member."""
    found, at = [], 0
    while at < len(data):
        one = zlib.decompressobj(31)
        one.decompress(data[at:])
        end = len(data) - len(one.unused_data)
        found.append((at, end))
        at = end
    return found


def members(data, rng):
    """Yield (place, offset) in the first, the last and two more records: gzip header, head, payload, trailer."""
    found = spans(data)
    for number in sorted({0, len(found) - 1, *(rng.randrange(len(found)) for _ in range(2))}):
        start, end = found[number]
        for place, at in (
            ("gzip header", start + rng.randrange(10)),
            ("record head", start + 12),
            ("payload", (start + end) // 2),
            ("gzip trailer", end - 1 - rng.randrange(8)),
        ):
            yield f"{place} of record {number} at {at - start}", at


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portals", default="370305")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with Ground(options.folder, DOWNLOAD_DELAY=0) as ground:
        for _ in range(2):
            process = ground.harvest("revisit=all", portals=options.portals)
            assert process.returncode == 0, tail(process)
        victim = Victim(ground)
        assert victim.faults() == [], victim.faults()
        for kind in (victim.bits, victim.deleted_and_foreign, victim.columns, victim.rows):
            before = victim.tried, len(victim.missed)
            kind()
            print(
                f"{kind.__name__}: {victim.tried - before[0]} tried, {len(victim.missed) - before[1]} missed",
                flush=True,
            )
        assert victim.faults() == [], victim.faults()[:5]
        print("deliberately not covered:", NOT_COVERED)
    return len(victim.missed)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
