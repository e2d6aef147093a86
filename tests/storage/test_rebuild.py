"""A database made again from its archive alone, compared with the lost one table by table, row by row."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dying
import invented_portal as portal
import obstore
import pytest
from changing_portal import A, B, C, Page, World
from invented_portal import CODE, HOME, NAME, RUN, Site
from sqlalchemy import delete, select, text

from storage import models
from storage.audit import fixity
from storage.blobs import Store
from storage.database import engines
from storage.errors import LostDatabaseError, NoArchiveError, StorageError
from storage.export import corpus
from storage.journal import writing
from storage.models import Base
from storage.queries import Selected
from storage.rebuild.rebuilding import rebuild
from storage.rebuild.unsealed import PortalFacts

MIN_STEPS = 12  # of sealing: journal, manifest, and the commits around them
NOT_KNOWN = {"frontier", "factor", "fact_set"}  # docs/reference.md says so
OWNER = PortalFacts(CODE, NAME, HOME)


@dataclass
class Told:
    """What a rebuild said."""

    said: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def rebuilt(site: Site, owner: Callable[[str], PortalFacts | None] = lambda _url: OWNER) -> Told:
    told = Told()
    done = rebuild(
        site.database_url,
        site.archive_url,
        owner,
        say=told.said.append,
        fault=told.faults.append,
        spool=str(site.spool),
    )
    assert done.passed_over == len(told.faults)
    return told


def tables(site: Site) -> dict[str, list[Any]]:
    """Every row of every table that can be known."""
    with site.read() as reader:
        found = {}
        for name, table in Base.metadata.tables.items():
            if name not in NOT_KNOWN:
                found[name] = [tuple(row) for row in reader.rows(select(table).order_by(*table.primary_key))]
        return found


def lose(site: Site) -> None:
    """Lose the database."""
    if site.database_url.startswith("sqlite"):
        Path(site.database_url.removeprefix("sqlite:///")).unlink()
        return
    engine = engines.engine(site.database_url, write=True)
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in Base.metadata.tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    engine.dispose()


def faults(site: Site) -> list[str]:
    with site.read() as reader:
        return list(fixity.faults(reader))


def blobs(site: Site) -> list[str]:
    with site.read() as reader:
        return sorted(key for key, _ in reader.store.names("blobs/"))


def journals(site: Site) -> dict[str, int]:
    """Run → bytes of its journal."""
    with site.read() as reader:
        return {writing.run_of(key): size for key, size in reader.store.names("journal/")}


def towns(count: int = 6) -> dict[str, Page]:
    return {f"{HOME}{n}.html": Page(f"正文 {n}", f"第{n}镇", files={"table.pdf": f"表 {n}"}) for n in range(count)}


class Harvests:
    """Harvests of a portal that changes, each a run of its own."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        self.site, self.monkeypatch = site, monkeypatch
        self.days = 0

    def harvest(self, pages: dict[str, Page], **more: Any) -> list[Any]:
        archive = self.site.open()
        archive.begin_run(**RUN)
        self.world = World(archive, CODE, self.monkeypatch)
        self.world.day = self.days
        changed = self.world.harvest(pages, **more)
        self.days = self.world.day
        archive.end_run(0, "")
        archive.close()
        return changed


@pytest.fixture
def harvests(site, monkeypatch):
    return Harvests(site, monkeypatch)


@pytest.fixture
def small_harvests(small, monkeypatch):
    return Harvests(small, monkeypatch)


def years(harvests: Harvests) -> dict[str, Page]:
    """Let a portal live: reports change, move, lose a file, vanish, return, are read by a better reader."""
    pages = towns()
    harvests.harvest(pages)
    changed = pages | {A: Page("甲"), f"{HOME}0.html": Page("改", "第0镇", files={"table.pdf": "表 0"})}
    harvests.harvest(changed)
    moved = {key: page for key, page in changed.items() if key != A} | {B: Page("甲")}
    gone = {key: page for key, page in moved.items() if key != f"{HOME}1.html"}
    harvests.harvest(gone, days=5)
    harvests.harvest(gone, days=5)
    harvests.harvest(gone, days=5)
    harvests.harvest(moved, outcome="incomplete")
    harvests.harvest(moved, reader=2)
    return moved


def test_the_rebuilt_database_is_the_lost_one(harvests, site):
    pages = years(harvests)
    lost, kept = tables(site), blobs(site)
    assert len(lost["version"]) > len(lost["document"])
    lose(site)
    assert rebuilt(site).faults == []
    assert tables(site) == lost
    assert faults(site) == []
    assert harvests.harvest(pages, reader=2) == []
    assert blobs(site) == kept
    assert faults(site) == []


def test_every_table_is_in_the_comparison_or_said_to_be_lost(harvests, site):
    years(harvests)
    derived = ["visit_measurement", "health_finding", "alert_sent"]  # what health makes of the rest, and lost with it
    assert sorted(name for name, rows in tables(site).items() if not rows) == sorted(["rejection", *derived])


def test_ids_go_on_behind_the_rebuilt_ones(harvests, site):
    pages = years(harvests)
    before = max(row[0] for row in tables(site)["fetch"])
    lose(site)
    rebuilt(site)
    harvests.harvest(pages | {C: Page("丙", "新镇")})
    now = tables(site)
    assert min(row[0] for row in now["fetch"] if row[0] > before) == before + 1
    lose(site)
    assert rebuilt(site).faults == []
    assert tables(site) == now


def test_a_journal_grows_with_what_a_run_changed(small_harvests, small):
    pages = towns(200)
    small_harvests.harvest(pages)
    quiet = {key: Page(page.text, page.agency, asked=False) for key, page in pages.items()}
    small_harvests.harvest(quiet)
    small_harvests.harvest(quiet)
    first, _, third = (size for _, size in sorted(journals(small).items()))
    assert third < first / 10


def test_a_harvest_beside_a_lost_database_is_refused(harvests, site):
    harvests.harvest(towns(2))
    lose(site)
    with pytest.raises(LostDatabaseError, match="scrapy rebuild"):
        site.open()
    assert not Path(site.database_url.removeprefix("sqlite:///")).exists()
    rebuilt(site)
    site.open().close()


def test_a_database_with_harvests_is_left_alone(harvests, site):
    harvests.harvest(towns(2))
    before = tables(site)
    with pytest.raises(StorageError, match="harvests already"):
        rebuilt(site)
    assert tables(site) == before


def test_nothing_is_made_of_nothing(small):
    with pytest.raises(NoArchiveError, match="nothing to rebuild from"):
        rebuilt(small)


def files(site: Site, pattern: str) -> list[Path]:
    return sorted(path for path in site.directory.glob(pattern) if path.is_file())


def attested(site: Site) -> Path:
    """Return a manifest that another one names: of the newest nobody says what it was."""
    manifests = {json.loads(path.read_text())["run"]: path for path in files(site, "manifests/*.json")}
    named = {(json.loads(path.read_text())["previous"] or {}).get("run") for path in manifests.values()}
    return next(path for run, path in sorted(manifests.items()) if run in named)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_a_damaged_warc_file_costs_no_row(small_harvests, small):
    years(small_harvests)
    lost = tables(small)
    damaged = files(small, "warc/*/*")[1]
    flip(damaged)
    lose(small)
    [fault] = rebuilt(small).faults
    assert damaged.name in fault
    assert tables(small) == lost
    assert all(damaged.name in line for line in faults(small))


def test_a_missing_blob_is_put_again_and_a_damaged_one_named(small_harvests, small):
    years(small_harvests)
    lost = tables(small)
    missing, damaged = files(small, "blobs/*/*/*/*")[:2]
    missing.unlink()
    damaged.write_bytes(b"forged")
    lose(small)
    told = rebuilt(small)
    assert [damaged.name in fault for fault in told.faults] == [True]
    assert any(missing.name in line for line in told.said)
    assert missing.exists()
    assert tables(small) == lost
    assert [damaged.name in line for line in faults(small)] == [True]


def test_a_missing_blob_that_no_record_has_is_named(small_harvests, small):
    small_harvests.harvest(towns(2))
    files(small, "blobs/*/*/*/*")[0].unlink()
    files(small, "warc/*/*")[0].unlink()
    lose(small)
    told = rebuilt(small)
    assert sorted(fault.partition("/")[0] for fault in told.faults) == ["blobs", "warc"]


@pytest.mark.parametrize("nth", [0, 2, -1])
def test_a_damaged_manifest_costs_only_itself(small_harvests, small, nth):
    years(small_harvests)
    lost = tables(small)
    damaged = files(small, "manifests/*.json")[nth]
    damaged.write_text(damaged.read_text()[:-40])
    lose(small)
    [fault] = rebuilt(small).faults
    assert damaged.name in fault
    now = tables(small)
    assert {name for name in lost if now[name] != lost[name]} == {"run"}
    with small.read() as reader:
        rows = reader.rows(select(models.Run.id, models.Run.manifest))
        assert [run for run, manifest in rows if manifest is None] == [damaged.stem]


def test_a_forged_manifest_is_not_believed(small_harvests, small):
    years(small_harvests)
    forged = attested(small)
    forged.write_text(forged.read_text().replace('"exit_status": 0', '"exit_status": 3'))
    lose(small)
    [fault] = rebuilt(small).faults
    assert forged.name in fault
    assert "sealed" in fault


def test_a_lost_manifest_is_missed_by_the_next(small_harvests, small):
    years(small_harvests)
    lost = attested(small)
    lost.unlink()
    lose(small)
    assert any(lost.name in fault and "missing" in fault for fault in rebuilt(small).faults)


@pytest.mark.parametrize("nth", [0, 3, -1])
def test_of_a_damaged_journal_the_exchanges_are_left(small_harvests, small, nth):
    """What only that run proved is lost and counted; what the others proved is there, and the next harvest goes on."""
    pages = years(small_harvests)
    lost = tables(small)
    damaged = files(small, "journal/*/*")[nth]
    flip(damaged)
    lose(small)
    told = rebuilt(small)
    assert any(damaged.name in fault for fault in told.faults)
    now = tables(small)
    run = writing.run_of(damaged.name)
    assert len(now["fetch"]) == len(lost["fetch"])
    assert {row[0] for row in now["run"]} == {row[0] for row in lost["run"]}
    with small.read() as reader:
        exchanges = select(models.Fetch.id).where(models.Fetch.run_id == run)
        assert reader.rows(exchanges)
    attested = ("not what they were", "not what run", "journal", "index")  # what manifests say of what is lost
    assert [line for line in faults(small) if not any(words in line for words in attested)] == []
    with small.read() as reader:
        assert len(list(corpus.records(reader, Selected(all_versions=True)))) == len(now["version"])
    small_harvests.harvest(pages, reader=2)
    with small.read() as reader:
        found = {document.key for chunk in reader.documents(Selected()) for document in chunk}
    assert found >= set(pages)


def test_an_archive_of_software_without_journals_gets_one_at_its_next_harvest(harvests, site):
    pages = years(harvests)
    forget_journals(site)
    harvests.harvest(pages, reader=2)
    lost = tables(site)
    lose(site)
    assert rebuilt(site).faults == []
    assert tables(site) == lost


def test_of_an_archive_without_any_journal_the_exchanges_are_left(small_harvests, small):
    pages = years(small_harvests)
    lost = tables(small)
    forget_journals(small)
    shutil.rmtree(small.directory / "journal")
    lose(small)
    told = rebuilt(small)
    assert len(told.faults) == len(lost["run"])
    now = tables(small)
    for name in ("run", "warc", "blob"):
        assert [row[0] for row in now[name]] == [row[0] for row in lost[name]]
    places = [models.Fetch.__table__.c.keys().index(name) for name in RECORDED]
    said, were = ([tuple(map(str, (row[n] for n in places))) for row in rows["fetch"]] for rows in (now, lost))
    assert sorted(said) == sorted(were)
    small_harvests.harvest(pages)
    with small.read() as reader:
        assert {one.key for chunk in reader.documents(Selected()) for one in chunk} == set(pages)


RECORDED = [
    "run_id",
    "url",
    "method",
    "started",
    "status",
    "reason",
    "error",
    "headers",
    "redirected_to",
    "ip",
    "truncated",
    "payload_sha256",
    "payload_bytes",
    "media_type",
    "warc",
    "record_type",
    "offset",
    "length",
    "record_id",
    "request_offset",
    "request_length",
    "request_record_id",
    "rendered_sha256",
    "rendered_bytes",
    "rendered_offset",
    "rendered_length",
    "rendered_record_id",
]


def forget_journals(site: Site) -> None:
    """Make an archive what it was before there were journals."""
    engine = engines.engine(site.database_url, write=True)
    store = Store(site.archive_url, write=True)
    with engine.begin() as connection:
        connection.execute(delete(models.JournalledRow))
        run = models.Run.__table__
        before = None
        for name, manifest in connection.execute(select(run.c.id, run.c.manifest).order_by(run.c.ended)).all():
            facts = json.loads(manifest)
            del facts["journal"]
            facts["previous"] = before
            told = json.dumps(facts)
            before = {"run": name, "sha256": portal.digest(told)}
            values = {"manifest": told, "manifest_sha256": before["sha256"]}
            connection.execute(run.update().where(run.c.id == name).values(values))
            overwrite(store, f"manifests/{name}.json", told)
    engine.dispose()


def overwrite(store: Store, key: str, told: str) -> None:
    obstore.put(store._store, key, told.encode())


@pytest.mark.parametrize("fuse", [21, 40, 90, 160])
def test_a_run_that_was_killed_before_it_was_sealed(site, undisturbed, fuse):
    """Its whole exchanges are there, and the next harvest ends as if nobody had been killed."""
    with dying.Nursery() as nursery:
        assert nursery.harvest(site, fuse=fuse) == -9
        lose(site)
        assert rebuilt(site).faults == []
        assert faults(site) == []
        assert nursery.harvest(site) == 0
    assert portal.contents(site)["export"] == undisturbed["export"]
    assert portal.contents(site)["blobs"] == undisturbed["blobs"]


def test_killed_at_every_step_of_sealing(small, tmp_path, undisturbed):
    """A journal without its manifest, or beside another, is in nobody's way, whether the database is lost or not."""
    with dying.Nursery() as nursery:
        for fuse in itertools.count(1, 2):
            site = fresh(small, tmp_path, fuse)
            if nursery.harvest(site, fuse=fuse, sealing=True) == 0:
                break
            if fuse % 4 == 1:
                site.open().close()
                assert faults(site) == []
            lose(site)
            assert rebuilt(site).faults == []
            assert faults(site) == []
            assert nursery.harvest(site) == 0
            assert portal.contents(site)["export"] == undisturbed["export"]
    assert fuse > MIN_STEPS


def fresh(site: Site, folder: Path, number: int) -> Site:
    """An empty archive like another."""
    place = folder / str(number)
    place.mkdir()
    shutil.copy(site.database_url.removeprefix("sqlite:///"), place / "nianbao.db")
    return Site(f"sqlite:///{place / 'nianbao.db'}", str(place / "archive"), place / "spool")


def test_a_journal_that_ends_early_is_no_journal(small_harvests, small):
    small_harvests.harvest(towns(3))
    [path] = files(small, "journal/*/*")
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:-1])))
    lose(small)
    assert any("digest" in fault for fault in rebuilt(small).faults)
