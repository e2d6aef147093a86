"""``scrapy export``: what it adds to the archive's records, how it is asked, and that stdout is data."""

import copy
import gzip
import json
import random
import zipfile

import pytest
from invented_archive import PORTAL, Town
from warcio.archiveiterator import ArchiveIterator

from crawler.extraction.base import Table, render
from crawler.facts import with_facts
from spiders.reports import QualityFlag
from storage.export.columns import FLAT, ROWS
from tests.replica.reports import compose

DISAGREEMENTS = [QualityFlag.RENDITION_CHECKS_DISAGREE, QualityFlag.RENDITION_FACTS_DISAGREE]
TOWNS = (Town("贺兰县甲镇人民政府", 2020), Town("贺兰县乙镇人民政府", 2021))


def file(report, shift=0):
    """A file of a report as the export has it; ``shift`` moves the last figure of its applications' first row."""
    rows = [block.rows() for block in report.blocks if isinstance(block, Table)]
    rows = copy.deepcopy(rows)
    asked = next(table for table in rows if any("新收" in row[0] for row in table))
    row = next(row for row in asked if "新收" in row[0])
    row[-1] = str(int(row[-1]) + shift)
    extraction = {"extractor": "html", "version": 1}
    return {
        "sha256": "",
        "extraction": extraction,
        "text": render(report.blocks),
        "tables": [{"kind": None, "rows": table} for table in rows],
    }


@pytest.mark.parametrize(("shift", "flags"), [(0, []), (1, DISAGREEMENTS)])
def test_an_identity_that_only_one_rendition_satisfies_is_flagged(shift, flags):
    report = compose("某县某镇人民政府", "township", 2021, random.Random(3), "某县")
    assert not report.facts.broken
    files = [file(report), file(report, shift)]
    [told] = with_facts(iter([{"year": 2021, "body": 0, "files": files, "flags": [], "provenance": {}}]))
    assert told["flags"] == flags
    assert told["checks"]
    assert all(check["ok"] is not False for check in told["checks"])


def test_stdout_is_nothing_but_records(place):
    place.harvest(*TOWNS)
    place.run("export", str(place.path / "x.jsonl.gz"))
    process = place.process("export", "-", stdout=-1, stderr=-1)
    out, err = process.communicate()
    assert process.returncode == 0
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["agency"] for record in records] == [town.agency for town in TOWNS]
    assert err == "2 records\n"
    with gzip.open(place.path / "x.jsonl.gz", "rt") as lines:
        assert [json.loads(line) for line in lines] == records


def test_a_wacz_by_its_ending(place):
    place.harvest(*TOWNS)
    path = place.path / "x.wacz"
    done = place.run("export", str(path), "--years", str(TOWNS[0].year))
    assert (done.returncode, done.stdout) == (0, "")
    with zipfile.ZipFile(path) as packed:
        pages = [json.loads(line)["url"] for line in packed.read("pages/pages.jsonl").splitlines()[1:]]
        records = sum(1 for _ in ArchiveIterator(packed.open("archive/data.warc.gz")))
    assert pages == [town.url for town in TOWNS if town.year == TOWNS[0].year]
    assert done.stderr == f"{records} WARC records\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("x.csv",),
        ("x.jsonl", "y.jsonl"),
        ("x.wacz", "--table", "facts"),
        ("x.csv", "--table", "nothing"),
        ("-", "--years", "abc"),
        ("-", "--since", "gestern"),
        ("-", "--portals", "9"),
    ],
)
def test_wrong_arguments_are_told_and_end_with_2(place, arguments):
    place.harvest(*TOWNS)
    done = place.run("export", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_a_portal_that_is_not_visited_any_more_can_be_selected(place):
    place.harvest(*TOWNS)
    registry = place.path / "gone.toml"
    registry.write_text(
        f'["{PORTAL.code}"]\nname = "{PORTAL.name}"\nhome = "{PORTAL.home}"\ngone = "2026-12: merged"\n', "utf-8"
    )
    path = str(place.path / "x.jsonl")
    done = place.run("export", path, "--portals", PORTAL.code, "-s", f"PORTALS_PATH={registry}")
    assert (done.returncode, done.stderr) == (0, f"{len(TOWNS)} records\n")


@pytest.mark.parametrize("table", [*ROWS, "panel", "events", "rejected"])
def test_every_table_can_be_written(place, table):
    place.harvest(*TOWNS)
    path = place.path / "x.csv"
    done = place.run("export", str(path), "--table", table)
    assert (done.returncode, done.stdout) == (0, "")
    head, *rows = path.read_text("utf-8").splitlines()
    assert head.split(",") == list(FLAT[table])
    assert done.stderr == f"{len(rows)} records\n"
    assert bool(rows) is (table not in {"panel", "rejected", "checks"})


def test_a_sheet_of_figures_in_an_attachment_counts():
    """The page has the text; its tables stand in a workbook beside it."""
    report = compose("某县某镇人民政府", "township", 2021, random.Random(3), "某县")
    page, book = file(report) | {"tables": []}, file(report) | {"text": ""}
    [record] = with_facts(iter([{"year": 2021, "body": 0, "files": [page, book], "flags": [], "provenance": {}}]))
    assert {(fact["source"], fact["file"]) for fact in record["facts"]} == {("text", 0), ("cell", 1)}
    assert record["flags"] == []
