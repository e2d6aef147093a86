"""``scrapy search``: how it is asked, what it prints, and that stdout is data."""

import json
import sqlite3

import pytest
from invented_archive import PORTAL, Town

from storage.database.file_lock import FileLock

TOWNS = (
    Town("贺兰县甲镇人民政府", 2020, sentence="联系人欧阳\t兰，负责依申请公开。"),
    Town("贺兰县乙镇人民政府", 2021, sentence="没有收到申请。\x1b[31m"),
)


@pytest.fixture
def filled(place):
    return place.harvest(*TOWNS)


def test_each_report_is_printed_with_its_hits_marked_and_its_address(filled):
    said = filled.run("search", "依申请公开", "欧阳")
    assert (said.returncode, len(said.stdout.splitlines())) == (0, 4)
    head, title, piece, url = said.stdout.splitlines()
    assert head.startswith("640122-2020-")
    assert head.endswith("v1  贺兰县甲镇人民政府")
    assert title.strip() == TOWNS[0].title
    assert piece.strip().endswith("联系人【欧阳】 兰，负责【依申请公开】。")
    assert url.strip() == TOWNS[0].url
    assert said.stderr.splitlines()[-1] == "1 of 1 reports"


def test_json_says_where_each_hit_is(filled):
    said = json.loads(filled.run("search", "--json", "收到 申请").stdout)
    assert (said["schema"], said["words"], said["total"]) == (1, ["收到", "申请"], 2)
    newest = said["hits"][0]
    assert (newest["year"], newest["agency"], newest["portal"]) == (
        2021,
        TOWNS[1].agency,
        {"code": PORTAL.code, "name": PORTAL.name},
    )
    for hit in said["hits"]:
        marked = {piece["text"][first:last] for piece in hit["snippets"] for first, last in piece["hits"]}
        assert marked == {"收到", "申请"}


def test_what_is_chosen_is_counted_and_limited(filled):
    assert filled.run("search", "公开", "--limit", "1").stderr.splitlines()[-1] == "1 of 2 reports"
    assert filled.run("search", "公开", "--limit", "0").stderr == "2 of 2 reports\n"
    assert filled.run("search", "公开", "--years", "2021").stdout.splitlines()[0].startswith("640122-2021-")
    assert filled.run("search", "公开", "--portals", PORTAL.code, "--years", "2019").stderr == "0 of 0 reports\n"
    nothing = filled.run("search", "没有这个词")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "0 of 0 reports\n")


def test_no_control_character_of_a_stranger_reaches_the_terminal(filled):
    assert "\x1b" not in filled.run("search", "没有收到").stdout


def test_while_a_harvest_holds_the_archive(filled):
    archive = filled.open()
    said = filled.run("search", "公开")
    archive.close()
    assert (said.returncode, said.stderr.splitlines()[-1]) == (0, "2 of 2 reports")


def test_while_another_search_makes_the_index_what_is_indexed_is_searched(filled):
    filled.run("search", "公开")
    filled.harvest(*TOWNS, Town("贺兰县丙镇人民政府", 2022))
    lock = FileLock(filled.path / "nianbao.search.db.lock")
    said = filled.run("search", "公开")
    lock.release()
    assert (said.returncode, said.stderr.splitlines()[-1]) == (0, "2 of 2 reports")
    assert "another search" in said.stderr
    assert filled.run("search", "公开").stderr.splitlines()[-1] == "3 of 3 reports"


def test_the_index_lies_where_the_setting_says(filled):
    path = filled.path / "elsewhere" / "x.db"
    assert filled.run("search", "公开", "-s", f"SEARCH_INDEX={path}").returncode == 0
    assert path.exists()
    assert not list(filled.path.glob("*.search.db"))


def test_an_index_that_cannot_be_written_is_told(filled):
    said = filled.run("search", "公开", "-s", "SEARCH_INDEX=/proc/none/x.db")
    assert (said.returncode, said.stdout) == (5, "")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [(), (" \u3000",), ("字" * 201,), (" ".join(map(str, range(33))),), ("公开", "--limit", "-1")]
)
def test_wrong_arguments_are_told_and_end_with_2(filled, arguments):
    said = filled.run("search", *arguments)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr


@pytest.mark.parametrize("lost", ["version", "file", "extraction"])
def test_what_a_damaged_archive_still_has_is_found(filled, lost):
    filled.run("search", "公开")
    with sqlite3.connect(filled.path / "nianbao.db") as connection:
        connection.execute(f"DELETE FROM {lost} WHERE rowid = (SELECT min(rowid) FROM {lost})")
    lock = FileLock(filled.path / "nianbao.search.db.lock")  # the index still says what was
    stale = filled.run("search", "总体情况", "--limit", "0")
    lock.release()
    fresh = filled.run("search", "总体情况", "--limit", "0")
    assert stale.stderr.splitlines()[-1] == "1 of 2 reports"
    assert fresh.stderr.splitlines()[-1].startswith("1 of ")
    assert (stale.returncode, fresh.returncode) == (0, 0)


def test_no_archive_is_told(place):
    said = place.run("search", "公开")
    assert (said.returncode, said.stdout) == (5, "")
    assert not list(place.path.iterdir())
