"""What strangers wrote is no formula in a CSV file, and no broken line in a JSON file."""

import csv
import io
import json

import pytest
from sqlalchemy import make_url

from storage.database.engines import shown
from storage.database.types import clean, dump
from storage.export.writing import write

FORMULAS = ["=1+1", '=HYPERLINK("http://evil.example")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"]
FORMULAS += ["\t=1", "\r=1", "-A1", "+A1", "＝1", "＠x", "－A1"]
TEXTS = ["-", "--", "—", "-5", "+5.5%", "12", "", "0", "/", "不适用", "a=1", " =1", "1-2", "-1,200"]


def csv_of(tmp_path, text):
    path = tmp_path / "x.csv"
    write(str(path), [{"a": text, "b": "other"}], "facts")
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))[1]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text(tmp_path, text):
    assert csv_of(tmp_path, text) == [f"'{text}", "other"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_dash_or_a_number_stays_as_it_is_printed(tmp_path, text):
    assert csv_of(tmp_path, text) == [text, "other"]


@pytest.mark.parametrize("text", ['a"b', "a,b", "a\nb", "a\r\nb", '",=1', "a\u2028b", "\x1b[31m"])
def test_no_text_ends_a_field_or_a_row(tmp_path, text):
    assert csv_of(tmp_path, text) == [text, "other"]


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b\u2029\x85", "\x1b]0;x\x07", '"}\n{"', "\u202e"])
def test_a_line_of_json_is_one_record(tmp_path, text):
    path = tmp_path / "x.jsonl"
    write(str(path), [{"text": text}, {"text": "second"}])
    assert [json.loads(line)["text"] for line in path.read_bytes().split(b"\n")[:-1]] == [text, "second"]


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\x00"])
def test_what_is_no_character_is_replaced_before_it_is_stored(text):
    assert json.loads(dump({"text": text}).encode())["text"] in {clean(text), text}
    clean(text).encode()


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://u:CANARY@h/d", "postgresql+psycopg://u@h/d?password=CANARY&host=h"]
)
def test_a_databases_address_is_shown_without_its_secrets(url):
    told = shown(make_url(url))
    assert "CANARY" not in told
    assert told.startswith("postgresql+psycopg://u")
