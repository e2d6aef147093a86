"""Harvests of a portal that fails in every way the replica knows: nothing lost, nothing false, nobody hammered.

    .venv/bin/python tests/benchmarks/archive/faults.py [--portal 370305] [--only errors,throttled] [--folder DIR]

Per fault: a first harvest under it, with the exit status that is promised; then one without it (``revisit=all``), after
which the export is that of a harvest without faults and no version was added falsely. Then the fault strikes a portal
that is known, with a document gone at the first look: nothing is gone and nothing changed. No address is asked
for more often than once and RETRY_TIMES again in a run, and none before the end of the pause that a 429 asks for.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

from ground import ROOT, Ground, tail

sys.path.insert(0, str(ROOT / "tests" / "crawler"))
from test_kill import corpus_of

from tests.replica.faults import FAULTS

PROMISED = {"down": {4}, "blocked": {3}, "forbidden": {3}}  # all others: 0, whatever went wrong was mended by patience
TRIES = 4  # once, and RETRY_TIMES
AT_ONCE = {"GONE_AFTER_LOOKS": 1, "GONE_AFTER_DAYS": 0}
SETTINGS = {"DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 4, "RETRY_BACKOFF": 0.2, "RETRY_BACKOFF_MAX": 4, **AT_ONCE}


class Trial:
    def __init__(self, ground, portal, wanted):
        self.ground, self.portal, self.wanted = ground, portal, wanted
        self.wrong = []
        self.read = 0  # bytes of the access log

    def harvest(self, name, scenario, promised):
        """Harvest in a scenario; return the requests of the run."""
        self.ground.replica.become(scenario)
        process = self.ground.harvest("revisit=all", portals=self.portal)
        asked = self.asked()
        most = Counter((one["method"], one["target"]) for one in asked if one["target"] != "/robots.txt").most_common(1)
        print(f"    {name}: exit {process.returncode}, {len(asked)} requests, most of one {most}", flush=True)
        if process.returncode not in promised:
            self.wrong.append(f"{name}: exit {process.returncode}: {tail(process)}")
        if most and most[0][1] > TRIES and "POST" not in most[0][0]:
            self.wrong.append(f"{name}: asked too often: {most}")
        return asked

    def asked(self):
        with (self.ground.folder / "access.jsonl").open(encoding="utf-8") as log:
            log.seek(self.read)
            lines = log.readlines()
            self.read = log.tell()
        return [one for one in map(json.loads, lines) if one["portal"] == self.portal]

    def corpus(self, name):
        """Compare the archive with that of a harvest without faults."""
        found, wanted = Counter(corpus_of(self.ground.export("--all-versions"))), Counter(self.wanted)
        self.wrong += [f"{name}: should not be: {line[:400]}" for line in found - wanted]
        self.wrong += [f"{name}: is missing: {line[:400]}" for line in wanted - found]
        if told := self.ground.ask("select kind, count(*) from event where kind != 'new' group by kind"):
            self.wrong.append(f"{name}: events without a cause: {told}")
        if self.ground.run("fixity").returncode:
            self.wrong.append(f"{name}: fixity")

    def patience(self, asked):
        """Check that what got a 429 waited: a second at least is what the replica asks for."""
        times, too_soon, within = defaultdict(list), [], 0
        last = 0.0
        for one in asked:
            at = datetime.fromisoformat(one["t"]).timestamp()
            before = times[one["method"], one["target"]]
            if before and before[-1][1] == 429 and at - before[-1][0] < 0.98:
                too_soon.append((one["target"], round(at - before[-1][0], 2)))
            within += at - last < 0.98
            last = at if one["status"] == 429 else last
            before.append((at, one["status"]))
        refused = sum(one["status"] == 429 for one in asked)
        print(
            f"    {refused} answers 429, {len(too_soon)} asked again too soon, {within} requests in the second after one"
        )
        self.wrong += [f"asked again too soon: {too_soon[:5]}"] if too_soon else []


def tried(fault, options, wanted):
    print(f"{fault}: {FAULTS[fault]}", flush=True)
    with Ground(options.folder and options.folder / fault, **SETTINGS) as ground:
        trial = Trial(ground, options.portal, wanted)
        promised = PROMISED.get(fault, {0})
        asked = trial.harvest("at first", fault, promised)
        if fault == "throttled":
            trial.patience(asked)
        trial.harvest("then without it", "", {0})
        trial.corpus("then without it")
        trial.harvest("once more", fault, promised)
        trial.corpus("once more")
        trial.harvest("at last without it", "", {0})
        trial.corpus("at last")
    print(*(f"    WRONG {line}" for line in trial.wrong[:12]), sep="\n", flush=True)
    return len(trial.wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portal", default="370305")
    parser.add_argument("--only", default=",".join(FAULTS))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with Ground(**SETTINGS) as ground:
        process = ground.harvest(portals=options.portal)
        assert process.returncode == 0, tail(process)
        wanted = corpus_of(ground.export("--all-versions"))
    wrong = {fault: tried(fault, options, wanted) for fault in options.only.split(",")}
    print("mistakes:", wrong)
    return sum(wrong.values())


if __name__ == "__main__":
    sys.exit(min(main(), 1))
