"""``scrapy release``: what is in it, that the standards' own tools take it, and that it gives nothing away that is personal."""

import csv
import gzip
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import frictionless
import jsonschema
import pandas as pd
import polars as pl
import pytest
import yaml
from invented_archive import PORTAL, Place, Town

ROOT = Path(__file__).parents[3]
TOWNS = (
    Town("贺兰县甲镇人民政府", 2020, sentence="联系人邮箱someone@example.com，办公室xxgk@helan.gov.cn。"),
    Town("贺兰县乙镇人民政府", 2021),
    Town("贺兰县丙镇人民政府", 2021),
)
FLAT = ("facts", "comparable", "checks", "cells", "coverage", "left_out")
FILES = {
    *(f"{table}{ending}" for table in FLAT for ending in (".parquet", ".csv")),
    *("reports.jsonl.gz", "reports.parquet", "datapackage.json", "croissant.json", "CITATION.cff", "README.md"),
    "SHA256SUMS",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("filled")).harvest(*TOWNS)


@pytest.fixture(scope="module")
def released(filled):
    target = filled.path / "release"
    said = filled.run("release", str(target))
    assert (said.returncode, said.stdout) == (0, ""), said.stderr
    return target


def reports(target):
    with gzip.open(target / "reports.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_the_same_archive_gives_the_same_bytes_and_the_sums_prove_them(filled, released):
    again = filled.path / "again"
    assert filled.run("release", str(again)).returncode == 0
    contents = {path.name: path.read_bytes() for path in released.iterdir()}
    assert contents == {path.name: path.read_bytes() for path in again.iterdir()}
    assert set(contents) == FILES
    sums = dict(reversed(line.split("  ")) for line in contents["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in contents.items() if name != "SHA256SUMS"}


def test_every_record_keeps_the_contract(released):
    validator = jsonschema.Draft202012Validator(json.loads((ROOT / "docs" / "export.schema.json").read_text("utf-8")))
    assert sorted(record["agency"] for record in reports(released)) == sorted(town.agency for town in TOWNS)
    for record in reports(released):
        validator.validate(record)


def test_nothing_personal_is_in_any_file(released):
    for path in released.iterdir():
        if path.name.endswith(".parquet"):
            text = str(pl.read_parquet(path).to_dicts())
        else:
            text = (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8").read()
        assert "13912345678" not in text, path.name
        assert "someone@" not in text, path.name
    text = "".join(record["text"] for record in reports(released))
    assert text.count("［手机号］") == len(TOWNS)
    assert "［邮箱］" in text
    assert "xxgk@helan.gov.cn" in text


def test_portals_and_years_are_chosen(filled):
    target = filled.path / "chosen"
    said = filled.run("release", str(target), "--portals", PORTAL.code, "--years", "2020")
    assert said.returncode == 0, said.stderr
    assert [record["year"] for record in reports(target)] == [2020]
    assert set(pl.read_parquet(target / "coverage.parquet")["year"]) == {2020}
    assert "portals 640122, years 2020" in (target / "README.md").read_text("utf-8")


def test_frictionless_validates_the_package(released):
    report = frictionless.validate(str(released / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert {task.place for task in report.tasks} == FILES - {
        *("datapackage.json", "croissant.json", "CITATION.cff", "README.md", "SHA256SUMS")
    }


def test_croissant_describes_every_flat_table_and_its_tool_reads_all_rows(released):
    code = (  # in a process of its own: its log handler closes the stderr of whoever imports it
        "import json, mlcroissant, sys; dataset = mlcroissant.Dataset(sys.argv[1]); issues = dataset.metadata.ctx.issues; "
        "counts = [sum(1 for _ in dataset.records(table)) for table in sys.argv[2:]]; "
        "print(json.dumps([[*map(str, issues.errors)], [*map(str, issues.warnings)], counts]))"
    )
    command = [sys.executable, "-c", code, str(released / "croissant.json"), *FLAT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    errors, warnings, counts = json.loads(done.stdout.splitlines()[-1])
    assert (errors, warnings) == ([], [])
    assert counts == [len(pl.read_parquet(released / f"{table}.parquet")) for table in FLAT]


def test_the_citation_keeps_its_format(released):
    citation = yaml.safe_load((released / "CITATION.cff").read_text("utf-8"))
    schema = json.loads((ROOT / "tests" / "data" / "cff" / "schema-1.2.0.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(citation)
    day = date.fromisoformat(citation["date-released"])
    assert citation["version"] == f"{day:%Y.%m.%d}"


@pytest.mark.parametrize("table", FLAT)
def test_tools_load_both_forms_of_a_table_alike_without_an_option(released, table):
    parquet, text = released / f"{table}.parquet", released / f"{table}.csv"
    with text.open(encoding="utf-8", newline="") as lines:
        number = len(list(csv.reader(lines))) - 1
    assert (number > 0) is (table not in {"left_out", "checks"})
    assert {len(pd.read_parquet(parquet)), len(pd.read_csv(text))} == {number}
    assert {len(pl.read_parquet(parquet)), len(pl.read_csv(text))} == {number}
    assert {duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0] for path in (parquet, text)} == {number}


def test_tools_load_the_reports_without_an_option(released):
    for path in (released / "reports.parquet", released / "reports.jsonl.gz"):
        assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0] == len(TOWNS)
    assert len(pl.read_parquet(released / "reports.parquet")) == len(TOWNS)
    assert len(pd.read_parquet(released / "reports.parquet")) == len(TOWNS)


def test_hugging_face_loads_every_table_by_the_card(released, tmp_path):
    code = (
        "import datasets, sys; "
        "print([datasets.load_dataset(sys.argv[1], *name)['train'].num_rows for name in ([], ['facts'], ['coverage'])])"
    )
    env = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(released)], env=env, capture_output=True, text=True, check=False
    )
    rows = [len(pl.read_parquet(released / f"{table}.parquet")) for table in ("reports", "facts", "coverage")]
    assert done.stdout.splitlines()[-1:] == [str(rows)], done.stderr


def test_the_card_counts_what_is_there_and_what_is_not(released):
    card = (released / "README.md").read_text("utf-8")
    states = pl.read_parquet(released / "coverage.parquet")["state"].value_counts()
    for state, number in states.rows():
        assert f"| `{state}` | {number} |" in card
    assert f"| `reports` | {len(TOWNS)} |" in card
    assert "$" not in card


@pytest.fixture
def place_of_three(place):
    return place.harvest(*TOWNS)


def damaged_blob(place, record):
    digest = record["files"][0]["sha256"]
    next(place.path.glob(f"archive/blobs/**/{digest}")).write_bytes(b"forged")


def lost_blob(place, record):
    digest = record["files"][0]["sha256"]
    next(place.path.glob(f"archive/blobs/**/{digest}")).unlink()


def damaged_record(place, record):
    warc = record["files"][0]["warc"]
    [path] = place.path.glob(f"archive/warc/**/{warc['file']}")
    data = bytearray(path.read_bytes())
    data[warc["offset"] + 40] ^= 0xFF
    path.write_bytes(data)


def forged(statement):
    def change(place, record):
        with sqlite3.connect(place.path / "nianbao.db") as connection:
            connection.execute(statement, {"id": record["id"], "sha256": record["files"][0]["sha256"]})

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (damaged_blob, "its blob is damaged"),
        (damaged_record, "damaged"),
        (forged("UPDATE extraction SET text = 'x' WHERE sha256 = :sha256"), "is not what was read"),
        (forged("UPDATE version SET body = 7 WHERE document_id = :id"), "its body is file 7 of 1"),
        (forged("DELETE FROM version WHERE document_id = :id"), "its current version is missing"),
        (forged("DELETE FROM file WHERE document_id = :id"), "its body is file 0 of 0"),
        (forged(f"UPDATE file SET sha256 = '{'0' * 64}' WHERE document_id = :id"), "another digest than its fetch"),
    ],
)
def test_what_the_archive_cannot_vouch_for_is_left_out_and_named(place_of_three, change, reason):
    place, target = place_of_three, place_of_three.path / "release"
    faulty, *others = place.export()
    change(place, faulty)
    said = place.run("release", str(target))
    assert said.returncode == 1
    assert said.stdout.startswith(f"{faulty['id']}: ")
    assert len(said.stdout.splitlines()) == 1
    assert [record["id"] for record in reports(target)] == [record["id"] for record in others]
    [row] = pl.read_parquet(target / "left_out.parquet").to_dicts()
    assert (row["document"], row["code"], row["year"]) == (faulty["id"], PORTAL.code, faulty["year"])
    assert reason in row["reason"]
    assert "1 reports whose bytes" in (target / "README.md").read_text("utf-8")


def test_a_lost_blob_whose_record_stands_is_no_loss(place_of_three):
    lost_blob(place_of_three, place_of_three.export()[0])
    assert place_of_three.run("release", str(place_of_three.path / "release")).returncode == 0


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(filled, tmp_path):
    (tmp_path / "mine").write_text("mine")
    said = filled.run("release", str(tmp_path))
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert filled.run("release", str(tmp_path / "mine")).returncode == 2
    assert (tmp_path / "mine").read_text() == "mine"


def test_an_empty_folder_is_filled(filled, tmp_path):
    target = tmp_path / "empty"
    target.mkdir()
    assert filled.run("release", str(target)).returncode == 0
    assert {path.name for path in target.iterdir()} == FILES


def test_where_nothing_can_be_written_nothing_remains(filled, tmp_path):
    (tmp_path / "file").write_text("")
    said = filled.run("release", str(tmp_path / "file" / "release"))
    assert (said.returncode, len(said.stderr.splitlines())) == (5, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("x", "--years", "abc")])
def test_wrong_arguments_are_told_and_end_with_2(filled, arguments):
    said = filled.run("release", *arguments)
    assert (said.returncode, said.stdout) == (2, "")


def test_no_archive_is_told(place):
    said = place.run("release", str(place.path / "release"))
    assert (said.returncode, len(said.stderr.splitlines())) == (5, 1)
    assert not list(place.path.iterdir())
