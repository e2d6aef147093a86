"""A harvest that lacks a part it relies on never begins; a mistake of ours ends it, and is told."""

import sqlite3

import pytest

from storage.database import engines
from tests.crawler.harvest_portal import LIST, Served, harvest, usual

PARTS = {
    "Redirects": {"DOWNLOADER_MIDDLEWARES": '{"crawler.downloader.redirects.Redirects": null}'},
    "Pacing": {"EXTENSIONS": '{"crawler.harvest.run.RunRecorder": 0}'},
    "RecordReadings": {"ITEM_PIPELINES": "{}"},
    "Handler": {"DOWNLOAD_HANDLERS": "{}"},
    "RunRecorder": {"EXTENSIONS": "{}", "SCHEDULER": "scrapy.core.scheduler.Scheduler"},
}


@pytest.mark.parametrize("part", PARTS)
def test_it_ends_with_status_1_and_a_sentence_before_anything_is_asked(part, make_corpus):
    portal = Served(usual)
    done = harvest(make_corpus("parts").path, portal.home, **PARTS[part])
    portal.close()
    assert done.process.returncode == 1, done.process.stderr
    last = done.process.stderr.strip().splitlines()[-1]
    assert last.startswith("exit 1: the harvest lacks "), done.process.stderr
    assert part in last
    assert portal.asked == []


def test_what_a_person_leaves_out_on_purpose_is_no_fault(make_corpus):
    portal = Served(usual)
    left_out = dict.fromkeys(("ROBOTSTXT_OBEY", "RETRY_ENABLED", "COOKIES_ENABLED", "AUTOTHROTTLE_ENABLED"), 0)
    done = harvest(make_corpus("switched").path, portal.home, **left_out)
    portal.close()
    assert (done.process.returncode, done.years) == (0, [2021, 2022, 2023])


def test_a_mistake_while_it_opens_is_no_interruption(make_corpus):
    portal = Served(usual)
    done = harvest(make_corpus("mistaken").path, portal.home, WARC_MAX_BYTES="abc")
    portal.close()
    assert done.process.returncode == 1, done.process.stderr
    assert "exit 1: our own mistake: ValueError" in done.process.stderr
    assert portal.asked == []


def refusing(corpus, change):
    """Make the corpus's database, and let it refuse a change in a way that only our own mistakes do."""
    made = engines.engine(f"sqlite:///{corpus.path}/nianbao.db", write=True)
    with engines.connect(made) as connection:
        engines.migrate(connection)
    made.dispose()
    with sqlite3.connect(corpus.path / "nianbao.db") as database:
        database.execute(f"CREATE TRIGGER refuses BEFORE {change} BEGIN SELECT RAISE(ABORT, 'refused'); END")
    return corpus


def test_a_mistake_while_it_ends_is_no_success(make_corpus):
    portal = Served(usual)
    done = harvest(refusing(make_corpus("ending"), "UPDATE OF exit_status ON run").path, portal.home)
    portal.close()
    assert done.outcome == "complete"
    assert done.process.returncode == 1, done.process.stderr
    assert "exit 1: our own mistake: IntegrityError" in done.process.stderr
    assert "Traceback" in done.process.stderr


def test_a_mistake_while_it_commits_ends_it_at_once(make_corpus):
    """The list is recorded just after the home page: its batch is committed while the reports are waited for."""
    portal = Served(lambda target, headers: usual(target, headers, of_year=lambda _year: None))
    listed = f"WHEN EXISTS (SELECT 1 FROM fetch WHERE url LIKE '%{LIST}')"
    done = harvest(refusing(make_corpus("committing"), f"UPDATE OF memory ON visit {listed}").path, portal.home)
    portal.close()
    assert done.process.returncode == 1, done.process.stderr
    assert "exit 1: our own mistake: IntegrityError" in done.process.stderr
    assert len(portal.asked) == len(set(portal.asked)), "something was asked again after the mistake"
