"""The main job end to end, as its user sees it: the replica harvested from five home pages, exported, harvested again."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import jsonschema
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.extraction.base import Table

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "export.schema.json").read_text())
QUERIES = re.findall(r"```sql\n(.+?;)\n```", (DOCS / "questions.md").read_text("utf-8"))


def place(url):
    """What identifies a page within its portal: the replica's ports differ from archive to archive."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def places(report):
    return {(report.portal, path) for path in (report.path, *report.also)}


@pytest.fixture(scope="session")
def second(first):
    corpus, _process, records = first
    before = {"blobs": corpus.blobs(), "records": records}
    return corpus, corpus.run("crawl", "county_portals", "-a", "portals=replica", "-s", "PORTALS_AT_ONCE=2"), before


def test_the_harvest_ends_well_and_says_what_it_found(first):
    _corpus, process, _records = first
    assert process.returncode == 0, process.stderr[-3000:]
    assert process.stdout == ""
    assert process.stderr.count(": complete;") == 5
    assert "exit 0: all 5 portals were visited completely" in process.stderr


def test_every_report_is_found_and_nothing_else(first, reports):
    _corpus, _process, records = first
    found = {(r["portal"]["code"], place(r["url"])) for r in records}
    missed = [(r.portal, r.path, r.title) for r in reports if not places(r) & found]
    wrong = found - {p for r in reports for p in places(r)}
    assert missed == []
    assert wrong == set()


def test_year_agency_and_level_are_right_for_all_but_flagged_ones(first, reports):
    _corpus, _process, records = first
    by_place = {p: r for r in reports for p in places(r)}
    wrong = []
    for record in records:
        true = by_place[record["portal"]["code"], place(record["url"])]
        said = (record["year"], record["agency"], record["level"])
        if said != (true.year, true.agency, true.level) and not record["flags"]:
            wrong.append((place(record["url"]), said, (true.year, true.agency, true.level)))
    assert wrong == []


def sort_of(record):
    """What a record is made of: two of one sort are valid together, or neither is."""
    extractions = [(file["role"], *file["extraction"].values()) for file in record["files"]]
    kinds = [table["kind"] for table in record["tables"]]
    return str((record["level"], sorted(record["flags"]), extractions, kinds, record["published"] is None))


def test_every_sort_of_exported_line_is_valid(first):
    _corpus, _process, records = first
    check = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert len(records) >= 250
    for record in {sort_of(record): record for record in records}.values():
        check.validate(record)
    for record in records:
        assert record["text"] == record["files"][record["body"]]["text"]
        assert record["tables"] == record["files"][record["body"]]["tables"]


def test_every_numeric_cell_of_the_statutory_tables_is_right(first, reports):
    _corpus, _process, records = first
    by_place = {p: r for r in reports for p in places(r)}
    formats, wrong, cells = set(), [], 0
    for record in records:
        true = by_place[record["portal"]["code"], place(record["url"])]
        wanted = [block.rows() for block in true.blocks if isinstance(block, Table)]
        body = record["files"][record["body"]]
        got = [table["rows"] for table in record["tables"]]
        if body["extraction"]["status"] == "ok" and wanted:
            formats.add(body["extraction"]["extractor"])
            cells += sum(len(row) for table in wanted for row in table)
            if got != wanted:
                wrong.append((body["extraction"]["extractor"], record["url"]))
    assert {"html", "docx", "doc", "pdf"} <= formats
    assert cells > 10_000
    assert wrong == []


def test_the_warcs_are_valid_and_hold_exactly_what_the_export_names(first):
    corpus, _process, records = first
    payloads = {}
    for path in corpus.warcs():
        with path.open("rb") as stream:
            iterator = ArchiveIterator(stream, check_digests="raise")
            for record in iterator:
                body = record.raw_stream.read()  # raises on a wrong block or payload digest
                if record.rec_type == "response":
                    payloads[record.rec_headers["WARC-Record-ID"].strip("<>")] = hashlib.sha256(body).hexdigest()
    for record in records:
        for file in record["files"]:
            assert payloads.get(file["warc"]["record_id"], file["sha256"]) == file["sha256"]
    assert {f["warc"]["record_id"] for r in records for f in r["files"]} & set(payloads)


def test_a_second_harvest_adds_no_version_and_no_blob(second):
    corpus, process, before = second
    assert process.returncode == 0, process.stderr[-3000:]
    assert corpus.blobs() == before["blobs"]
    after = corpus.export("--all-versions")
    assert [(r["id"], r["version"]) for r in after] == [(r["id"], r["version"]) for r in before["records"]]
    assert process.stderr.count("(0 new versions, 0 changed, 0 gone)") == 5


# --- the questions of docs/questions.md, asked of a release: each line runs, and says what is true ---------------------
SOME_YEARS = range(2019, 2022)  # of both forms; a release of all takes a minute


@pytest.fixture(scope="module")
def answers(first, tmp_path_factory):
    corpus, _, _ = first
    target = tmp_path_factory.mktemp("release") / "replica"
    done = corpus.run("release", str(target), "--years", f"{SOME_YEARS[0]}-{SOME_YEARS[-1]}")
    assert done.returncode == 0, done.stderr
    found = []
    for query in QUERIES:
        assert "\n" not in query  # one line each
        relation = duckdb.sql(re.sub(r"'(\w+\.parquet)'", rf"'{target}/\1'", query))
        found.append([dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()])
    return found


@pytest.fixture(scope="module")
def records(first):
    return [record for record in first[2] if record["year"] in SOME_YEARS]


def values(record, field):
    return [fact["value"] for fact in record["facts"] if fact["field"] == field and fact["value"] is not None]


def test_new_requests_by_county_and_year(answers, records):
    expected = {}
    for record in records:
        for value in values(record, "requests.new.total"):
            key = record["portal"]["code"], record["year"]
            expected[key] = expected.get(key, 0) + value
    told = {(row["code"], row["year"]): row["requests"] for row in answers[0] if row["requests"] is not None}
    assert len(expected) > 10
    assert told == expected


def test_townships_with_none(answers, records):
    expected = {}
    for record in records:
        if record["level"] == "township":
            for value in values(record, "requests.new.total"):
                expected.setdefault(record["year"], []).append(value == 0)
    told = {row["year"]: (round(row["share_with_none"], 9), row["townships"]) for row in answers[1]}
    assert told == {year: (round(sum(none) / len(none), 9), len(none)) for year, none in expected.items()}


def test_grant_rate_by_applicant(answers, records):
    def total(kind, applicant):
        return sum(sum(values(record, f"requests.{kind}.{applicant}")) for record in records)

    told = {row["applicant"]: row["granted"] for row in answers[2]}
    assert {"natural_person", "business", "total"} <= set(told)
    for applicant, rate in told.items():
        done = total("done", applicant)
        assert rate == (pytest.approx(total("granted", applicant) / done) if done else None)


def test_failed_arithmetic(answers, records):
    expected = {record["id"] for record in records if any(check["ok"] is False for check in record["checks"])}
    assert expected
    assert {row["document"] for row in answers[3]} == expected


def test_there_are_four():
    assert len(QUERIES) == 4
