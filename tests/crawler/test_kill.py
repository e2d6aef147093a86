"""kill -9 in the middle of a harvest, again and again: the corpus ends as if nobody had."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time

KILLS = 2
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


def harvest_until(corpus, seconds):
    command = [sys.executable, "-m", "scrapy", "crawl", "county_portals", "-a", "portals=replica"]
    env = {**os.environ, **corpus.environment}
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_harvests_end_as_an_uninterrupted_one(first, make_corpus):
    _corpus, _process, uninterrupted = first
    corpus = make_corpus("killed")
    rng = random.Random(20)
    for _ in range(KILLS):
        harvest_until(corpus, rng.uniform(3, 12))
    last = corpus.run("crawl", "county_portals", "-a", "portals=replica")
    assert last.returncode == 0, last.stderr[-3000:]
    found, wanted = corpus_of(corpus.export()), corpus_of(uninterrupted)
    assert [one[:300] for one in found if one not in set(wanted)] == []
    assert found == wanted
    fixity = corpus.run("fixity")
    assert fixity.returncode == 0, fixity.stdout
