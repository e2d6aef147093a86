"""How light the site is for all counties: 2,978 portals with 775,000 cells, drawn by chance, in a real browser.

Prints the bytes of the first view, how long it and each interaction take until they are painted, and the processor's
part in that (with what is drawn afterwards), since a busy machine tells little. Exit 1 when a promise is broken: first
view at most 300 kB and 1 s, interactions at most 200 ms.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import CDPSession, Page, sync_playwright

from crawler.coverage import Ledger, LedgerCell, LedgerReport, LedgerRow, State
from crawler.downloader.browser import find
from crawler.site import portal_data
from crawler.site.building import Totals, Wanted, summary_of, write_static
from crawler.site.folder import SiteFolder
from crawler.site.scripts import script
from spiders.portals import Portal, load_portals
from storage.export.history import LastRun
from storage.vocabulary import VisitOutcome

YEARS = range(2008, 2026)
CELLS = 775_000
LARGEST = 300  # bodies of one portal
STATES = (State.HELD, State.MISSING, State.BEFORE, State.UNKNOWN, State.LIST_UNREAD, State.UNREAD, State.GONE)
WEIGHTS = (52, 15, 15, 10, 3, 2, 3)
MOST_BYTES, MOST_FIRST, MOST_AFTER = 300_000, 1000, 200
FIRST = ("index.html", "site.css", "site.js", "data/summary.js")
PAINTED = "performance.getEntriesByName('first-contentful-paint')"
GO = """([hash, wanted]) => new Promise((done) => {
  const began = performance.now(), ready = () => [...document.querySelectorAll("main h1")].some((one) => one.textContent.includes(wanted));
  const watch = new MutationObserver(() => { if (ready()) { watch.disconnect(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))); } });
  watch.observe(document.getElementById("main"), { childList: true, subtree: true });
  location.hash = hash;
})"""
TYPE = """([selector, text]) => new Promise((done) => {
  const began = performance.now(), input = document.querySelector(selector);
  input.value = text;
  input.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""


def ledgers(registry: Mapping[str, Portal]) -> Iterator[Ledger]:
    """Yield a drawn ledger for each portal, so many cells in all; the first one is the largest."""
    chance = random.Random(7)
    bodies = CELLS // len(YEARS)
    for number, (code, portal) in enumerate(registry.items()):
        share = LARGEST if number == 0 else max(1, bodies // (len(registry) - number))
        bodies -= share
        rows = tuple(_row(code, portal.name, body, chance) for body in range(share))
        outcome = chance.choice([VisitOutcome.COMPLETE, VisitOutcome.COMPLETE, VisitOutcome.INCOMPLETE])
        yield Ledger(code, portal.name, portal.home, outcome, "", "2026-02-01T00:00:00Z", rows)


def _row(code: str, name: str, body: int, chance: random.Random) -> LedgerRow:
    level = "county" if body == 0 else "township" if body % 2 else "department"
    cells = {}
    for year in YEARS:
        (state,) = chance.choices(STATES, WEIGHTS)
        key = f"{code}-{year}-{chance.getrandbits(48):012x}"
        report = LedgerReport(key, "", level, year, "", "", 1 + (chance.random() < 0.05), None, ())
        reports = (report,) if state in {State.HELD, State.GONE} else ()
        cells[year] = LedgerCell(state, reports, f"it answered http_404 ({chance.randrange(9)})")
    return LedgerRow(f"{name}第{body}号机构", level, listed=True, announced=False, cells=cells)


def build(folder: Path, registry: Mapping[str, Portal]) -> int:
    """Write the site of the drawn ledgers; return how many cells it shows."""
    site, totals, cells = SiteFolder(folder), Totals(), 0
    for ledger in ledgers(registry):
        data = portal_data.portal(ledger, [], [], [])
        site.write(f"data/{ledger.code}.js", script(f"portal/{ledger.code}", data))
        totals.add(ledger)
        cells += len(ledger.rows) * len(YEARS)
    at = datetime(2026, 2, 1, tzinfo=UTC)
    summary = summary_of(totals, registry, LastRun("r", at, at, "s"), Wanted(codes=None, years=None, replay=""))
    site.write("data/summary.js", script("summary", {**summary, "week": {"since": "", "kinds": {}}, "findings": []}))
    write_static(site)
    return cells


def first_view(page: Page, folder: Path) -> float:
    """Return after how many milliseconds the country stands on the screen."""
    page.goto("about:blank")
    page.goto(f"file://{folder}/index.html")
    page.wait_for_selector(".map")
    page.wait_for_function(f"{PAINTED}.length")
    return float(page.evaluate(f"{PAINTED}[0].startTime"))


def work(session: CDPSession) -> float:
    """Return for how many milliseconds the page's thread has worked."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1000


def walk(codes: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what a reader does: its name, the script that does it and measures until it is painted, its arguments."""
    yield "search", TYPE, ["#find", "县"]
    yield "province", GO, ["#/province/41", "河南"]
    yield f"portal of {LARGEST} bodies", GO, [f"#/portal/{codes[0]}", codes[0]]
    yield "filter its bodies", TYPE, ["input[type=search]", "7"]
    yield "another portal", GO, [f"#/portal/{codes[len(codes) // 2]}", codes[len(codes) // 2]]
    yield "back to the country", GO, ["#/", "？"]


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    rounds = parser.parse_args().rounds
    registry = load_portals(["spiders/portals"])
    codes = list(registry)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        cells = build(folder, registry)
        data = [(folder / one).read_bytes() for one in FIRST]
        plain, packed = sum(map(len, data)), sum(len(gzip.compress(one)) for one in data)
        print(
            f"{len(registry)} portals, {cells} cells; first view {plain / 1000:.0f} kB, gzipped {packed / 1000:.0f} kB"
        )
        page = playwright.chromium.launch(executable_path=find()).new_page(locale="zh-CN")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        measured: dict[str, list[float]] = {}
        worked: dict[str, list[float]] = {}
        for _ in range(rounds):
            measured.setdefault("first view", []).append(first_view(page, folder))
            worked.setdefault("first view", []).append(work(session))
            for what, script_, arguments in walk(codes):
                before = work(session)
                measured.setdefault(what, []).append(float(page.evaluate(script_, arguments)))
                page.wait_for_timeout(300)  # what is drawn afterwards
                worked.setdefault(what, []).append(work(session) - before)
        took = {what: median(times) for what, times in measured.items()}
        for what, milliseconds in took.items():
            print(f"{milliseconds:8.0f} ms, {median(worked[what]):5.0f} ms of the processor's: {what}")
    broken = plain > MOST_BYTES or took.pop("first view") > MOST_FIRST or max(took.values()) > MOST_AFTER
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
