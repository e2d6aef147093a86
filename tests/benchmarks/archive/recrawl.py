"""What a second harvest of unchanged portals costs: requests with ``revisit=due``, bytes with ``revisit=all``.

    .venv/bin/python tests/benchmarks/archive/recrawl.py [--portals founding|all]

Promised: no version, no blob; at most 35 % of the first run's requests (every list read again), and at most 5 % of its
bytes where the server gives validators. Exit 1 when a promise is broken.
"""

import argparse
import sys

from ground import Ground, tail


def versions(ground):
    return ground.ask("select count(*) from version")[0][0]


def validated(ground):
    """Return the portals whose server gives validators."""
    query = "select distinct portal from resource where etag is not null or last_modified is not null"
    return {portal for (portal,) in ground.ask(query)}


def again(ground, first, how, *, share, figure, judged):
    """Harvest once more; print a line per portal and return how many promises were broken."""
    before = versions(ground), ground.blobs()
    process = ground.harvest(f"revisit={how}")
    added = versions(ground) - before[0], len(ground.blobs()) - len(before[1])
    broken = (process.returncode != 0) + (added != (0, 0))
    print(f"revisit={how}: exit {process.returncode}, {added[0]} versions and {added[1]} blobs added", flush=True)
    if process.returncode:
        print(tail(process))
    then, now = ground.traffic(first), ground.traffic(ground.runs()[-1])
    for portal in sorted(then):
        ratio = now[portal][figure] / then[portal][figure]
        broken += portal in judged and ratio > share
        requests, received, unmodified, lists = now[portal]
        print(
            f"    {portal}: {requests} of {then[portal][0]} requests, {received} of {then[portal][1]} bytes, "
            f"{unmodified} not modified, {lists} of {then[portal][3]} lists: {ratio:.3f} of "
            f"{f'at most {share}' if portal in judged else 'any, it gives no validators'}"
        )
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portals", choices=["founding", "all"], default="founding")
    options = parser.parse_args()
    with Ground(selection=options.portals) as ground:
        process = ground.harvest()
        print(tail(process) if process.returncode else "first harvest: exit 0", flush=True)
        first = ground.runs()[-1]
        broken = again(ground, first, "due", share=0.35, figure=0, judged=set(ground.traffic(first)))
        return broken + again(ground, first, "all", share=0.05, figure=1, judged=validated(ground))


if __name__ == "__main__":
    sys.exit(min(main(), 1))
