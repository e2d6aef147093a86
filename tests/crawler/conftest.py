"""One harvest of the replica for all tests that look at its result: run as a user runs it, in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.replica import DEFAULT_SEED, truth

ROOT = Path(__file__).parents[2]


def scrapy(*arguments, cwd=ROOT, **environment):
    """Run a command of the project as a user does, against the archive that the environment names."""
    env = {**os.environ, **environment}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=600, check=False)


@dataclass(frozen=True)
class Corpus:
    """An archive in a directory of its own, and what its last harvest said."""

    path: Path

    @property
    def environment(self):
        return {
            "NIANBAO_DATABASE_URL": f"sqlite:///{self.path}/nianbao.db",
            "NIANBAO_ARCHIVE_URL": str(self.path / "archive"),
        }

    def run(self, *arguments, **environment):
        return scrapy(*arguments, **self.environment, **environment)

    def export(self, *arguments):
        out = self.run("export", "-", *arguments)
        assert out.returncode == 0, out.stderr
        return [json.loads(line) for line in out.stdout.splitlines()]

    def warcs(self):
        return sorted((self.path / "archive").rglob("*.warc.gz"))

    def blobs(self):
        return sorted(p for p in (self.path / "archive" / "blobs").rglob("*") if p.is_file())


@pytest.fixture(scope="session")
def reports():
    return truth(DEFAULT_SEED)


@pytest.fixture(scope="session")
def make_corpus(tmp_path_factory):
    return lambda name: Corpus(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """The corpus after one harvest of the replica, with that harvest's process and export."""
    corpus = Corpus(tmp_path_factory.mktemp("corpus"))
    process = corpus.run("crawl", "county_portals", "-a", "portals=replica")
    return corpus, process, corpus.export()
