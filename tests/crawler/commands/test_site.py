"""``scrapy site``: what it writes, that it writes the same again, and what it refuses."""

import json

import pytest
from invented_archive import PORTAL, Town

TOWN, BUREAU = "贺兰县金贵镇人民政府", "贺兰县财政局"


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def data(folder, name):
    written = (folder / "data" / f"{name}.js").read_text("utf-8")
    return json.loads(f"[{written.removeprefix('nianbao.take(').rstrip()[:-2]}]")[1]


def site(place, *options):
    folder = place.path / "site"
    done = place.run("site", str(folder), *options)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder


def test_the_same_archive_gives_the_same_bytes_and_takes_the_place_of_the_site_before(place):
    place.harvest(Town(TOWN, 2020), Town(BUREAU, 2020, level="department"))
    folder = site(place)
    first = files(folder)
    (folder / "data" / "old.js").write_text("old")
    assert files(site(place)) == first
    assert [path.name for path in place.path.iterdir() if path.name.startswith(".site")] == []
    assert {
        "index.html",
        "site.css",
        "site.js",
        "feed.xml",
        "data/summary.js",
        "data/changes.js",
        "data/640122.js",
    } < set(first)
    place.harvest(Town(TOWN, 2020, requests="5"), Town(BUREAU, 2020, level="department"))
    second = files(site(place))
    assert set(second) == set(first)
    assert {name for name in first if "640122/2" in name and first[name] != second[name]} != set()


def test_it_tells_versions_changes_and_counts_as_the_archive_has_them(place):
    place.harvest(Town(TOWN, 2020), Town(BUREAU, 2020, level="department"))
    place.harvest(Town(TOWN, 2020, requests="5"), Town(BUREAU, 2020, level="department"))
    folder = site(place)
    summary, portal = data(folder, "summary"), data(folder, "640122")
    assert (summary["codes"], summary["outcomes"]) == (["640122"], {"words": ["complete"], "at": [0]})
    assert summary["counts"][0].startswith("2h")
    assert summary["week"]["kinds"] == {"new": 2, "substantive": 1}
    assert [visit["outcome"] for visit in portal["visits"]] == ["complete", "complete"]
    (event,) = portal["events"]
    assert event[1] == "substantive"
    report = data(folder, f"640122/{event[2].removeprefix('640122-')}")
    assert [version["number"] for version in report["versions"]] == [1, 2]
    assert report["changes"][0]["cells"] == [[1, 2, 2, "行政规范性文件 · 本年制发件数", "0", "5"]]
    assert "13912345678" not in json.dumps(report)


def test_a_selection_shows_portals_never_visited_and_some_years_only(place):
    place.harvest(Town(TOWN, 2020), Town(TOWN, 2021))
    folder = site(place, "--portals", "640122,640205", "--years", "2021")
    summary = data(folder, "summary")
    assert (summary["codes"], summary["years"]) == (["640122", "640205"], [2021])
    assert summary["visited"]["words"][summary["visited"]["at"][1]] == ""
    assert summary["counts"][0].startswith("1h")
    assert len(list(folder.glob("data/640122/2*.js"))) == 1


def test_what_is_no_site_of_ours_is_refused_and_left_alone(place):
    place.harvest(Town(TOWN, 2020))
    folder = place.path / "site"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    for name in ("site", "site/mine.txt"):
        refused = place.run("site", str(place.path / name))
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert files(folder) == {"mine.txt": b"mine"}
    (folder / "mine.txt").unlink()
    assert place.run("site", str(folder)).returncode == 0


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("a", "--replay", "javascript:1"), ("a", "--portals", "999999")])
def test_wrong_arguments_are_one_line_and_leave_nothing(place, arguments):
    place.harvest(Town(TOWN, 2020))
    refused = place.run("site", *(str(place.path / one) if one in {"a", "b"} else one for one in arguments))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert not (place.path / "a").exists()


def test_without_an_archive_or_a_place_to_write_it_is_one_line(place):
    none = place.run("site", str(place.path / "site"))
    assert (none.returncode, none.stderr.count("\n")) == (5, 1)
    place.harvest(Town(TOWN, 2020))
    (place.path / "file").write_text("")
    unwritable = place.run("site", str(place.path / "file" / "site"))
    assert (unwritable.returncode, unwritable.stderr.count("\n")) == (5, 1)
    assert PORTAL.code == "640122"


def test_an_archive_that_was_never_harvested_has_a_site_that_says_so(place):
    place.open().close()
    folder = site(place)
    summary = data(folder, "summary")
    assert (summary["run"], summary["codes"], summary["week"]["kinds"]) == (None, [], {})
