"""Who is told of what health finds: once a change, within seconds, and never with an address in what we print."""

import asyncio
import socket
import time
from datetime import UTC, datetime

import pytest

from crawler.harvest import alerts
from crawler.health.standing import CLEARED
from storage.archive import Archive
from storage.health.values import FindingRecord, Found
from storage.vocabulary import FindingKind, Severity
from tests.crawler.hook import SECRET, Hook


@pytest.fixture
def hook():
    server = Hook()
    yield server
    server.close()


@pytest.fixture
def archive(tmp_path):
    opened = Archive.open(f"sqlite:///{tmp_path}/n.db", str(tmp_path / "archive"), software="test")
    yield opened
    opened.close()


def found(severity=Severity.WARNING, **more):
    kind, what, todo = FindingKind.WALL, "a wall: 9 of 10 answers", "open it in a browser"
    return Found(portal="640122", slot="access", kind=kind, severity=severity, what=what, todo=todo, **more)


def send(archive, *addresses, seconds=10.0):
    return asyncio.run(alerts.send(" ".join(addresses), archive, {"640122": "贺兰县"}, seconds))


def closed(record):
    now = datetime.now(UTC)
    return FindingRecord(
        id=record.id, found=record.found, since=record.since, last_seen=now, closed=now, closed_why=CLEARED
    )


def test_a_target_is_told_once_when_it_opens_and_once_when_it_is_over(archive, hook):
    record = archive.findings.open(found(), datetime.now(UTC), 0)
    archive.findings.open(found(Severity.NOTICE), datetime.now(UTC), 0)
    archive.findings.open(found(covered=True), datetime.now(UTC), 0)
    assert [send(archive, hook.address) for _ in range(3)] == [[], [], []]
    [message] = hook.heard
    assert message["title"] == "nianbao: 1 new, 0 over"
    assert "640122 贺兰县: wall since" in message["message"]
    assert "do: open it in a browser" in message["message"]
    archive.findings.keep(closed(record))
    assert [send(archive, hook.address) for _ in range(2)] == [[], []]
    assert [message["title"] for message in hook.heard] == ["nianbao: 1 new, 0 over", "nianbao: 0 new, 1 over"]


def test_one_that_fails_is_told_the_next_time_and_the_other_not_again(archive, hook):
    other = Hook()
    other.status = 503
    archive.findings.open(found(), datetime.now(UTC), 0)
    [line] = send(archive, hook.address, other.address)
    assert line == "ALERT_URLS: target 2 (json) did not take the message; it is told the next time"
    other.status = 200
    assert send(archive, hook.address, other.address) == []
    assert (len(hook.heard), len(other.heard)) == (1, 2)
    other.close()


def test_what_is_down_wrong_or_slow_costs_seconds_and_a_line(archive, hook):
    archive.findings.open(found(), datetime.now(UTC), 0)
    with socket.create_server(("127.0.0.1", 0)) as free:
        down = free.getsockname()[1]
    hook.slow = 30.0
    unknown = (f"{SECRET}", f"nonsense://{SECRET}", f"slack://{SECRET}")
    targets = (f"json://127.0.0.1:{down}/{SECRET}", *unknown, hook.address)
    begun = time.monotonic()
    lines = send(archive, *targets, seconds=2.0)
    assert time.monotonic() - begun < 6.0
    assert [line.partition("target ")[2][:1] for line in lines] == ["1", "2", "3", "4", "5"]
    assert "target 2 is no address that Apprise knows" in lines[1]
    assert "took longer than 2 seconds" in lines[4]
    assert SECRET not in "".join(lines)
