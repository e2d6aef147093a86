"""The discovery benchmark: what finding all reports costs, in requests, from the home page alone. One table.

    .venv/bin/python tests/benchmarks/discovery/run.py [--portals founding|all|wild] [--scale N] [--codes 640122,…] [--no-breadth]

Three ways through the served replica, each counted in the portals' own access logs, robots.txt left out:
the *oracle* knows the site and asks only for the way, the lists that hold reports, the reports and their files;
*nianbao* is a real harvest; *breadth* is Scrapy's CrawlSpider, breadth first, until the last report or all of the site.
A report is reached when its page (a place where it stands) has been asked for.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT)]

from tests.replica import Replica  # noqa: E402
from tests.replica.world import SELECTIONS, build  # noqa: E402

SHARES = (0.5, 0.9, 1.0)
HEAD = (
    "portal    family      reports others/r | oracle 50/90/100 all | nianbao 50/90/100    all  xall  x90%  browser found wrong"
    " | breadth 50/90/100       x100%"
)


def target(url):
    """Return path and query of a URL."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def reached(asked, truth):
    """Return after how many requests each share of the reports had been asked for; None: never."""
    first = {}
    for number, one in enumerate(asked, 1):
        first.setdefault(one, number)
    found = sorted(
        number for report in truth if (number := min((first[p] for p in places(report) if p in first), default=0))
    )
    needed = [math.ceil(share * len(truth)) for share in SHARES]
    return [found[need - 1] if len(found) >= need else None for need in needed]


def places(report):
    """Return all targets under which a report stands."""
    return (report.path, *report.also)


def twice(asked):
    """Return how many requests were for what had been asked for before."""
    return len(asked) - len(set(asked))


def log_of(path):
    """Return code → the log's entries in order."""
    asked = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["target"] != "/robots.txt":
            asked[entry["portal"]].append(entry)
    return asked


def harvest(options, folder):
    """Harvest the served portals as a user does; return the access log and the export, by portal."""
    log = folder / "nianbao.jsonl"
    environment = os.environ | {
        "NIANBAO_DATABASE_URL": f"sqlite:///{folder}/nianbao.db",
        "NIANBAO_ARCHIVE_URL": str(folder / "archive"),
    }
    scrapy = [sys.executable, "-m", "scrapy"]
    with Replica(selection=options.portals, scale=options.scale, log=log) as replica:
        (folder / "registry.toml").write_text(replica.registry, "utf-8")
        hosts = ",".join(replica.hosts)
        settings = ["-s", f"PORTALS_PATH={folder}/registry.toml", "-s", f"TRUSTED_HOSTS={hosts}"]
        crawl = [*scrapy, "crawl", "county_portals", "-a", f"portals={options.codes or 'all'}", *settings]
        done = subprocess.run(crawl, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
    out = subprocess.run([*scrapy, "export", "-"], cwd=ROOT, env=environment, capture_output=True, check=True)
    records = defaultdict(set)
    for line in out.stdout.decode().splitlines():
        record = json.loads(line)
        records[record["portal"]["code"]].add(target(record["url"]))
    return log_of(log), records, rendered_in(folder)


def rendered_in(folder):
    """Return code → how many pages a browser rendered."""
    import sqlite3  # noqa: PLC0415 - a look into the archive from outside

    with sqlite3.connect(folder / "nianbao.db") as database:
        query = "select portal, count(*) from fetch where key like '%#rendered' group by portal"
        return dict(database.execute(query).fetchall())


def breadth(options, families, folder):
    """Let the generic crawler loose on the same portals; return its access log by portal."""
    log = folder / "breadth.jsonl"
    with Replica(selection=options.portals, scale=options.scale, log=log) as replica:
        homes = {portal["code"]: portal["home"] for portal in replica.portals}
        asked = [
            {
                "home": homes[family.county.code],
                "targets": [places(report) for report in family.truth],
                "limit": 3 * len(family.site.pages),
            }
            for family in families
        ]
        program = [sys.executable, str(Path(__file__).with_name("breadth.py"))]
        subprocess.run(program, input=json.dumps(asked), text=True, cwd=folder, check=True)
    return log_of(log)


def row(family, ours, records, browser, generic):
    """Return one portal's figures."""
    truth, oracle = family.truth, list(family.oracle)
    code = family.county.code
    all_places = {place for report in truth for place in places(report)}
    own = {path for report in truth for path in (*places(report), *(file.path for file in report.files))}
    others = len(set(family.site.pages) - own)
    asked = [entry["target"] for entry in ours[code]]
    wide = reached([entry["target"] for entry in generic[code]], truth) if generic else [None] * 3
    return {
        "name": family.county.name,
        "family": type(family).__name__,
        "reports": len(truth),
        "others": others / len(truth),
        "oracle": reached(oracle, truth),
        "oracle all": len(oracle),
        "ours": reached(asked, truth),
        "ours all": len(asked),
        "browser": browser.get(code, 0),
        "found": sum(bool(set(places(report)) & records[code]) for report in truth),
        "wrong": len(records[code] - all_places),
        "forbidden": sum(entry["disallowed"] for entry in ours[code]),
        # A form's pages are told apart by their bodies, which the log has not: only GET is counted.
        "twice": twice([entry["target"] for entry in ours[code] if entry["method"] == "GET"]) - browser.get(code, 0),
        "breadth": wide,
        "breadth all": len(generic[code]) if generic else 0,
    }


def shown(figures):
    """Return one line of the table."""
    triple = "/".join
    last = figures["breadth"][-1]
    times = f"{last / figures['oracle all']:.1f}" if last else f"never, of {figures['breadth all']}"
    return (
        f"{figures['name']:8s}{figures['family']:12s}{figures['reports']:7d}{figures['others']:9.0f} | "
        f"{triple(map(str, figures['oracle'])):>16s}{figures['oracle all']:4d} | {triple(map(str, figures['ours'])):>17s}"
        f"{figures['ours all']:7d}{figures['ours all'] / figures['oracle all']:6.2f}"
        f"{(figures['ours'][1] or math.inf) / figures['oracle all']:6.2f}{figures['browser']:8d}"
        f"{figures['found']:6d}{figures['wrong']:6d} | {triple(map(str, figures['breadth'])):>18s}  {times}"
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portals", choices=SELECTIONS, default="all")
    parser.add_argument("--codes", default="", help="only these, by code")
    parser.add_argument("--scale", type=int, default=1, help="multiplies all that is no report")
    parser.add_argument("--no-breadth", action="store_true")
    options = parser.parse_args()
    counties = [c for c in SELECTIONS[options.portals] if not options.codes or c.code in options.codes.split(",")]
    families = [build(county, scale=options.scale) for county in counties]
    with tempfile.TemporaryDirectory() as name:
        ours, records, browser = harvest(options, Path(name))
        generic = None if options.no_breadth else breadth(options, families, Path(name))
    table = [row(family, ours, records, browser, generic) for family in families]
    print(HEAD, *map(shown, table), sep="\n")
    ratios = [one["ours all"] / one["oracle all"] for one in table]
    total, reports = sum(one["ours all"] for one in table), sum(one["reports"] for one in table)
    found, wrong = sum(one["found"] for one in table), sum(one["wrong"] for one in table)
    print(f"recall {found / reports:.4f}  precision {found / max(1, found + wrong):.4f}  requests/oracle: ", end="")
    print(f"median {statistics.median(ratios):.2f}, worst {max(ratios):.2f}  ", end="")
    print(f"rendered {sum(one['browser'] for one in table)} of {total} ", end="")
    print(f"({sum(one['browser'] for one in table) / total:.2%})  ", end="")
    print(f"forbidden {sum(one['forbidden'] for one in table)}, twice {sum(one['twice'] for one in table)}")
    if generic:
        times = [one["breadth"][-1] / one["oracle all"] for one in table if one["breadth"][-1]]
        never = sum(one["breadth"][-1] is None for one in table)
        median = f"median {statistics.median(times):.1f}, least {min(times):.1f} times the oracle" if times else "-"
        print(f"breadth first: {median}; never reaches the last report on {never} of {len(table)} portals")


if __name__ == "__main__":
    main()
