"""A harvest that lacks a part it relies on never begins."""

import pytest

from tests.crawler.harvest_portal import Served, harvest, usual

PARTS = {
    "Redirects": {"DOWNLOADER_MIDDLEWARES": '{"crawler.downloader.redirects.Redirects": null}'},
    "Record": {"DOWNLOADER_MIDDLEWARES": '{"crawler.downloader.record.Record": null}'},
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
