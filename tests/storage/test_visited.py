"""What visits left behind: links not read, and the answers at an address."""

from __future__ import annotations

import pytest
from invented_portal import candidate, exchange, failure
from recorded_portal import Portal

from storage import visited


@pytest.fixture
def portal(shared, code) -> Portal:
    return Portal(shared, code)


def test_what_was_not_read_comes_best_first(portal):
    frontier = portal.archive.frontier(portal.visit)
    frontier.enqueue([candidate("doubtful", 0.1), candidate("lost", 0.9), candidate("read", 1.0)])
    frontier.finish("read", "done", "")
    frontier.finish("lost", "failed", "timeout")
    frontier.enqueue([candidate("nothing more to give", 0.8, group="news")])
    frontier.rescore({"news": 0.0})
    frontier.skip_rest("budget")
    portal.archive.commit()
    with portal.site.read() as reader:
        left = visited.unread(reader, portal.visit)
    assert [(row.key, row.state, row.reason) for row in left] == [
        ("lost", "failed", "timeout"),
        ("doubtful", "skipped", "budget"),
    ]


def test_all_requests_to_one_address_are_found_and_no_other(portal):
    address = f"x.cn/{portal.code}/list"
    for key in (address, f"{address}#POST 0a1b", f"{address}#rendered", f"{address}/2", f"{address}s"):
        portal.record(exchange(f"http://{key}"), key=key)
    with portal.site.read() as reader:
        found = [row.key.removeprefix(address) for row in visited.asked_at(reader, address)]
        assert sorted(found) == ["", "#POST 0a1b", "#rendered"]


def test_the_last_answer_with_a_body_whatever_came_after(portal):
    key = f"x.cn/{portal.code}/page"
    portal.record(exchange(f"http://{key}", b"first"), key=key)
    portal.again()
    portal.record(exchange(f"http://{key}", b"not here", status=404), key=key, kind="soft_404", state="failed")
    portal.again()
    portal.record(failure(f"http://{key}"), key=key, state="failed")
    with portal.site.read() as reader:
        [resource] = visited.asked_at(reader, key)
        answer = visited.last_answer(reader, resource)
        assert (answer.status, reader.payload(answer.payload_sha256)) == (404, b"not here")


def test_what_a_browser_asked_for_beside_a_page(portal):
    key = f"x.cn/{portal.code}/drawn#rendered"
    script, call = exchange("http://x.cn/a.js", b"load()"), exchange("http://x.cn/api", b"[]")
    portal.record(exchange("http://x.cn/other", b"other"), key=f"x.cn/{portal.code}/other")
    portal.record(script, call, exchange("http://x.cn/drawn", b"<p></p>", rendered=b"<p>drawn</p>"), key=key)
    with portal.site.read() as reader:
        [resource] = visited.asked_at(reader, key)
        answer = visited.last_answer(reader, resource)
        assert [fetch.url for fetch in visited.beside(reader, answer)] == ["http://x.cn/a.js", "http://x.cn/api"]
        assert reader.payload(answer.rendered_sha256) == b"<p>drawn</p>"
