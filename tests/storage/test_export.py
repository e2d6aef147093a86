from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import invented_portal as portal
import jsonschema
import pyarrow as pa
import pytest
from fastwarc import ArchiveIterator
from invented_portal import Site
from pyarrow import parquet
from sqlalchemy import text

from storage.audit import fixity
from storage.database import engines
from storage.errors import StorageError
from storage.export import columns, corpus, history, wacz, writing
from storage.export import parquet as columnar
from storage.queries import ArchiveReader, Selected

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "export.schema.json").read_text(encoding="utf-8"))
ALL = Selected(all_versions=True)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("harvested")
    site = Site(f"sqlite:///{folder / 'x.db'}", str(folder / "archive"), folder / "spool")
    portal.harvest(site.open())
    with site.read() as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(reader: ArchiveReader) -> list[dict[str, Any]]:
    return [record | derived(record) for record in corpus.records(reader, ALL)]


def derived(record: dict[str, Any]) -> dict[str, Any]:
    """What the crawler adds to a record: it is not the storage's to know."""
    printed = {"alias": "requests.new.total", "form": "2021", "unit": "count", "file": 0, "certainty": 1.0}
    fact = {"field": "requests.new.total", "value": 12.0, "state": "number", "raw": "12", "source": "cell"}
    place = {"table": 0, "row": 3, "column": 9}
    sum_of = {"name": "requests.new", "value": 12.0, "form": "2021", "fields": [fact["field"]], "derived": False}
    provenance = {**record["provenance"], "mapper": 1}
    return {"facts": [{**printed, **fact, **place}], "comparable": [sum_of], "checks": [], "provenance": provenance}


def test_every_record_keeps_the_contract(whole):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert len(whole) == portal.LISTS * portal.REPORTS
    for record in whole:
        validator.validate(record)
        assert record["text"] == record["files"][record["body"]]["text"]


def test_records_come_by_portal_and_year(whole):
    assert [record["id"] for record in whole] == sorted(record["id"] for record in whole)


def test_the_warc_pointer_leads_to_the_bytes(reader, whole):
    for record in whole:
        for file in record["files"]:
            with reader.warc(file["warc"]["file"]) as warc:
                warc.seek(file["warc"]["offset"])
                found = next(iter(ArchiveIterator(warc, parse_http=True)))
            assert found.record_id == f"<{file['warc']['record_id']}>"
            assert portal.hashlib.sha256(found.reader.read()).hexdigest() == file["sha256"]
            assert reader.payload(file["sha256"]) is not None


@pytest.mark.parametrize(
    ("selected", "number"),
    [
        (Selected(years=[2011]), portal.LISTS),
        (Selected(years=[2011, 2012]), 2 * portal.LISTS),
        (Selected(years=[]), 0),
        (Selected(portals=[portal.CODE]), portal.LISTS * portal.REPORTS),
        (Selected(portals=["640205"]), 0),
    ],
)
def test_selections(reader, selected, number):
    assert len(list(corpus.records(reader, selected))) == number


def test_since_takes_a_run_or_a_date(reader):
    [run] = reader.runs()
    assert reader.moment(run.id) == run.started
    assert len(list(corpus.records(reader, Selected(since=reader.moment(run.id))))) == portal.LISTS * portal.REPORTS
    assert list(corpus.records(reader, Selected(since=reader.moment("2999-01-01")))) == []
    assert reader.moment("2026-11-21").isoformat() == "2026-11-21T00:00:00+00:00"
    assert reader.moment("2026-11-21T08:00:00+08:00").isoformat() == "2026-11-21T08:00:00+08:00"
    with pytest.raises(LookupError, match="neither a run"):
        reader.moment("yesterday")


def untyped(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of a Parquet file as JSON has it."""
    for name in ("first_seen", "last_seen", "gone_since"):
        record[name] = corpus.stamp(record[name]) if record[name] else None
    record["published"] = record["published"].isoformat() if record["published"] else None
    for file in record["files"]:
        file["headers"] = {header["name"]: header["value"] for header in file["headers"]}
        file["fetched_at"] = corpus.stamp(file["fetched_at"])
    return record


@pytest.mark.parametrize("ending", writing.ENDINGS)
def test_every_ending_holds_the_same_records(tmp_path, whole, ending):
    path = tmp_path / "deep" / f"corpus{ending}"
    assert writing.write(str(path), iter(whole)) == len(whole)
    if ending == ".parquet":
        found = [untyped(record) for record in parquet.read_table(path).to_pylist()]
    else:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if ending.endswith("gz") else data).decode().splitlines()
        found = [json.loads(line) for line in lines]
    assert found == whole
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_stdout(whole, monkeypatch):
    out = type("Out", (), {"buffer": io.BytesIO()})()
    monkeypatch.setattr(sys, "stdout", out)
    assert writing.write("-", iter(whole)) == len(whole)
    assert len(out.buffer.getvalue().splitlines()) == len(whole)


def test_a_failed_export_leaves_what_was_there(tmp_path, whole):
    path = tmp_path / "x.jsonl"
    path.write_text("before")

    def broken() -> Any:
        yield whole[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        writing.write(str(path), broken())
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("x.jsonl", "before")]
    with pytest.raises(StorageError, match="the ending must be"):
        writing.write(str(tmp_path / "x.csv"), iter(whole))
    with pytest.raises(StorageError, match="cannot write"):
        writing.write(str(path / "below.jsonl"), iter(whole))


def test_readings_of_versions(reader, whole):
    number, version, reading = reader.reading(whole[0]["id"])
    assert (number, version.title, reading.text) == (1, whole[0]["title"], whole[0]["text"])
    with pytest.raises(LookupError, match="no document"):
        reader.reading("nothing")
    with pytest.raises(LookupError, match="has no version 7; it has 1"):
        reader.reading(whole[0]["id"], 7)


def test_status_facts(reader):
    [visit] = reader.visits([portal.CODE])
    assert (visit.outcome, visit.stats["frontier"]["done"]) == (
        "complete",
        {"": 1 + portal.LISTS * (1 + 2 * portal.REPORTS)},
    )
    assert reader.visits(["640205"]) == []
    assert [found.id for found in reader.visits(run=visit.run_id)] == [visit.id]
    assert reader.counts([portal.CODE]) == {portal.CODE: (portal.LISTS * portal.REPORTS, 0)}
    assert reader.names() == {portal.CODE: portal.NAME}


def test_a_wacz_is_whole_and_its_index_leads_to_the_records(tmp_path, reader):
    path = tmp_path / "2011.wacz"
    count = wacz.write(str(path), reader, Selected(years=[2011, 2013]))
    with zipfile.ZipFile(path) as packed:
        package = json.loads(packed.read("datapackage.json"))
        digest = json.loads(packed.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{portal.hashlib.sha256(packed.read('datapackage.json')).hexdigest()}"
        for resource in package["resources"]:
            data = packed.read(resource["path"])
            assert (resource["bytes"], resource["hash"]) == (
                len(data),
                f"sha256:{portal.hashlib.sha256(data).hexdigest()}",
            )
        assert {info.compress_type for info in packed.infolist()} == {zipfile.ZIP_STORED}
        warc = packed.read("archive/data.warc.gz")
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
        index = packed.read("indexes/index.cdx").decode().splitlines()
    assert len(list(ArchiveIterator(io.BytesIO(warc), parse_http=False, verify_digests=True))) == count
    assert len(pages) == 1 + 2 * portal.LISTS
    assert index == sorted(index)
    urls = set()
    for line in index:
        facts = json.loads(line.split(" ", 2)[2])
        member = warc[int(facts["offset"]) : int(facts["offset"]) + int(facts["length"])]
        found = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=False)))
        assert found.headers["WARC-Target-URI"] == facts["url"]
        urls.add(facts["url"])
    assert {page["url"] for page in pages[1:]} <= urls


def test_an_older_and_a_newer_schema_are_told(tmp_path):
    site = Site(f"sqlite:///{tmp_path}/x.db", str(tmp_path / "archive"), tmp_path / "spool")
    portal.harvest(site.open())
    for revision, reading, opening in (
        ("0001", "has the schema 0001", None),
        ("9999", "has the schema 9999", "newer software"),
    ):
        engine = engines.engine(site.database_url, write=True)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        engine.dispose()
        with pytest.raises(StorageError, match=reading):
            site.read()
        if opening:
            with pytest.raises(StorageError, match=opening):
                site.open()


def test_what_stands_can_be_keyed_anew(small, opened):
    portal.harvest(small.open())
    archive = opened(small)
    archive.begin_run(**portal.RUN)
    visit = archive.begin_visit(portal.CODE, portal.NAME, portal.HOME).id
    pending = archive.pending_extractions(visit, {"html": 2, "pdf": 1})
    assert len(pending) == portal.LISTS * portal.REPORTS
    for one in pending:
        archive.record_extraction(one.sha256, portal.extracted(f"读得更好 {one.sha256}", 2))
    standing = list(archive.standing(visit))
    assert len(standing) == portal.LISTS * portal.REPORTS
    for one in standing:
        texts = [reading.text for reading in one.extractions]
        keys = {"content_key": portal.digest("\n".join(sorted(texts))), "text_key": portal.digest(texts[0])}
        assert keys["content_key"] != one.content_key
        archive.rekey(one.document, one.version, body=0, **keys)
    asked = portal.candidate(f"{portal.HOME}list0.html/1.html", kind="report")
    archive.frontier(visit).enqueue([asked])
    answer = portal.answer(visit, asked)
    page = portal.exchange(asked.key, answer.exchanges[0].body + b"<!-- 7 visits -->")
    told = f"读得更好 {portal.hashlib.sha256(answer.exchanges[0].body).hexdigest()}"
    archive.record(
        portal.unit(
            visit,
            asked.key,
            exchanges=(page,),
            kind="report",
            sightings=answer.sightings,
            extracted=portal.extracted(told, 2),
        )
    )
    changes = [archive.keep(visit, portal.kept(sight)) for sight in archive.sighted(visit, complete=True)]
    assert [change.kind for change in changes] == ["unchanged"]
    archive.end_visit(visit, "complete", "")
    archive.end_run(0, "")
    with small.read() as reader:
        assert list(fixity.faults(reader)) == []


FLAT = ("facts", "comparable", "checks", "cells", "files")


@pytest.mark.parametrize("table", FLAT)
def test_a_table_says_the_same_in_every_format(tmp_path, whole, table):
    rows = list(columns.rows(table, iter(whole)))
    assert all(list(row) == list(columns.FLAT[table]) for row in rows)
    for ending in writing.endings(table):
        assert writing.write(str(tmp_path / f"x{ending}"), iter(rows), table) == len(rows)
    lines = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert gzip.decompress((tmp_path / "x.jsonl.gz").read_bytes()).decode().splitlines() == lines
    found = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert [row | _stamps(row) for row in found] == rows
    with (tmp_path / "x.csv").open(newline="", encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    assert [row["document"] for row in printed] == [row["document"] for row in rows]
    assert all(row.keys() == columns.FLAT[table].keys() for row in printed)


def _stamps(row: dict[str, Any]) -> dict[str, str]:
    return {name: corpus.stamp(value) for name, value in row.items() if isinstance(value, datetime)}


@pytest.mark.parametrize("table", columns.NAMES)
def test_no_column_is_of_a_type_that_only_some_readers_know(table):
    def types(kind: pa.DataType) -> list[pa.DataType]:
        if pa.types.is_struct(kind):
            return [inner for field in kind for inner in types(field.type)]
        return types(kind.value_type) if pa.types.is_list(kind) else [kind]

    simple = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us", tz="UTC")}
    assert {inner for field in columnar.schema(table) for inner in types(field.type)} <= simple


def test_no_text_of_a_flat_table_is_null(whole):
    unknown = [record | {"agency": None} for record in whole]
    for table in FLAT:
        texts = [name for name, kind in columns.FLAT[table].items() if kind in {columns.TEXT, columns.JSON}]
        for row in columns.rows(table, iter(unknown)):
            assert all(isinstance(row[name], str) for name in texts)


def test_events_are_the_documents_history(reader):
    rows = list(history.events(reader, ALL))
    assert {row["kind"] for row in rows} >= {"new"}
    assert all(row.keys() == columns.FLAT["events"].keys() for row in rows)
    assert len({row["document"] for row in rows}) == portal.LISTS * portal.REPORTS
    assert list(history.events(reader, Selected(since=reader.moment("2999-01-01")))) == []


def test_rejections_are_those_of_the_last_visit(small, opened):
    archive = opened(small)
    archive.begin_run(**portal.RUN)
    for number in range(2):
        visit = archive.begin_visit(portal.CODE, portal.NAME, portal.HOME).id
        url = f"{portal.HOME}{number}.html"
        archive.record(portal.unit(visit, None, rejected=((url, "公开指南", "guide"),)))
        archive.end_visit(visit, "complete", "")
    archive.end_run(0, "")
    with small.read() as reader:
        [row] = history.rejected(reader, ALL)
    assert row.keys() == columns.FLAT["rejected"].keys()
    assert (row["url"], row["title"], row["reason"]) == (f"{portal.HOME}1.html", "公开指南", "guide")
