"""What a harvest tells of a changed portal, against what has changed: a confusion table per scenario.

    .venv/bin/python tests/benchmarks/archive/events.py [--patience] [--folder DIR]

Harvests the founding portals as at first, after a year, with what was withdrawn returned, and in a second archive
``cosmetic`` and rebuilt, each with ``revisit=all``, and compares the events of each run with the replica's own list.
With ``--patience`` documents are gone by the default rule (two looks over seven days, the clock of the earlier looks
set back): not at the first look, but at the second.
"""

import argparse
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from ground import Ground, tail

from tests.replica import changes, truth

AT_ONCE = {"GONE_AFTER_LOOKS": 1, "GONE_AFTER_DAYS": 0}
NAMED = {"rendition_added": "rendition", "rendition_replaced": "rendition"}
NOTHING = "—"


def place(url):
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def told(ground, run):
    """Return (portal, year, place) → kind, for every event of a run; what is new says where it stands now."""
    query = """select d.portal, d.year, d.agency, e.kind, json_extract(e.detail, '$.from'), v.url from event e
        join document d on d.id = e.document_id join version v on v.document_id = d.id and v.number = e.version
        where e.run_id = ? order by e.id"""
    return [
        (kind, portal, agency, year, place(before or url))
        for portal, year, agency, kind, before, url in ground.ask(query, run)
    ]


def places(scenario):
    """Return (portal, path) → every path at which the same report stands."""
    found = {}
    for report in truth(scenario=scenario):
        everywhere = {report.path, *report.also}
        found.update(dict.fromkeys([(report.portal, path) for path in everywhere], everywhere))
    return found


def compare(true, said, before, after):
    """Return the confusion table (true kind, told kind) → number, and the lines of what is wrong."""
    table, wrong = Counter(), []
    left = list(said)
    old, new = places(before), places(after)
    for change in true:
        kind = NAMED.get(change.kind, change.kind)
        at = old.get((change.portal, change.before), set()) | new.get((change.portal, change.after), set())
        mine = [event for event in left if event[1] == change.portal and event[3] == change.year and event[4] in at]
        for event in mine:
            left.remove(event)
        kinds = sorted({event[0] for event in mine}) or [NOTHING]
        table[kind, "+".join(kinds)] += 1
        if kinds != [kind]:
            wrong.append(f"    {change} told as {kinds}")
    for event in left:
        table[NOTHING, event[0]] += 1
        wrong.append(f"    told without a cause: {event}")
    return table, wrong


def step(ground, scenario, before, *, expect=None, **settings):
    """Harvest the portals in a scenario and print how its events were told; return the number of mistakes."""
    ground.replica.become(scenario)
    versions = ground.ask("select count(*) from version")[0][0]
    process = ground.harvest("revisit=all", **settings)
    if process.returncode:
        print(tail(process))
    run = ground.runs()[-1]
    true = changes(scenario, before=before) if expect is None else expect
    table, wrong = compare(true, told(ground, run), before, scenario)
    added = ground.ask("select count(*) from version")[0][0] - versions
    print(
        f"{before or 'at first'} → {scenario or 'at first'}: exit {process.returncode}, {added} versions added",
        flush=True,
    )
    for (kind, said), number in sorted(table.items()):
        print(f"    {kind:12} told as {said:24} {number}")
    print("\n".join(wrong), flush=True)
    return len(wrong)


def age(ground, days):
    """Set the clock of every earlier look back, as if so many days had passed."""
    with sqlite3.connect(ground.folder / "nianbao.db") as connection:
        connection.execute(
            "update place set missing_since = strftime('%Y-%m-%d %H:%M:%f000', missing_since, ?) where missing_since is not null",
            (f"-{days} days",),
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patience", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    mistakes = 0
    with Ground(options.folder and options.folder / "year") as ground:
        assert ground.harvest().returncode == 0
        if options.patience:
            true = changes("second_year")
            mistakes += step(ground, "second_year", "", expect=[one for one in true if one.kind != "gone"])
            mistakes += step(ground, "second_year", "second_year", expect=[])
            age(ground, 8)
            mistakes += step(ground, "second_year", "second_year", expect=[one for one in true if one.kind == "gone"])
            mistakes += step(ground, "returned", "second_year")
            return mistakes
        mistakes += step(ground, "", "", **AT_ONCE)
        mistakes += step(ground, "second_year", "", **AT_ONCE)
        mistakes += step(ground, "returned", "second_year", **AT_ONCE)
    with Ground(options.folder and options.folder / "rebuilt") as ground:
        assert ground.harvest().returncode == 0
        mistakes += step(ground, "cosmetic", "", **AT_ONCE)
        ids = {record["id"] for record in ground.export()}
        mistakes += step(ground, "redesigned", "cosmetic", **AT_ONCE)
        kept = {record["id"] for record in ground.export()}
        print(f"    {len(ids & kept)} of {len(ids)} documents keep their identity, {len(kept - ids)} are made anew")
        mistakes += len(ids ^ kept)
    return mistakes


if __name__ == "__main__":
    sys.exit(min(main(), 1))
