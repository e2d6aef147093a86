"""A cron job that died is found by whoever asks: from the pauses between the last runs."""

from datetime import UTC, datetime, timedelta

from crawler.health.run import RunHistory, overdue

LAST = datetime(2026, 6, 10, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def nightly(number, gap=24):
    return [LAST - at * gap * HOUR for at in range(number)]


def is_overdue(begun, after):
    return bool(overdue(RunHistory(now=LAST + after * HOUR, begun=begun)).found)


def test_a_dead_cron_job_is_found_after_twice_its_longest_pause():
    assert [is_overdue(nightly(10), hours) for hours in (24, 47, 53, 55, 500)] == [False, False, False, True, True]


def test_weekends_without_a_run_are_a_habit_and_a_few_runs_by_hand_are_none():
    workdays = [LAST - timedelta(days=at) for at in range(12) if (LAST - timedelta(days=at)).weekday() < 5]
    assert not is_overdue(workdays, 72)
    assert is_overdue(workdays, 200)
    assert not is_overdue([LAST - at * HOUR / 2 for at in range(10)], 500)
    assert not is_overdue(nightly(3), 500)
