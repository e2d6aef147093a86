"""``scrapy extract``: what is pending or outdated is read again from the archive; all else stays as it is."""

import signal
from dataclasses import replace

from invented_archive import Copy, Town, Unreadable
from sqlalchemy import create_engine, text

from crawler.extraction import NOBODY
from crawler.extraction.statutory.facts import VERSION

TOWNS = [Town("贺兰县金贵镇人民政府", year) for year in range(2012, 2016)]


def rows(place, query="SELECT sha256, extractor, version, status FROM extraction ORDER BY id"):
    engine = create_engine(place.settings["DATABASE_URL"])
    with engine.connect() as connection:
        return connection.execute(text(query)).all()


def age(place):
    """Make every extraction one that version 0 of its extractor made."""
    engine = create_engine(place.settings["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE extraction SET version = 0, text = 'as version 0 read it'"))


def test_what_is_pending_is_read_and_then_nothing_is_left(place):
    place.harvest(*TOWNS, read=False)
    assert [record["text"] for record in place.export()] == [""] * 4
    done = place.run("extract", "-s", "CONTACT=https://example.org/us")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == ["ok: 4", "exit 0: 4 documents read"]
    [(contact, user_agent)] = rows(place, "SELECT contact, user_agent FROM run ORDER BY started DESC LIMIT 1")
    assert (contact, f"(+{contact})" in user_agent) == ("https://example.org/us", True)
    assert all("一、总体情况" in record["text"] for record in place.export())
    assert place.run("fixity").returncode == 0
    assert "nothing to read" in place.run("extract").stderr


def test_outdated_extractions_stay_beside_the_new_ones(place):
    place.harvest(*TOWNS)
    age(place)
    assert place.run("extract", "--only", "application/pdf").stderr.splitlines()[0] == "not of that media type: 4"
    assert len(rows(place)) == 4
    assert place.run("extract", "--only", "text/*").returncode == 0
    found = rows(place)
    assert [row.version for row in found[:4]] == [0] * 4
    assert len(found) == 8
    assert min(row.version for row in found[4:]) > 0
    assert all("一、总体情况" in record["text"] for record in place.export())


def test_a_lost_payload_is_said_and_the_others_are_read(place):
    place.harvest(*TOWNS, read=False)
    blob = next(path for path in place.path.glob("archive/blobs/**/*") if path.is_file())
    for path in (blob, *place.path.glob("archive/**/*.warc.gz")):
        path.unlink()
    done = place.run("extract")
    assert done.returncode == 5
    assert done.stderr.splitlines() == [
        "ok: 3",
        "lost: 1",
        "exit 5: the archive has lost 1 payloads; `scrapy fixity` names them",
    ]
    assert len(rows(place)) == 3


def test_after_ctrl_c_the_rest_is_pending(place):
    towns = [Town(f"贺兰县第{number}镇人民政府", 2019) for number in range(700)]
    place.harvest(*towns, read=False)
    status, said = place.interrupted("extract", "-s", "EXTRACT_WORKERS=1", when=lambda: len(rows(place)) > 0)
    assert status == 130
    assert said.splitlines()[-1] == "exit 130: interrupted; the rest stays pending"
    assert place.run("fixity").returncode == 0
    archive = place.open()
    pending = archive.pending_extractions()
    archive.close()
    assert 0 < len(pending) < 700
    assert len(pending) + len(rows(place)) == 700


def test_after_kill_9_the_next_run_reads_the_rest(place):
    towns = [Town(f"贺兰县第{number}镇人民政府", 2019) for number in range(700)]
    place.harvest(*towns, read=False)
    status, _ = place.interrupted(
        "extract", "-s", "EXTRACT_WORKERS=1", when=lambda: len(rows(place)) > 0, by=signal.SIGKILL
    )
    assert status == -signal.SIGKILL
    read = len(rows(place))
    assert read < len(towns)
    assert place.run("fixity").returncode == 0
    again = place.run("extract")
    assert again.stderr.splitlines()[-1] == f"exit 0: {len(towns) - read} documents read"
    assert len(rows(place)) == len(towns)


def test_wrong_words_and_archives_are_one_line(place):
    none = place.run("extract")
    assert (none.returncode, none.stderr.count("\n")) == (5, 1)
    assert not list(place.path.iterdir())
    place.harvest(TOWNS[0])
    assert "--only pdf: nothing reads that" in place.run("extract", "--only", "pdf").stderr
    held = place.open()
    locked = place.run("extract")
    held.close()
    assert (locked.returncode, locked.stderr.count("\n")) == (6, 1)


def test_a_better_reader_makes_no_new_version(place):
    place.harvest(TOWNS[0], TOWNS[1])
    age(place)  # what it read then, and the keys of it
    engine = create_engine(place.settings["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE version SET content_key = 'of version 0', text_key = 'of version 0'"))
        connection.execute(text("UPDATE fetch SET content_key = 'of version 0'"))
    place.harvest(replace(TOWNS[0], views=1), replace(TOWNS[1], sentence="本年度收到行政复议申请2件。"))
    assert [record["version"] for record in place.export()] == [1, 2]


def test_a_better_reader_makes_no_document_of_a_copy_that_was_not_sent_again(place):
    towns = [*TOWNS, *(Copy(town.agency, town.year, views=7) for town in TOWNS)]
    place.harvest(*towns)
    age(place)
    before = place.export()
    after = place.harvest(*towns).export()
    assert [(record["id"], record["version"]) for record in after] == [(r["id"], r["version"]) for r in before]
    assert len(after) == len(TOWNS)


def test_what_nobody_could_read_is_read_when_somebody_can(place):
    place.harvest(*TOWNS[:2])
    engine = create_engine(place.settings["DATABASE_URL"])
    unread = f"UPDATE extraction SET status = 'unsupported', version = {NOBODY}, text = '', tables = '[]' WHERE id = 1"
    with engine.begin() as connection:
        connection.execute(text(unread))
    place.harvest(*TOWNS[:2], read=False)  # waits for `scrapy extract`: a harvest would try in vain again and again
    assert len(rows(place)) == 2
    assert place.run("extract").stderr.splitlines()[0] == "ok: 1"
    assert [row.status for row in rows(place)] == ["unsupported", "ok", "ok"]
    assert [record["version"] for record in place.export()] == [1, 1]
    assert all("一、总体情况" in record["text"] for record in place.export())


def test_what_nobody_can_read_is_said(place):
    place.harvest(Unreadable("贺兰县金贵镇人民政府", 2020))
    for _ in range(2):
        said = place.run("extract")
        assert (said.returncode, said.stderr.splitlines()[0][:15]) == (0, "unsupported (no")
    assert len(rows(place)) == 1


def test_facts_are_found_anew_and_older_ones_stay(place, monkeypatch):
    place.harvest(*TOWNS)
    made = place.run("extract", "--facts")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "facts of 4 documents\n")
    assert place.run("extract", "--facts").stderr == "facts of 0 documents\n"
    monkeypatch.setattr("crawler.facts.VERSION", 99)
    monkeypatch.setattr("crawler.extraction.statutory.facts.VERSION", 99)
    assert place.run("extract", "--facts").stderr == "facts of 4 documents\n"
    sets = rows(place, "SELECT mapper, facts FROM fact_set ORDER BY mapper")
    assert [one.mapper for one in sets] == [VERSION] * 4 + [99] * 4
    assert {one.facts for one in sets[:4]} == {one.facts for one in sets[4:]}


def test_kept_facts_are_what_the_export_shows(place):
    place.harvest(*TOWNS)
    path = place.path / "facts.jsonl"

    def exported():
        assert place.run("export", str(path), "--table", "facts").returncode == 0
        return path.read_text("utf-8")

    found = exported()
    place.run("extract", "--facts")
    assert exported() == found
    engine = create_engine(place.settings["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE fact_set SET facts = replace(facts, '\"4\"', '\"44\"')"))
    assert exported() == found.replace('"raw": "4"', '"raw": "44"') != found


def test_facts_go_without_reading(place):
    place.harvest(TOWNS[0])
    assert place.run("extract", "--facts", "--all").returncode == 2
