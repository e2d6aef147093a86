from __future__ import annotations

import io
import random
from collections import Counter
from typing import Any

import dying
import invented_portal as portal
import pytest
from fastwarc import ArchiveIterator
from invented_portal import Site
from sqlalchemy import select

from storage import export, fixity, models
from storage.queries import Selected
from storage.warc import path_of

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
            "export": [timeless(record) for record in export.records(reader, Selected(all_versions=True))],
            "blobs": sorted(key for key, _ in reader.store.names("blobs/")),
            "fetches": {(key, status): n for (cycle, key, status), n in fetches.items() if cycle == max(cycles)},
            "all_fetches": len(fetches) == sum(fetches.values()),
            "frontier": reader.rows(select(models.Frontier.key)),
            "answers": records["response"] + records["revisit"] + records["metadata"] == sum(fetches.values()),
        }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("undisturbed")
    site = Site(f"sqlite:///{folder / 'x.db'}", str(folder / "archive"), folder / "spool")
    portal.harvest(site.open())
    return contents(site)


def test_the_portal_is_worth_the_trouble(undisturbed):
    assert len(undisturbed["export"]) == portal.LISTS * portal.REPORTS
    assert undisturbed["all_fetches"]
    assert undisturbed["answers"]
    assert undisturbed["frontier"] == []


def finish(site: Site, nursery: dying.Nursery) -> None:
    assert nursery.harvest(site) == 0
    site.open().close()  # mends what a server believed alive while the last harvest opened the archive


def test_killed_at_every_kind_of_step(site, undisturbed):
    steps = random.Random(4)
    with dying.Nursery() as nursery:
        codes = []
        while 0 not in codes and len(codes) < 24:
            codes.append(nursery.harvest(site, fuse=steps.choice([1, 2, 3, 5, 8, 13, 21, 34, 55, 89])))
        assert codes.count(-9) >= 12
        assert set(codes) <= {0, -9}
        finish(site, nursery)
    assert contents(site) == undisturbed


def test_killed_at_random_instants(small, undisturbed):
    moments = random.Random(9)
    with dying.Nursery() as nursery:
        codes = [nursery.harvest(small, seconds=moments.uniform(0.02, 0.4)) for _ in range(12)]
        assert codes.count(-9) >= 5
        finish(small, nursery)
    assert contents(small) == undisturbed
