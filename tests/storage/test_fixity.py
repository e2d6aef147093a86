"""Every kind of damage is found, and named; nothing else is."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import invented_portal as portal
import pytest
from alembic import command
from invented_portal import Site
from sqlalchemy import Connection, inspect, text

from storage.audit import fixity, manifest, timestamps
from storage.blobs import Store
from storage.database import engines


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """Two harvests: the second has revisits and nothing new."""
    folder = tmp_path_factory.mktemp("sound")
    shutil.copy(migrated, folder / "nianbao.db")
    for _ in range(2):
        portal.harvest(at(folder).open(warc_max_bytes=20_000))
    assert faults(at(folder)) == []
    return folder


def at(folder: Path) -> Site:
    return Site(f"sqlite:///{folder / 'nianbao.db'}", str(folder / "archive"), folder / "spool")


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Site:
    return at(Path(shutil.copytree(sound, tmp_path / "copy")))


def faults(site: Site) -> list[str]:
    with site.read() as reader:
        return list(fixity.faults(reader))


def files(site: Site, pattern: str) -> list[Path]:
    return sorted(site.directory.glob(pattern))


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << (at % 8)
    path.write_bytes(data)


def forge(site: Site, statement: str) -> None:
    with sqlite3.connect(site.database_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute(statement).rowcount


def test_a_flipped_bit_in_any_blob(copy):
    for path in random.Random(1).sample(files(copy, "blobs/*/*/*/*"), 5):
        before = path.read_bytes()
        flip(path, len(before) // 2)
        found = faults(copy)
        assert [path.name in fault for fault in found] == [True]
        path.write_bytes(before)
    assert faults(copy) == []


def test_a_flipped_bit_anywhere_in_a_warc(copy):
    rng = random.Random(2)
    for path in files(copy, "warc/*/*")[:4]:
        before = path.read_bytes()
        for _ in range(6):
            flip(path, rng.randrange(len(before)))
            assert any(path.name in fault for fault in faults(copy))
            path.write_bytes(before)


@pytest.mark.parametrize("pattern", ["blobs/*/*/*/*", "warc/*/*", "cdxj/*/*", "manifests/*"])
def test_a_deleted_and_a_foreign_file(copy, pattern):
    path = files(copy, pattern)[0]
    elsewhere = path.with_name(path.name.replace("2026", "2027") if "2026" in path.name else "0" * 64)
    path.rename(elsewhere)
    found = faults(copy)
    assert any("missing" in fault and path.name in fault for fault in found)
    assert any("speaks of" in fault and elsewhere.name in fault for fault in found)


@pytest.mark.parametrize("pattern", ["blobs/*/*/*/*", "warc/*/*", "cdxj/*/*", "manifests/*"])
@pytest.mark.parametrize("size", [0, 100])
def test_a_file_cut_short(copy, pattern, size):
    path = files(copy, pattern)[-1]
    path.write_bytes(path.read_bytes()[:size])
    assert any(path.name in fault for fault in faults(copy))


def test_a_record_appended_to_a_closed_warc(copy):
    one, two, *_ = files(copy, "warc/*/*")
    one.write_bytes(one.read_bytes() + two.read_bytes())
    assert any(one.name in fault for fault in faults(copy))


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE fetch SET status = 404 WHERE id = 3",
        "UPDATE fetch SET url = 'http://forged.example/' WHERE id = 3",
        "UPDATE fetch SET payload_sha256 = replace(payload_sha256, 'a', 'b') WHERE id = 3",
        "UPDATE fetch SET started = '2020-01-01 00:00:00' WHERE id = 3",
        "UPDATE fetch SET offset = offset + 1 WHERE id = 3",
        "UPDATE fetch SET headers = '[]' WHERE id = 3",
        "UPDATE fetch SET key = 'x' WHERE id = 3",
        "UPDATE fetch SET rendered_offset = 7 WHERE id = 3",
        "UPDATE visit SET outcome = 'incomplete' WHERE id = 1",
        "UPDATE visit SET stats = '{}' WHERE id = 1",
        "UPDATE run SET user_agent = 'x'",
        'UPDATE run SET arguments = \'{"portals": "x"}\'',
        "UPDATE run SET reason = 'x'",
        "DELETE FROM fetch WHERE id = (SELECT max(id) FROM fetch)",
        "INSERT INTO blob (sha256, bytes, run_id, stored) SELECT '00', 1, run_id, 1 FROM blob LIMIT 1",
        "DELETE FROM blob WHERE sha256 = (SELECT min(sha256) FROM blob)",
        "UPDATE extraction SET text = text || '改' WHERE id = 2",
        "UPDATE extraction SET tables = '[[1]]' WHERE id = 2",
        "UPDATE extraction SET status = 'empty' WHERE id = 2",
        "UPDATE file SET sha256 = (SELECT max(sha256) FROM file) WHERE sha256 = (SELECT min(sha256) FROM file)",
        "UPDATE document SET year = 1999 WHERE year = 2011",
        "UPDATE document SET agency = '伪' WHERE year = 2011",
        "UPDATE document SET gone_since = '2020-01-01 00:00:00.000000' WHERE year = 2011",
        "UPDATE document SET version = 7 WHERE year = 2011",
        "UPDATE version SET title = '伪' WHERE number = 1",
        "UPDATE version SET body = 9 WHERE number = 1",
        "UPDATE version SET first_seen = '2020-01-01 00:00:00.000000' WHERE number = 1",
        "UPDATE place SET url = 'http://forged.example/' WHERE year = 2011",
        "DELETE FROM place WHERE year = 2011",
        "UPDATE discovery SET anchor = '伪'",
        "UPDATE event SET kind = 'gone' WHERE id = 1",
        "UPDATE resource SET fetch_id = 1 WHERE key LIKE '%.pdf'",
        "UPDATE warc SET records = records + 1",
        "UPDATE run SET software = 'other'",
        "UPDATE run SET exit_status = 3",
        "UPDATE run SET manifest = replace(manifest, '\"exit_status\": 0', '\"exit_status\": 3')",
        "UPDATE run SET manifest_sha256 = replace(manifest_sha256, '1', '2')",
    ],
)
def test_a_forged_row(copy, forgery):
    forge(copy, forgery)
    assert faults(copy)


def test_a_manifest_forged_whole_breaks_the_chain(copy):
    """Whoever changes a run and seals it anew must also change every later run."""
    engine = engines.engine(copy.database_url, write=True)
    with engine.connect() as connection:
        first = connection.execute(text("SELECT id FROM run ORDER BY ended LIMIT 1")).scalar_one()
        connection.execute(text("UPDATE event SET detail = '{\"a\": 1}' WHERE run_id = :run"), {"run": first})
        manifest.seal(connection, Store(copy.archive_url, write=True), first)
        sealed = connection.execute(text("SELECT manifest FROM run WHERE id = :run"), {"run": first}).scalar_one()
        connection.commit()
    engine.dispose()
    (copy.directory / manifest.key_of(first)).write_text(sealed)
    assert any("the run before it" in fault for fault in faults(copy))


@pytest.fixture(scope="module", params=["0003", "0007"])
def upgraded(tmp_path_factory: pytest.TempPathFactory, migrated: Path, request: pytest.FixtureRequest) -> Path:
    """An archive that older software sealed, with every column that there was, and its upgrade."""
    folder = tmp_path_factory.mktemp("upgraded")
    shutil.copy(migrated, folder / "nianbao.db")
    site = at(folder)
    portal.harvest(site.open())
    engine = engines.engine(site.database_url, write=True)
    with engines.connect(engine) as connection:
        connection.connection.execute("PRAGMA foreign_keys = OFF")  # SQLite drops a column by making the table anew
        config = engines._config()
        config.attributes["connection"] = connection
        with connection.begin():
            command.downgrade(config, request.param)
        with connection.begin():
            connection.execute(text("""UPDATE visit SET memory = '{"hops": 1}'"""))
            seal_with_every_column(connection, site)
        engines.migrate(connection)
    engine.dispose()
    return folder


@pytest.fixture
def upgraded_copy(upgraded: Path, tmp_path: Path) -> Site:
    return at(Path(shutil.copytree(upgraded, tmp_path / "copy")))


def seal_with_every_column(connection: Connection, site: Site) -> None:
    inspector = inspect(connection)

    def every(tables: Iterable[str]) -> dict[str, list[str]]:
        there = {table: {column["name"] for column in inspector.get_columns(table)} for table in tables}
        return {
            table: [column.name for column in manifest.TABLES[table].c if column.name in there[table]]
            for table in tables
        }

    of_run = dict(manifest.OF_RUN) | every(("fetch", "file", "event", "visit"))
    of_portal = every(manifest.OF_PORTAL)
    run, sealed = connection.execute(text("SELECT id, manifest FROM run")).one()
    facts = json.loads(sealed)
    del facts["columns"]
    facts["rows"] = manifest.rows(connection, run, of_run)
    facts["portals"] = {code: manifest.portal_digest(connection, code, of_portal) for code in facts["portals"]}
    old = json.dumps(facts)
    values = {"manifest": old, "digest": sha256(old.encode()).hexdigest()}
    connection.execute(text("UPDATE run SET manifest = :manifest, manifest_sha256 = :digest"), values)
    (site.directory / manifest.key_of(run)).write_text(old)


def test_an_upgraded_archive_is_what_older_software_sealed(upgraded):
    assert faults(at(upgraded)) == []


@pytest.mark.parametrize(
    ("forgery", "fault"),
    [
        ("UPDATE fetch SET error = 'x' WHERE id = 3", "its fetch rows are not"),
        ("UPDATE file SET name = 'x'", "its file rows are not"),
        ("UPDATE event SET detail = '{\"a\": 1}' WHERE id = 1", "its event rows are not"),
        ("UPDATE version SET title = '伪'", "its documents are not"),
        ("UPDATE place SET missing_looks = 1", "its documents are not"),
        ("UPDATE document SET sibling = 1 - sibling", "its documents are not"),
    ],
)
def test_an_upgraded_archive_that_was_forged(upgraded_copy, forgery, fault):
    forge(upgraded_copy, forgery)
    assert any(fault in found for found in faults(upgraded_copy))


def test_a_manifest_that_names_a_column_of_no_table(copy):
    forge(copy, "UPDATE run SET manifest = replace(manifest, 'gone_since', 'gone_sinze')")
    assert any("its manifest cannot be read" in fault for fault in faults(copy))


def test_what_an_upgrade_forgets_is_not_sealed(copy):
    forge(copy, "UPDATE visit SET memory = '{\"forgotten\": 1}'")
    assert faults(copy) == []


@pytest.mark.openssl
def test_a_time_stamp_must_be_there_and_stamp_the_manifest(copy, authority):
    archive = copy.open()
    run = archive.begin_run(**portal.RUN)
    token = authority.reply(timestamps.request(archive.end_run(0, "ok"), timestamps.nonce()))
    archive.keep_timestamp(token, timestamps.read(token).at)
    archive.close()
    assert faults(copy) == []
    key = manifest.stamp_key_of(run)
    (copy.directory / key).unlink()
    assert faults(copy) == [f"{key}: the time-stamp is missing"]
    (copy.directory / key).write_bytes(token[:-9])
    assert faults(copy) == [f"{key}: it is no time-stamp"]
    (copy.directory / key).write_bytes(authority.reply(timestamps.request("ab" * 32, timestamps.nonce())))
    assert f"{key}: it does not stamp the manifest of run {run}" in faults(copy)
    (copy.directory / key).write_bytes(token)
    forge(copy, f"UPDATE run SET stamped = '2020-01-01 00:00:00.000000' WHERE id = '{run}'")
    assert faults(copy) == [f"run {run}: its time-stamp is of another moment"]


def test_both_kinds_of_archive_are_sound_after_a_harvest(site: Site):
    portal.harvest(site.open(warc_max_bytes=20_000))
    assert faults(site) == []


def test_a_harvest_under_way_is_sound(site: Site, opened: Callable[..., Any]):
    portal.harvest(site.open())
    archive = opened(site)
    archive.begin_run(**portal.RUN)
    visit = archive.begin_visit(portal.CODE, portal.NAME, portal.HOME).id
    archive.frontier(visit).enqueue([portal.candidate("http://x/"), portal.candidate("http://y/")])
    archive.record(portal.unit(visit, "http://x/", b"new", kind="report"))
    archive.commit()
    archive.record(portal.unit(visit, "http://y/", b"not committed", kind="report"))
    assert faults(site) == []


def test_a_payload_whose_blob_was_not_put_yet_lies_in_its_record(small: Site):
    """Killed between the commit of its rows and its blob: of an answer, and of a page as a browser drew it."""
    archive = small.open()
    archive.begin_run(**portal.RUN)
    visit = archive.begin_visit(portal.CODE, portal.NAME, portal.HOME).id
    archive.frontier(visit).enqueue([portal.candidate("http://x/")])
    drawn = portal.exchange("http://x/", b"<script/>", rendered=b"<p>drawn</p>")
    archive.record(portal.unit(visit, "http://x/", exchanges=(drawn,), kind="report"))
    archive.commit()
    archive.close()
    blobs = files(small, "blobs/*/*/*/*")
    assert len(blobs) == 2
    for blob in blobs:
        blob.unlink()
    assert faults(small) == []
    small.open().close()
    assert files(small, "blobs/*/*/*/*") == blobs
    assert faults(small) == []
