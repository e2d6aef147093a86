"""The tools that researchers use load every table of the export without an option."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from storage.export import columns, writing

STAMP = "2026-01-30T02:11:09Z"


def report(number: int) -> dict[str, Any]:
    """Return an invented export record; every second one lacks what may be unknown."""
    known = number % 2 == 0
    rows = [["信息内容", "本年制发件数"], ["规章", str(number)]]
    fact = {"form": "2021", "field": "requests.new.total", "alias": "requests.new.total", "unit": "count"}
    fact |= {"value": float(number) if known else None, "state": "number" if known else "blank", "raw": "", "file": 0}
    fact |= {"table": 0, "row": 1, "column": 1, "source": "cell", "certainty": 1.0}
    file = {"role": "page", "url": "http://portal.example/1", "name": "", "media_type": "text/html", "bytes": 3}
    file |= {"sha256": "0" * 64, "fetched_at": STAMP, "status": 200, "headers": {"Server": "x", f"X-{number}": "1"}}
    file |= {"tls": None, "part": ""}
    file |= {"warc": {"file": "a.warc.gz", "offset": 0, "record_id": "urn:uuid:0"}, "text": "", "tables": []}
    file |= {"extraction": {"status": "ok", "extractor": "html", "version": 1, "notes": []}}
    file["tables"] = [{"kind": "proactive", "rows": rows}]
    return {
        "schema": 1,
        "id": f"640122-2022-{number}",
        "version": 1,
        "is_current": True,
        "first_seen": STAMP,
        "last_seen": STAMP,
        "gone_since": None,
        "portal": {"code": "640122", "name": "贺兰县"},
        "agency": "贺兰县某镇人民政府" if known else None,
        "level": "township",
        "year": 2022,
        "title": "",
        "published": "2023-01-20" if known else None,
        "index_number": None,
        "url": "http://portal.example/1",
        "body": 0,
        "text": "",
        "tables": file["tables"],
        "files": [file],
        "facts": [fact],
        "comparable": [{"name": "requests.new", "value": 1.0, "form": "2021", "fields": ["a", "b"], "derived": True}],
        "checks": [{"rule": "requests.total", "ok": None if known else False}],
        "flags": [],
        "provenance": {"run": "r", "software": "nianbao", "mapper": 1, "discovered_via": []},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export")
    for table in ("reports", *columns.ROWS):
        records = map(report, range(6))
        rows = records if table == columns.REPORTS else columns.rows(table, records)
        for ending in writing.endings(table):
            writing.write(str(path / f"{table}{ending}"), rows if ending == ".jsonl" else _again(table), table)
    return path


def _again(table: str) -> Any:
    records = map(report, range(6))
    return records if table == columns.REPORTS else columns.rows(table, records)


@pytest.mark.parametrize("table", ["reports", *columns.ROWS])
def test_parquet_loads_everywhere(folder, table):
    path = str(folder / f"{table}.parquet")
    rows = 24 if table == "cells" else 6
    assert len(pd.read_parquet(path)) == rows
    assert len(pl.read_parquet(path)) == rows
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(rows,)]


@pytest.mark.parametrize("table", list(columns.ROWS))
@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_flat_tables_load_as_text(folder, table, ending):
    path = str(folder / f"{table}{ending}")
    rows = 24 if table == "cells" else 6
    frame = pd.read_csv(path) if ending == ".csv" else pd.read_json(path, lines=True)
    assert list(frame.columns) == list(columns.FLAT[table])
    assert len(frame) == len(pl.read_csv(path) if ending == ".csv" else pl.read_ndjson(path)) == rows
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(rows,)]


def test_dates_are_dates(folder):
    path = folder / "reports.parquet"
    assert duckdb.sql(f"SELECT max(published) FROM '{path}'").fetchall() == [(date(2023, 1, 20),)]
    assert str(pl.read_parquet(path).schema["first_seen"]) == "Datetime(time_unit='us', time_zone='UTC')"


def test_a_strangers_questions_are_one_line_each(folder):
    facts, checks = folder / "facts.parquet", folder / "checks.parquet"
    new = f"SELECT code, year, sum(value) FROM '{facts}' WHERE field = 'requests.new.total' GROUP BY ALL"
    assert duckdb.sql(new).fetchall() == [("640122", 2022, 6.0)]
    failed = f"SELECT count(DISTINCT document) FROM '{checks}' WHERE NOT ok"
    assert duckdb.sql(failed).fetchall() == [(3,)]
