"""What a second visit makes of what went wrong in the first; addresses; the budget."""

import os

import pytest
from twisted.internet.task import Clock

from crawler.downloader.resolver import GuardedResolver
from tests.crawler.harvest_portal import LIST, YEARS, Served, answer, harvest, head, moved, report, usual

NB = f"{LIST}2022.html"


def test_half_an_answer_is_kept_asked_for_again_and_never_takes_the_place_of_a_whole_one(make_corpus):
    whole = report(2022).encode()
    half = head(f"Content-Length: {len(whole)}", 'ETag: "1"') + whole[: len(whole) * 3 // 4]
    state = {NB: half}
    portal = Served(lambda target, headers: state.get(target) or usual(target, headers))
    path = make_corpus("again").path
    first = harvest(path, portal.home)
    assert (first.outcome, first.years) == ("incomplete", list(YEARS)), first.reason
    assert "1 answers ended before they should" in first.reason
    assert {record["year"]: record["flags"] for record in first.records}[2022].count("truncated") == 1

    state[NB] = answer(whole)
    state["/robots.txt"] = answer("x", "503 Busy")  # it has told less than a day ago, and what it told holds
    second = harvest(path, portal.home)
    found = {record["year"]: record for record in second.records}[2022]
    assert (second.outcome, found["version"]) == ("complete", 2), second.reason
    assert ("truncated" in found["flags"], "提高质量" in found["text"]) == (False, True)

    state[NB] = half
    third = harvest(path, portal.home)
    found = {record["year"]: record for record in third.records}[2022]
    assert (found["version"], "提高质量" in found["text"]) == (2, True)
    portal.close()


def test_redirects_count_against_the_budget(make_corpus):
    def endless(target, headers):
        if target.startswith((LIST + "20", "/n/")):
            number = int(target.rpartition("/")[2]) + 1 if target.startswith("/n/") else 0
            return moved(f"/n/{number}", f"Set-Cookie: c={number}")
        if target == LIST:
            rows = "".join(
                f"<li><a href='{LIST}20{n}.html'>贺兰县20{n}年政府信息公开年报</a></li>" for n in range(10, 24)
            )
            return answer(f"<meta charset=utf-8><title>政府信息公开年报</title><ul>{rows}</ul>")
        return usual(target, headers)

    portal = Served(endless)
    done = harvest(make_corpus("budget").path, portal.home, PORTAL_BUDGET=30)
    portal.close()
    assert done.outcome == "incomplete"
    assert "budget" in done.reason
    assert len(portal.asked) <= 30 + 11


NAMES = """
import socket

_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, port, *rest, **more):
    if host not in ("two.test.gov.cn", "www.two.test.gov.cn"):
        return _getaddrinfo(host, port, *rest, **more)
    v6, v4 = ("::1", port or 0, 0, 0), ("127.0.0.1", port or 0)
    return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", v6), (socket.AF_INET, socket.SOCK_STREAM, 6, "", v4)]


socket.getaddrinfo = getaddrinfo
"""


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_host_is_reached_by_whichever_address_lives(address, make_corpus):
    corpus = make_corpus("addresses")
    (corpus.path / "sitecustomize.py").write_text(NAMES)
    portal = Served(usual, address)
    paths = os.pathsep.join(filter(None, (str(corpus.path), os.environ.get("PYTHONPATH"))))
    done = harvest(corpus.path, f"http://two.test.gov.cn:{portal.port}/", {"PYTHONPATH": paths})
    portal.close()
    assert (done.outcome, done.years) == ("complete", list(YEARS)), done.reason
    assert {ip for (ip,) in done.rows("SELECT DISTINCT ip FROM fetch WHERE status IS NOT NULL")} == {address}


def resolver(*, allow_private=False):
    return GuardedResolver(Clock(), allow_private=allow_private, timeout=1.0)


def test_no_private_address_of_a_host_is_connected_to():
    mixed = ("1.1.1.1", "127.0.0.1", "2400:3200::1", "fd00::1", "::ffff:10.0.0.1")
    assert resolver()._guarded(mixed, "a.gov.cn") == ("1.1.1.1", "2400:3200::1")
    assert resolver(allow_private=True)._guarded(mixed, "a.gov.cn") == mixed
    assert "a.gov.cn" not in GuardedResolver.refused
    assert resolver()._guarded(("10.0.0.1",), "b.gov.cn") == ()
    assert GuardedResolver.refused["b.gov.cn"] == "10.0.0.1"


def test_an_answer_is_kept_for_a_while():
    asking = resolver()
    asking._guarded(("1.1.1.1",), "a.gov.cn")
    assert asking.addresses("a.gov.cn").result == ("1.1.1.1",)
    assert asking.addresses("::1").result == ("::1",)
