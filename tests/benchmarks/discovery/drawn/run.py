"""First sight of portals drawn by chance: what is found, what it costs, and whether `complete` is true.

    .venv/bin/python tests/benchmarks/discovery/drawn/run.py [--seeds 1-40] [--kinds one-axis-at-a-time|mixed] [--in-flight 1|4] [--only axis=value] [--harvest [--again] [--kill-at 0.5]] [--json FILE]

One axis at a time: every value of every axis with all others plain, once for each seed. Mixed: each axis by its own
chance. The oracle asks for the way, the lists and the reports with their texts, each once.
"""

import argparse
import json
import statistics
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

sys.path[:1] = [str(Path(__file__).parents[4])]

from tests.benchmarks.discovery.drawn.harvest import harvested  # noqa: E402
from tests.benchmarks.discovery.drawn.scoring import score  # noqa: E402
from tests.benchmarks.discovery.drawn.visit import Visit  # noqa: E402
from tests.benchmarks.discovery.drawn.world import AXES, Draw, build, mixed, one_axis_at_a_time  # noqa: E402


def numbers(text):
    """Return the seeds of "1-3,7"."""
    spans = [part.split("-") for part in text.split(",")]
    return [number for span in spans for number in range(int(span[0]), int(span[-1]) + 1)]


def drawn(options):
    """Yield (label, axis, value, portal) for each portal to be visited."""
    only = {tuple(pair.split("=")) for pair in options.only}
    for seed in numbers(options.seeds):
        if options.kinds == "mixed":
            draw = mixed(seed)
            if only <= set(asdict(draw).items()):
                yield f"{seed}", None, None, build(f"mixed {seed}", draw)
            continue
        for axis, value, draw in one_axis_at_a_time():
            if not only or (axis, value) in only:
                yield f"{seed} {axis}={value}", axis, value, build(f"one {seed}", draw)


def visited(world, options):
    """Return the score of a visit in memory, or of a harvest."""
    if options.harvest:
        done = harvested(world, options.in_flight, again=options.again, kill_at=options.kill_at)
        for what, faults in (("AGAIN", done.again), ("KILLED", done.killed)):
            if faults:
                print(f"{what}: {len(faults)} records differ, such as {faults[0]}", flush=True)
        return score(world, done.found, done.asked, done.verdict, seconds=done.seconds)
    visit = Visit(world, options.in_flight).run()
    found = [(report.url, report.year, report.agency, report.level) for report in visit.reports.values()]
    return score(world, found, visit.asked, visit.verdict, seconds=visit.seconds)


def axes_of(draw):
    """Return the values that are not plain, in words."""
    return (
        " ".join(f"{axis}={value}" for axis, value in asdict(draw).items() if value != getattr(Draw(), axis)) or "plain"
    )


def line(label, world, result):
    """Return a portal's figures in a line."""
    marks = [
        "FALSE COMPLETE" if result.false_complete else "",
        f"wrong {len(result.wrong)}" if result.wrong else "",
        f"twice {result.twice}" if result.twice else "",
        f"unnamed {result.unnamed}" if result.unnamed else "",
        f"misnamed {len(result.misnamed)}" if result.misnamed else "",
        f"textless {result.textless}" if result.textless else "",
        f"silent on {', '.join(result.silent)}" if result.silent else "",
        "" if result.browserless else "needs an act",
    ]
    return (
        f"{label:34s} {world.name} {result.found:3d}/{result.true:<3d} {result.outcome:13s} {result.requests:4d}/{result.oracle:<4d}={result.ratio:5.2f} "
        f"{' · '.join(mark for mark in marks if mark)}   [{axes_of(world.draw)}]"
    )


def details(result):
    """Yield what a person looks at first."""
    yield f"      {result.reason[:300]}"
    for url, year, name in result.missing[:2]:
        yield f"      missing {year} {name} {url}"
    for url, year, agency in result.wrong[:3]:
        yield f"      wrong   {year} {agency} {url}"
    for url, agency, name in result.misnamed[:2]:
        yield f"      misnamed {agency} for {name} {url}"


def summary(rows, kinds):
    """Yield a line per value of each axis, and one for all."""
    groups = defaultdict(list)
    for _, axis, value, world, result in rows:
        for key in [(axis, value)] if kinds != "mixed" else asdict(world.draw).items():
            groups[key].append(result)
    yield f"{'axis':10s}{'value':18s}{'portals':>8s}{'recall':>8s}{'precision':>10s}{'false complete':>15s}{'complete':>9s}{'textless':>9s}{'unnamed':>8s}{'misnamed':>9s}{'silent':>7s}{'x oracle':>9s}"
    order = {(axis, value): n for n, (axis, value) in enumerate((a, v) for a, values in AXES.items() for v in values)}
    for key in sorted(groups, key=lambda key: order.get(key, -1)):
        yield figures(*key, groups[key])
    yield figures("all", "", [row[-1] for row in rows])


def figures(axis, value, results):
    """Return one line of the summary."""
    true, found, wrong = sum(r.true for r in results), sum(r.found for r in results), sum(len(r.wrong) for r in results)
    complete = [r for r in results if r.outcome == "complete"]
    false = sum(r.false_complete for r in results)
    return (
        f"{axis or '':10s}{value or '':18s}{len(results):8d}{found / max(1, true):8.3f}{found / max(1, found + wrong):10.3f}"
        f"{false:8d} {false / len(results):6.2f}{len(complete):9d}{sum(r.textless for r in results):9d}{sum(r.unnamed for r in results):8d}{sum(len(r.misnamed) for r in results):9d}{sum(bool(r.silent) for r in results):7d}"
        f"{statistics.median(r.ratio for r in results):6.2f}/{max(r.ratio for r in results):.2f}"
    )


def main():
    """Draw, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--kinds", choices=("one-axis-at-a-time", "mixed"), default="one-axis-at-a-time")
    parser.add_argument("--in-flight", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="AXIS=VALUE")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--harvest", action="store_true", help="for real, with a browser; listens on port 80")
    parser.add_argument("--again", action="store_true", help="harvest twice; tell what the second one adds")
    parser.add_argument("--kill-at", type=float, default=0.0, help="kill another harvest at this share of its requests")
    parser.add_argument("--quiet", action="store_true", help="the summary alone")
    options = parser.parse_args()
    rows = []
    for label, axis, value, world in drawn(options):
        result = visited(world, options)
        rows.append((label, axis, value, world, result))
        if not options.quiet:
            print(line(label, world, result), flush=True)
            if result.missing or result.wrong or result.misnamed or result.silent or result.outcome != "complete":
                print(*details(result), sep="\n", flush=True)
    print(*summary(rows, options.kinds), sep="\n")
    if options.json:
        kept = [
            {
                "label": label,
                "draw": asdict(world.draw),
                "home": world.home,
                **asdict(result),
                "false_complete": result.false_complete,
            }
            for label, _, _, world, result in rows
        ]
        options.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
