"""``scrapy diff``: two versions of one report, side by side."""

import sys

import pytest
from invented_archive import Town

FIRST = Town("贺兰县金贵镇人民政府", 2020, requests="0", sentence="本年度未收到行政复议申请。")
SECOND = Town("贺兰县金贵镇人民政府", 2020, requests="2", sentence="本年度收到行政复议申请1件。")
THIRD = Town("贺兰县金贵镇人民政府", 2020, requests="3", sentence="本年度收到行政复议申请1件。")


@pytest.fixture
def document(place):
    for town in (FIRST, SECOND, THIRD):
        place.harvest(town)
    return place.export()[0]["id"]


def changes(said):
    """The lines that speak of text and cells."""
    return [line for line in said.stdout.splitlines()[2:] if "sha256:" not in line]


def test_text_and_cells_of_the_last_two_or_of_any_two_versions(place, document):
    last = place.run("diff", document)
    assert (last.returncode, last.stderr) == (0, "")
    assert changes(last) == ['table 1 row 2 col 2: "2" → "3"']
    assert last.stdout.splitlines()[0].startswith(f"--- {document} version 2, 20")
    all_of_it = place.run("diff", document, "--from", "1", "--to", "3")
    assert changes(all_of_it) == [f"- {FIRST.sentence}", f"+ {THIRD.sentence}", 'table 1 row 2 col 2: "0" → "3"']
    assert all_of_it.stdout.count("page http") == 2
    assert changes(place.run("diff", document, "--to", "2"))[-1] == 'table 1 row 2 col 2: "0" → "2"'
    alone = place.run("diff", document, "--to", "1")
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, "", f"{document} has no version before 1\n")


def test_what_is_not_there_is_one_line(place, document):
    for arguments, words in (
        (("640122-2020-nowhere",), "no document 640122-2020-nowhere"),
        ((document, "--from", "7"), f"{document} has no version 7; it has 1, 2, 3"),
    ):
        said = place.run("diff", *arguments)
        assert (said.returncode, said.stdout, said.stderr) == (2, "", f"scrapy diff: {words}\n")
    assert "name one DOC" in place.run("diff").stderr


def test_a_fault_is_told_by_the_name_that_the_user_called(place, document, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/nianbao"])
    assert place.run("diff", "640122-2020-nowhere").stderr == "nianbao diff: no document 640122-2020-nowhere\n"
