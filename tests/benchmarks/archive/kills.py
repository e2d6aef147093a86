"""kill -9 at random instants of a harvest, again and again, then one run to the end: the archive ends as if nobody had.

    .venv/bin/python tests/benchmarks/archive/kills.py [--kills 50] [--seed 5] [--portals 640205,370305] [--folder DIR]

Half of the kills strike at any instant of the first eight seconds, half within a second of the first visit's end: while
visits close and while the manifest is written. Afterwards: an export equal to that of an uninterrupted harvest (times
aside), no blob without a row and no row without a blob, a clean ``scrapy fixity``, WARCs that pass ``warcio check``,
nothing fetched again in a cycle once it was committed, a first request in less than ten seconds after a start. Then as
much after SIGINT and SIGTERM, with exit 130.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from ground import ROOT, Ground, tail

sys.path.insert(0, str(ROOT / "tests" / "crawler"))
from test_kill import corpus_of

LONGEST = 8.0  # seconds until a kill
PROMPT = 10.0  # seconds until the first request


def wounds(ground):
    """Yield a line for everything that is wrong with an archive at rest."""
    fixity = ground.run("fixity")
    if fixity.returncode:
        yield from (f"fixity: {line}" for line in fixity.stdout.splitlines()[:10] or fixity.stderr.splitlines()[-3:])
    warcio = str(Path(sys.executable).parent / "warcio")
    check = subprocess.run(
        [warcio, "check", *map(str, ground.warcs())], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if check.returncode:
        yield f"warcio: {check.stdout[-300:]}{check.stderr[-300:]}"
    rows, files = {row for (row,) in ground.ask("select sha256 from blob where stored")}, ground.blobs()
    if rows ^ {file.name for file in files} or ground.ask("select 1 from blob where not stored"):
        yield f"{len(files)} blobs, {len(rows)} rows"
    if dangling := ground.ask("pragma foreign_key_check"):
        yield f"dangling rows: {dangling[:5]}"
    query = "select portal, cycle, key, count(*) from fetch where final and key is not null group by 1, 2, 3 having count(*) > 1"
    if again := ground.ask(query):
        yield f"fetched again in their cycle: {again[:5]} and {len(again[5:])} more"


def differences(ground, wanted):
    """Yield a line for every record that is not as in an uninterrupted harvest's export."""
    found, wanted = Counter(corpus_of(ground.export())), Counter(wanted)
    yield from (f"should not be: {line[:300]}" for line in found - wanted)
    yield from (f"is missing: {line[:300]}" for line in wanted - found)


def ended(ground):
    """Return how many visits have ended, however busy the archive is."""
    try:
        return ground.ask("select count(*) from visit where ended is not null")[0][0]
    except sqlite3.OperationalError:
        return 0  # not made yet


class Mortal:
    """Harvests of one ground, each ended by a signal."""

    def __init__(self, ground, portals, rng):
        self.ground, self.portals, self.rng = ground, portals, rng
        self.first_requests = []

    def struck(self, number, *, closing):
        """Start a harvest, send it a signal and return (exit status, stderr, seconds it lived)."""
        before, started = ended(self.ground), time.time()
        process = self.ground.start(portals=self.portals)
        if closing:
            while process.poll() is None and ended(self.ground) == before:
                time.sleep(0.02)
            time.sleep(self.rng.uniform(0, 1))
        else:
            time.sleep(self.rng.uniform(0.3, LONGEST))
        lived = time.time() - started
        if process.poll() is None:
            os.killpg(process.pid, number)
        _, said = process.communicate()
        self._clock(started)
        return process.returncode, said, lived

    def to_the_end(self):
        started = time.time()
        process = self.ground.harvest(portals=self.portals)
        self._clock(started)
        return process

    def _clock(self, started):
        for line in (self.ground.folder / "access.jsonl").read_text(encoding="utf-8").splitlines():
            at = datetime.fromisoformat(json.loads(line)["t"]).timestamp()
            if at >= started:
                self.first_requests.append(at - started)
                return


def judged(name, ground, process, wanted):
    wrong = [*wounds(ground), *differences(ground, wanted)]
    if process.returncode:
        wrong.append(f"exit {process.returncode}: {tail(process)}")
    print(f"{name}: {len(wrong)} faults", *(f"    {line}" for line in wrong[:20]), sep="\n", flush=True)
    return len(wrong)


def killed(options, rng, wanted):
    with Ground(options.folder and options.folder / "killed", DOWNLOAD_DELAY=0) as ground:
        mortal, states = Mortal(ground, options.portals, rng), Counter()
        for turn in range(options.kills):
            status, said, lived = mortal.struck(signal.SIGKILL, closing=turn % 2)
            states[status] += 1
            if status not in {0, -signal.SIGKILL}:
                print(f"    kill {turn}: exit {status} after {lived:.1f} s\n{said[-1500:]}", flush=True)
        process = mortal.to_the_end()
        killed, first = states[-signal.SIGKILL], mortal.first_requests
        runs = ground.ask("select count(*), sum(exit_status is null) from run")[0]
        print(
            f"{options.kills} harvests: {killed} killed, {states[0]} ended first; {runs[0]} runs, {runs[1]} without an end"
        )
        print(f"first request after {max(first):.1f} s at most ({len(first)} starts)")
        wrong = bool(set(states) - {0, -signal.SIGKILL}) + (max(first) > PROMPT)
        return wrong + judged("after the kills", ground, process, wanted)


def stopped(options, rng, wanted):
    wrong = 0
    for number in (signal.SIGINT, signal.SIGTERM):
        with Ground(options.folder and options.folder / number.name, DOWNLOAD_DELAY=0) as ground:
            mortal = Mortal(ground, options.portals, rng)
            for _ in range(2):
                process = ground.start(portals=options.portals)
                time.sleep(rng.uniform(6, 9))
                os.kill(process.pid, number)
                _, said = process.communicate()
                hurt = list(wounds(ground))
                wrong += (process.returncode != 130) + len(hurt)
                print(f"{number.name}: exit {process.returncode}, {said.splitlines()[-1:]}", *hurt, flush=True)
            wrong += judged(f"after {number.name}", ground, mortal.to_the_end(), wanted)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--portals", default="640205,370305")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with Ground(options.folder and options.folder / "whole", DOWNLOAD_DELAY=0) as ground:
        started = time.time()
        process = ground.harvest(portals=options.portals)
        wanted = corpus_of(ground.export())
        print(
            f"uninterrupted: exit {process.returncode}, {len(wanted)} records in {time.time() - started:.0f} s",
            flush=True,
        )
    return killed(options, rng, wanted) + stopped(options, rng, wanted)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
