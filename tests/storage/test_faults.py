"""What the world does to an archive: locks, full disks, lost servers. The archive stays consistent, the error is one line."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dying
import invented_portal as portal
import psycopg
import pytest
from invented_portal import CODE, HOME, NAME, RUN, Site, candidate, contents, unit
from moto.server import ThreadedMotoServer

from storage.archive import Archive
from storage.audit import fixity
from storage.errors import StorageError
from storage.queries import ArchiveReader


def one_line(error: pytest.ExceptionInfo[BaseException]) -> str:
    words = str(error.value)
    assert words
    assert "\n" not in words
    return words


@pytest.mark.parametrize(
    ("database_url", "archive_url", "words"),
    [
        ("nonsense", "{0}/a", "DATABASE_URL"),
        ("mysql://h/d", "{0}/a", "DATABASE_URL"),
        ("sqlite://", "{0}/a", "in memory"),
        ("sqlite:///{0}/file/x.db", "{0}/a", "cannot make the directory"),
        ("sqlite:///{0}/x.db", "{0}/file/a", "cannot use the archive"),
        ("sqlite:///{0}/x.db", "ftp://host/a", "ARCHIVE_URL|cannot use the archive"),
        ("sqlite:///{0}/file", "{0}/a", "database"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "{0}/a", "cannot open the database"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line(tmp_path, database_url, archive_url, words, monkeypatch):
    (tmp_path / "file").write_text("no directory, no database; long enough to be looked at as one" * 50)
    monkeypatch.setattr("storage.database.engines._connect.retry.sleep", lambda _: None)
    with pytest.raises(StorageError, match=words) as error:
        Archive.open(database_url.format(tmp_path), archive_url.format(tmp_path), software="test")
    assert "secret" not in one_line(error)


def test_reading_nothing_makes_nothing(tmp_path):
    with pytest.raises(StorageError, match="no archive"):
        ArchiveReader.open(f"sqlite:///{tmp_path}/x.db", str(tmp_path / "a"))
    sqlite3.connect(tmp_path / "y.db").close()
    with pytest.raises(StorageError, match="no archive"):
        ArchiveReader.open(f"sqlite:///{tmp_path}/y.db", str(tmp_path / "a"))
    assert [path.name for path in tmp_path.iterdir()] == ["y.db"]


def begun(archive: Archive) -> int:
    archive.begin_run(**RUN)
    visit = archive.begin_visit(CODE, NAME, HOME).id
    archive.frontier(visit).enqueue([candidate("a", 0.9), candidate("b", 0.5), candidate("c", 0.1)])
    archive.record(unit(visit, "a", b"committed", kind="report"))
    archive.commit()
    return visit


def sound_and_resumed(site: Site) -> None:
    """What was committed is there, what was not is still to do."""
    archive = site.open()
    archive.begin_run(**RUN)
    state = archive.begin_visit(CODE, NAME, HOME)
    assert state.resumed
    assert [asked.key for asked in iter(lambda: archive.frontier(state.id).next(), None)] == ["b", "c"]
    archive.end_visit(state.id, "incomplete", "")
    archive.end_run(3, "")
    archive.close()
    with site.read() as reader:
        assert list(fixity.faults(reader)) == []


def test_a_lost_database_connection(large, opened, postgres):
    archive = opened(large)
    visit = begun(archive)
    archive.record(unit(visit, "b", b"lost"))
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'migrated'")
    with pytest.raises(StorageError) as error:
        archive.commit()
    one_line(error)
    with pytest.raises(StorageError):
        archive.frontier(visit).next()
    archive.close()
    sound_and_resumed(large)


def test_a_lost_object_store(tmp_path, migrated, s3, monkeypatch):
    server = ThreadedMotoServer(port=0, verbose=False)  # its buckets are the other server's: moto keeps them in memory
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT", "http://{}:{}".format(*server.get_host_and_port()))
    shutil.copy(migrated, tmp_path / "x.db")
    site = Site(f"sqlite:///{tmp_path}/x.db", f"{s3}/lost", tmp_path / "spool")
    archive = site.open()
    visit = begun(archive)
    server.stop()
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _: None)
    archive.record(unit(visit, "b", b"in the WARC, not in the store", kind="report"))
    with pytest.raises(StorageError, match="cannot write blobs/") as error:
        archive.commit()
    one_line(error)
    archive.close()
    monkeypatch.setenv("AWS_ENDPOINT", _endpoint(s3))
    monkeypatch.undo()
    again = site.open()
    digest = portal.digest("in the WARC, not in the store")
    assert again._access.notes[-2:-1] == ["put 1 blobs whose rows were committed"]
    assert again._access.store.get(f"blobs/sha256/{digest[:2]}/{digest[2:4]}/{digest}") is not None
    again.begin_run(**RUN)
    assert again.frontier(again.begin_visit(CODE, NAME, HOME).id).next().key == "c"
    again.close()


def test_a_directory_that_was_taken_away_is_not_begun_anew(small):
    archive = small.open()
    visit = begun(archive)
    away = small.directory.rename(small.directory.with_name("away"))
    archive.record(unit(visit, "b", b"in the WARC, not in a blob", kind="report"))
    with pytest.raises(StorageError, match="cannot write blobs/"):
        archive.commit()
    archive.close()
    assert not small.directory.exists()
    away.rename(small.directory)
    small.open().close()
    with small.read() as reader:
        assert list(fixity.faults(reader)) == []


def _endpoint(_s3: str) -> str:
    import os  # noqa: PLC0415 – read after the fixture has set it

    return os.environ["AWS_ENDPOINT"]


@pytest.mark.parametrize("limit", [30_000, 60_000, 150_000, 400_000, 700_000])
def test_a_full_disk(small, undisturbed, limit):
    """No file may grow beyond the limit, as if the disk were full: WARC, database and blobs fail at different ones."""
    with dying.Nursery() as nursery:
        code = nursery.harvest(small, limit=limit)
        assert code == 5 or limit == 700_000
        assert nursery.harvest(small) == 0
    assert contents(small) == undisturbed


def test_a_failure_is_final_and_told_again(small, monkeypatch):
    archive = small.open()
    visit = begun(archive)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.warc.records.os.fsync", full)
    archive.record(unit(visit, "b", b"y"))
    with pytest.raises(StorageError, match="No space left"):
        archive.commit()
    monkeypatch.undo()
    for call in (archive.commit, lambda: archive.frontier(visit).next(), lambda: archive.end_run(0, "")):
        with pytest.raises(StorageError, match="No space left"):
            call()
    archive.close()
    sound_and_resumed(small)


def test_our_own_mistakes_crash(small):
    archive = small.open()
    visit = begun(archive)
    with pytest.raises(LookupError):
        archive.record(unit(visit, "a"))
    with pytest.raises(KeyError):
        archive.frontier(visit + 1).next()
    archive.close()


@pytest.fixture
def forgetful(small) -> Callable[[], Path]:
    """A harvest killed in the middle; its growing WARC file."""
    with dying.Nursery() as nursery:
        nursery.harvest(small, fuse=34)
    return lambda: next(small.directory.glob("warc/*/*.open"))


def test_a_torn_tail_is_cut_and_noted(small, forgetful):
    with forgetful().open("ab") as file:
        file.write(b"\x1f\x8b torn")
    archive = small.open()
    assert any("cut" in note for note in archive._access.notes)
    run = archive.begin_run(**RUN)
    archive.end_run(0, "")
    archive.close()
    with small.read() as reader:
        assert list(fixity.faults(reader)) == []
        assert any("cut" in note for note in next(row.notes for row in reader.runs() if row.id == run))


def test_lost_committed_bytes_are_no_small_matter(small, forgetful):
    path = forgetful()
    with path.open("r+b") as file:
        file.truncate(300)
    with pytest.raises(StorageError, match=r"lost \d+ committed bytes"):
        small.open()
