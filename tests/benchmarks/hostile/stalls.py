"""The longest time for which one hostile page holds the event loop of a real harvest, and what the harvest calls it.

Each page stands where the column of annual reports should be, beside an honest portal that must be harvested whole.
Prints a row per page and exits 1 when one of them holds the loop for longer than ``--most`` seconds.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.crawler.harvest_portal import LIST, Served, answer, harvest, title, usual
from tests.spiders.discovery.test_hostile import BOMBS

HELD = re.compile(r"held for ([\d.]+) s at the longest")
ROWS = 60_000


def pages() -> dict[str, bytes]:
    """Return the hostile pages by name: those of the tests, then such as have cost a harvest dearly."""
    link = '<li><a href="{0}.html">{1}</a><span>2024-01-20</span></li>'
    heading = f"<html><meta charset=utf-8><title>{title(2023)}</title><h1>{title(2023)}</h1><div id=zoom>"
    return {
        **BOMBS,
        "60,000 rows of a table": (heading + "<table>" + "<tr><td><td>" * ROWS + "</table></div>").encode(),
        "30,000 links": "".join(link.format(n, title(2000 + n % 25)) for n in range(30_000)).encode(),
        "30,000 links without words": "".join(f"<a href={n}.html></a>" for n in range(30_000)).encode(),
        "dots": (heading.replace("</h1>", "." * 400_000 + "3</h1>") + "<p>x").encode(),
        "hex in a script": ("<script>var a='" + "3fa9" * 500_000 + "';</script>").encode(),
        "16,000 scripts": ("<script>年报" * 16_000).encode(),
        "blanks in a refresh": ("<meta http-equiv=refresh content=" + " " * 500_000 + "x>").encode(),
        "16 MB of paragraphs": (heading + "<p>全年主动公开政府信息十二条。</p>" * 330_000).encode(),
        "196 MB of paragraphs": (heading + "<p>全年主动公开政府信息十二条。</p>" * 4_000_000).encode(),
    }


def held(page: bytes) -> tuple[float, str, str, int]:
    """Harvest a portal whose column is this page; return the longest stall, the outcome, its reason and the exit."""
    packed = gzip.compress(page, 1)

    def answers(target: str, headers: dict[str, str]) -> bytes:
        return answer(packed, "200 OK", "Content-Encoding: gzip") if target == LIST else usual(target, headers)

    portal = Served(answers)
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = harvest(Path(folder), portal.home, LOG_LEVEL="INFO", DOWNLOAD_TIMEOUT=60, PORTAL_BUDGET=40)
    finally:
        portal.close()
    told = HELD.search(done.process.stderr)
    return float(told[1]) if told else float("nan"), done.outcome, done.reason, done.process.returncode


def main() -> int:
    """Print a row per page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, default=0.2, help="seconds")
    parser.add_argument("--only", default="", help="a part of the pages' names")
    arguments = parser.parse_args()
    worst = 0.0
    print(f"{'seconds':>8}  {'exit':>4}  page: outcome, reason")
    for name, page in pages().items():
        if arguments.only in name:
            seconds, outcome, reason, status = held(page)
            worst = max(worst, seconds)
            print(f"{seconds:8.2f}  {status:4}  {name}: {outcome}, {reason[:90]}", flush=True)
    print(f"{worst:8.2f}  at the worst")
    return worst > arguments.most


if __name__ == "__main__":
    sys.exit(main())
