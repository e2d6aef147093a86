"""A served replica and an archive of its own: the ground on which the archive's promises are tried by real harvests."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from tests.replica import Replica  # noqa: E402


class Ground:
    """Context manager: the replica's portals in a registry file, an archive in a directory of its own."""

    def __init__(self, folder=None, *, scenario="", selection="founding", database="", store="", **settings):
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="ground")
        self.folder = Path(folder or self._temporary.name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.replica = Replica(scenario=scenario, selection=selection, log=self.folder / "access.jsonl")
        self.database = database or f"sqlite:///{self.folder}/nianbao.db"
        self.store = store or str(self.folder / "archive")
        self.settings = {"PORTALS_PATH": str(self.folder / "replica.toml"), **settings}

    def __enter__(self):
        self.replica.__enter__()
        (self.folder / "replica.toml").write_text(self.replica.registry, encoding="utf-8")
        self.settings["TRUSTED_HOSTS"] = ",".join(self.replica.hosts)
        return self

    def __exit__(self, *failure):
        self.replica.__exit__(*failure)
        if self._temporary:
            self._temporary.cleanup()

    @property
    def environment(self):
        return {**os.environ, "NIANBAO_DATABASE_URL": self.database, "NIANBAO_ARCHIVE_URL": self.store}

    def command(self, *arguments, **settings):
        words = [f"-s{name}={value}" for name, value in {**self.settings, **settings}.items()]
        return [sys.executable, "-m", "scrapy", *arguments, *words]

    def harvesting(self, *arguments, portals="all", **settings):
        """Return the command of a harvest; arguments as ``revisit=all``."""
        given = [word for argument in (f"portals={portals}", *arguments) for word in ("-a", argument)]
        return self.command("crawl", "county_portals", *given, **settings)

    def run(self, *arguments, **settings):
        return self._done(self.command(*arguments, **settings))

    def harvest(self, *arguments, **settings):
        return self._done(self.harvesting(*arguments, **settings))

    def start(self, *arguments, **settings):
        """Start a harvest in a process group of its own."""
        return subprocess.Popen(
            self.harvesting(*arguments, **settings), cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def _done(self, command):
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=1800, check=False
        )

    def export(self, *arguments):
        done = self.run("export", "-", *arguments)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    # --- what the archive says (SQLite) -----------------------------------------------------------------------------
    def ask(self, query, *values):
        with sqlite3.connect(self.folder / "nianbao.db") as connection:
            return connection.execute(query, values).fetchall()

    def runs(self):
        return [run for (run,) in self.ask("select id from run order by started, id")]

    def traffic(self, run):
        """Return portal → requests, payload bytes received, 304s, lists read in a run."""
        found = defaultdict(lambda: [0, 0, 0, 0])
        query = "select portal, count(*), sum(payload_bytes), sum(status = 304), sum(kind = 'list' and final) from fetch where run_id = ? group by portal"
        found.update({portal: [n or 0 for n in numbers] for portal, *numbers in self.ask(query, run)})
        return dict(found)

    def blobs(self):
        return sorted(p for p in (self.folder / "archive" / "blobs").rglob("*") if p.is_file())

    def warcs(self):
        return sorted((self.folder / "archive").rglob("*.warc.gz"))


def tail(process):
    """Return a harvest's closing words."""
    return "\n".join(process.stderr.splitlines()[-25:])
