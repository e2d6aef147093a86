"""Real harvests of a portal that changes overnight: what the run says, how it ends, who is told, what a person does."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.crawler.harvest_portal import COUNTY, LIST, Served, answer, harvest, home, listing, report
from tests.crawler.hook import SECRET, Hook

YEARS = tuple(range(2012, 2024))
EMPTY = f"<html><meta charset=utf-8><title>政府信息公开年报-{COUNTY}人民政府</title><body><ul></ul></body></html>"


class Portal:
    """A portal whose list shows the ``shown`` years; ``wall``: it is behind one; ``headers``: of each answer."""

    def __init__(self):
        self.shown, self.wall, self.headers, self.redesigned = YEARS, False, (), False

    def __call__(self, target, _headers):
        if self.wall:
            return answer("<html><script>$_ts=window</script></html>", "412 Precondition Failed")
        pages = {f"{LIST}{year}.html": report(year) for year in YEARS}
        shown = listing({year: f"{LIST}{year}.html" for year in self.shown}) if self.shown else EMPTY
        pages |= {"/": home(), LIST: shown}
        if self.redesigned:
            pages = {
                "/": f"<html><meta charset=utf-8><title>{COUNTY}</title><h1>全新门户</h1><a href=/a>新闻中心</a></html>"
            }
        if target in pages:
            return answer(pages[target], "200 OK", *self.headers)
        return answer("<p>none</p>", "404 Not Found")


@pytest.fixture
def portal():
    answers = Portal()
    served = Served(answers)
    answers.home, answers.asked = served.home, served.asked
    yield answers
    served.close()


def test_half_a_list_ends_with_7_once_and_is_told_once(tmp_path, portal):
    hook, metrics = Hook(), tmp_path / "nianbao.prom"

    def night():
        environment = {"NIANBAO_ALERT_URLS": hook.address, "NIANBAO_METRICS_FILE": str(metrics)}
        done = harvest(tmp_path, portal.home, environment, LOG_LEVEL="DEBUG")
        assert SECRET not in done.process.stderr + done.process.stdout
        return done

    assert [night().process.returncode for _ in range(2)] == [0, 0]
    portal.shown = YEARS[::2]
    half = night()
    assert half.process.returncode == 7, half.process.stderr[-2000:]
    assert "health: new: 640122 贺兰县: list_shrank since 20" in half.process.stderr
    assert "had 12 entries and shows 6" in half.process.stderr
    assert "exit 7: 1 new finding needs a person; all 1 portals were visited completely" in half.process.stderr
    again = night()
    assert again.process.returncode == 0
    assert "health: still: 640122 贺兰县: list_shrank since" in again.process.stderr
    assert [message["title"] for message in hook.heard] == ["nianbao: 1 new, 0 over"]
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.read_text("utf-8"))
        for sample in family.samples
    }
    assert values["nianbao_findings", "list_shrank", "warning"] == 1
    assert values["nianbao_run_exit_status",] == 0
    assert values["nianbao_portal_reports", COUNTY, "640122"] == 12
    assert SECRET not in (tmp_path / "nianbao.db").read_bytes().decode("latin-1")
    hook.close()
    _a_person_acts(half)


def _a_person_acts(half):
    """Look, accept, look again."""
    corpus = half.corpus
    said = corpus.run("health", "--json")
    [finding] = json.loads(said.stdout)["findings"]
    assert (said.returncode, finding["kind"], finding["before"], finding["after"]) == (1, "list_shrank", 12, 6)
    assert "list_shrank since" in corpus.run("status").stdout
    accepted = corpus.run("health", "--accept", "640122", *half.arguments)
    assert (accepted.returncode, accepted.stderr) == (0, "1 findings are accepted as the new state\n")
    assert (corpus.run("health").returncode, corpus.run("fixity").returncode) == (0, 0)


def test_an_emptied_list_and_a_redesign_are_told_apart(tmp_path, portal):
    assert harvest(tmp_path, portal.home).process.returncode == 0
    portal.shown = ()
    emptied = harvest(tmp_path, portal.home)
    assert emptied.process.returncode == 7
    assert ": list_emptied since" in emptied.process.stderr
    assert "had 12 entries and shows 0" in emptied.process.stderr
    assert harvest(tmp_path, portal.home).process.returncode == 3
    portal.redesigned = True
    redesigned = harvest(tmp_path, portal.home)
    assert redesigned.process.returncode == 7
    assert ": redesigned since" in redesigned.process.stderr
    assert "health: over" not in redesigned.process.stderr
    assert harvest(tmp_path, portal.home).process.returncode == 3


def test_targets_and_files_that_cannot_be_had_change_no_exit_status(tmp_path, portal):
    harvest(tmp_path, portal.home)
    portal.wall = True
    environment = {
        "NIANBAO_ALERT_URLS": f"json://127.0.0.1:9/{SECRET} rubbish",
        "NIANBAO_METRICS_FILE": str(tmp_path / "no" / "such.prom"),
    }
    walled = harvest(tmp_path, portal.home, environment)
    assert walled.process.returncode == 7
    assert "health: new: 640122 贺兰县: wall since" in walled.process.stderr
    assert "ALERT_URLS: target 1 (json) did not take the message" in walled.process.stderr
    assert "ALERT_URLS: target 2 is no address that Apprise knows" in walled.process.stderr
    assert "METRICS_FILE: not written: " in walled.process.stderr
    assert SECRET not in walled.process.stderr
    assert harvest(tmp_path, portal.home).process.returncode == 3


def test_a_clock_years_ahead_is_told_and_keeps_no_page_from_being_asked_for(tmp_path, portal):
    first = harvest(tmp_path, portal.home)
    with sqlite3.connect(tmp_path / "nianbao.db") as database:  # that run was 400 days ago, by a right clock
        for table, column in (("run", "started"), ("run", "ended"), ("visit", "started"), ("visit", "ended")):
            database.execute(f"UPDATE {table} SET {column} = datetime({column}, '-400 days')")
        database.execute("UPDATE resource SET next_due = '2040-01-01 00:00:00'")  # and another one was far ahead
    database.close()
    portal.headers = (f"Date: {format_datetime(datetime.now(UTC) - timedelta(days=399), usegmt=True)}",)
    portal.asked.clear()
    ahead = harvest(tmp_path, portal.home)
    assert ahead.process.returncode == 7, ahead.process.stderr[-2000:]
    assert "days ahead of those of 1 portals" in ahead.process.stderr
    assert {f"{LIST}{year}.html" for year in YEARS} <= set(portal.asked)
    assert first.process.returncode == 0
