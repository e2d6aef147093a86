import pytest

from crawler import health
from crawler.health import Failure, Result, ending, summary
from spiders.portals import Portal

A = Portal(code="640122", name="贺兰县", home="http://a.example/")
B = Portal(code="640205", name="惠农区", home="http://b.example/")


@pytest.mark.parametrize(
    ("outcomes", "reason", "failure", "status"),
    [
        (["complete", "complete"], "finished", None, 0),
        (["complete", "incomplete"], "finished", None, 3),
        (["complete", "unreachable"], "finished", None, 3),
        (["blocked", "blocked"], "finished", None, 3),
        (["needs_browser", "complete"], "finished", None, 3),
        (["unreachable", "unreachable"], "finished", None, 4),
        (["held", "held"], "finished", None, 6),
        (["held", "complete"], "finished", None, 3),
        (["interrupted", "complete"], "shutdown", None, 130),
        (["complete", "interrupted"], "storage_failed", Failure(5, "disk full"), 5),
        ([], "archive_locked", Failure(6, "held"), 6),
    ],
)
def test_exit_status_follows_the_contract(outcomes, reason, failure, status):
    results = {p.code: Result(p, outcome, "") for p, outcome in zip((A, B), outcomes, strict=False)}
    assert ending(results, reason, failure).status == status


def test_summary_says_what_was_found_what_failed_and_what_to_do():
    results = [
        Result(A, "complete", "", reports=12, new=3, requests=40, rejected={"guide": 2, "notice": 5}),
        Result(B, "unreachable", "dns: no such name"),
    ]
    text = "\n".join(summary(results, ending({r.portal.code: r for r in results}, "finished", None), "run-1"))
    assert "640122 贺兰县: complete; 12 reports (3 new versions" in text
    assert "not reports: notice 5, guide 2" in text
    assert "why: dns: no such name" in text
    assert "change `home` of 640205" in text
    assert text.endswith("exit 3: 1 of 2 portals were not visited completely")


def test_a_large_selection_ends_with_a_tally():
    results = [Result(A, outcome, "") for outcome in ["complete"] * 30 + ["blocked"] * 2]
    assert summary(results, ending({}, "finished", None), "")[-2] == "32 portals: 30 complete, 2 blocked"


def test_every_outcome_has_its_advice():
    assert set(health.ADVICE) == {
        "complete", "incomplete", "blocked", "unreachable", "needs_browser", "held", "interrupted",
    }  # fmt: skip
