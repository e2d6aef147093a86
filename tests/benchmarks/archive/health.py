"""What health says of portals that change overnight, against what was planted: a line a night.

    .venv/bin/python tests/benchmarks/archive/health.py [--only well|ill] [--folder DIR]

Harvests the founding portals night after night. Into one archive (``well``) unchanged, restyled, a year later with all
that a year brings, with faults that pass: right is nothing. Into another (``ill``) with a wall, most portals down, a
platform exchanged (its reports are found again: nothing): right is exactly that, the same
night, with exit status 7, and nothing new when it goes on.
"""

import argparse
import sys
from pathlib import Path

from ground import Ground, tail

NOTHING = frozenset()
DOWN = "down@640205,down@640323,down@410329,down@370305"
NIGHTS = {  # scenario, what must be new that night
    "well": (
        ("", NOTHING),
        ("", NOTHING),
        ("cosmetic", NOTHING),
        ("", NOTHING),
        ("second_year", NOTHING),
        ("second_year,slow", NOTHING),
        ("returned,errors,resets,truncated", NOTHING),
        ("returned", NOTHING),
        ("returned,throttled", NOTHING),
        ("returned", NOTHING),
    ),
    "ill": (
        ("", NOTHING),
        ("redesigned", NOTHING),
        ("redesigned", NOTHING),
        ("redesigned,blocked@640205", frozenset({("640205", "wall")})),
        ("redesigned,blocked@640205", NOTHING),
        (f"redesigned,{DOWN}", frozenset({("", "many_portals")})),
        (f"redesigned,{DOWN}", NOTHING),
    ),
}


def new_findings(ground, known):
    """Return the findings that have opened and are told, and the ids of all."""
    rows = ground.ask("select id, portal, kind, severity, what from health_finding where not covered order by id")
    return [row for row in rows if row[0] not in known], {row[0] for row in rows}


def nights(ground, planted):
    """Harvest every night of a plan; return how many were told wrong."""
    wrong, known = 0, set()
    for night, (scenario, wanted) in enumerate(planted, 1):
        ground.replica.become(scenario)
        done = ground.harvest()
        opened, known = new_findings(ground, known)
        found = {(portal, kind) for _, portal, kind, severity, _ in opened if severity != "notice"}
        right = found == wanted and (done.returncode == 7) == bool(wanted)
        wrong += not right
        verdict = "RIGHT" if right else "WRONG"
        print(
            f"{night:2} {scenario or 'as at first':45} exit {done.returncode} {verdict} {sorted(found) or 'nothing new'}"
        )
        for row in opened:
            print("      ", *row[1:])
        print("" if right else tail(done), end="", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=NIGHTS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    settings = {"GONE_AFTER_LOOKS": 1, "GONE_AFTER_DAYS": 0, "DOWNLOAD_DELAY": 0, "RETRY_BACKOFF": 0.2}
    wrong = 0
    for name in [options.only] if options.only else NIGHTS:
        print(name)
        with Ground(options.folder and options.folder / name, **settings, RETRY_BACKOFF_MAX=4) as ground:
            wrong += nights(ground, NIGHTS[name])
    return 1 if wrong else 0


sys.exit(main())
