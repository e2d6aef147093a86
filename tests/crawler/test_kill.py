"""kill -9 in the middle of a harvest, again and again: the corpus ends as if nobody had."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.replica import serve

KILLS = 2
PORTALS = ("640122", "410329")  # of the replica: a platform of lists, and one whose lists scripts fill
VOLATILE = {"first_seen", "last_seen", "fetched_at", "headers", "warc", "provenance"}
OF_THE_DAY = {"bytes", "sha256"}  # of a page: its counter, its date, the port in its links


def settled(value):
    """A record without times, places in the archive and the ports that differ from replica to replica."""
    if isinstance(value, dict):
        passing = VOLATILE | OF_THE_DAY if value.get("media_type") == "text/html" else VOLATILE
        return {key: settled(part) for key, part in value.items() if key not in passing}
    if isinstance(value, list):
        return [settled(part) for part in value]
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", value) if isinstance(value, str) else value


def corpus_of(records):
    # where nothing tells the agency, the id is made of the page's address, and that has the port
    kept = [settled({**r, "id": r["id"] if r["agency"] else None}) for r in records]
    return sorted(json.dumps(r, ensure_ascii=False, sort_keys=True) for r in kept)


@pytest.fixture
def two_portals(tmp_path):
    """The arguments of a harvest of two of the replica's portals, served for as long as the test runs."""
    with serve() as replica:
        registry = tmp_path / "replica.toml"
        registry.write_text(replica.registry, "utf-8")
        hosts = f"TRUSTED_HOSTS={','.join(replica.hosts)}"
        yield ("-a", f"portals={','.join(PORTALS)}", "-s", f"PORTALS_PATH={registry}", "-s", hosts)


def harvest_until(corpus, arguments, seconds):
    command = [sys.executable, "-m", "scrapy", "crawl", "county_portals", *arguments]
    env = {**os.environ, **corpus.environment}
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_harvests_end_as_an_uninterrupted_one(make_corpus, two_portals):
    left_alone = make_corpus("left alone")
    assert left_alone.run("crawl", "county_portals", *two_portals).returncode == 0
    corpus = make_corpus("killed")
    rng = random.Random(20)
    for _ in range(KILLS):
        harvest_until(corpus, two_portals, rng.uniform(3, 8))
    last = corpus.run("crawl", "county_portals", *two_portals)
    assert last.returncode == 0, last.stderr[-3000:]
    found, wanted = corpus_of(corpus.export()), corpus_of(left_alone.export())
    assert [one[:300] for one in found if one not in set(wanted)] == []
    assert found == wanted
    fixity = corpus.run("fixity")
    assert fixity.returncode == 0, fixity.stdout


def children_of(pid):
    """Return the command lines of a process's children."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(OSError):  # it has ended
            yield Path(f"/proc/{child}/cmdline").read_bytes()


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_a_harvest_that_is_told_to_stop_while_it_starts_is_interrupted(make_corpus, word):
    corpus = make_corpus("starting")
    command = [sys.executable, "-m", "scrapy", "crawl", "county_portals", "-a", "portals=replica"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a suite in the background has it ignored
    env = {**os.environ, **corpus.environment}
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True, preexec_fn=heard)  # noqa: PLW1509
    while process.poll() is None and not any(b"tests.replica" in one for one in children_of(process.pid)):
        time.sleep(0.02)
    process.send_signal(word)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.splitlines()[-1].startswith("exit 130: interrupted")
    assert "Traceback" not in said
