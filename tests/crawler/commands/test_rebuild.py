"""``scrapy rebuild`` as a person with a lost database sees it. What it makes is tested with ``storage.rebuild``."""

from invented_archive import Town

TOWN, CHANGED, NEW = (
    Town("贺兰县金贵镇人民政府", 2020),
    Town("贺兰县金贵镇人民政府", 2020, requests="7"),
    Town("贺兰县立岗镇人民政府", 2021),
)
TABLES = ("reports", "events", "rejected", "files", "facts")


def tables(place):
    found = {}
    for table in TABLES:
        file = place.path / f"{table}.jsonl"
        assert place.run("export", str(file), "--table", table, "--all-versions").returncode == 0
        found[table] = file.read_text()
    return found


def test_what_is_exported_is_the_same_again(place):
    place.harvest(TOWN, NEW)
    place.harvest(CHANGED, NEW)
    before = tables(place)
    assert before["events"].count("\n") == 3
    (place.path / "nianbao.db").unlink()
    refused = place.run("extract")
    assert refused.returncode == 5
    made = place.run("rebuild")
    assert (made.returncode, made.stdout) == (0, "")
    assert "2 documents, 3 versions, 3 events; 0 passed over" in made.stderr
    assert tables(place) == before
    assert place.run("fixity").stdout == ""
    assert place.run("extract").stderr.startswith("nothing to read")


def test_a_crawl_beside_a_lost_database_is_refused_in_one_line(place):
    place.harvest(TOWN)
    (place.path / "nianbao.db").unlink()
    process = place.process("crawl", "county_portals", "-a", "portals=640122", "--nolog", stderr=-1)
    told = process.communicate(timeout=120)[1].splitlines()
    assert process.returncode == 5
    assert len(told) == 1
    assert "`scrapy rebuild`" in told[0]
    assert not (place.path / "nianbao.db").exists()


def test_what_is_damaged_is_named_on_stdout(place):
    place.harvest(TOWN)
    place.harvest(TOWN, NEW)
    (place.path / "nianbao.db").unlink()
    damaged = min(place.path.glob("archive/warc/*/*"))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    made = place.run("rebuild")
    assert made.returncode == 1
    assert [damaged.name in line for line in made.stdout.splitlines()] == [True]
    assert "1 passed over" in made.stderr


def test_only_a_missing_database_is_made(place):
    place.harvest(TOWN)
    refused = place.run("rebuild")
    assert refused.returncode == 5
    assert refused.stderr.count("\n") == 1
    assert place.run("rebuild", "now").returncode == 2
