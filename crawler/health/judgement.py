"""All rules together: the histories of a run's portals, and of the run → what is found in which slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.health import calendar, lists, portal, run
from crawler.health.history import PortalHistory, SlotJudged
from crawler.health.run import RunHistory
from storage.health.values import FindingRecord

SAID_BY_LISTS = frozenset({"completeness", calendar.SLOT})  # a portal that has lost its lists cannot be well there


def judge(portals: Sequence[PortalHistory], of: RunHistory, standing: Sequence[FindingRecord]) -> list[SlotJudged]:
    """Return the verdict on each slot of each portal and of the run."""
    judged = [one for history in portals for one in of_portal(history)]
    kept, many = run.together(portals, judged, standing)
    return [*kept, many, run.browser(portals), run.disk(of), run.clock(of)]


def of_portal(history: PortalHistory) -> list[SlotJudged]:
    """Return the verdict on each slot of a portal; each trouble is said once, by the rule that sees its cause."""
    of_lists = lists.judge(history)
    lost = bool(of_lists.found or history.open(lists.SLOT))
    rest = [
        portal.vanished(history, lists_lost=lost),
        calendar.judge(history),
        *(rule(history) for rule in portal.RULES),
    ]
    return [of_lists, *(_unsaid(one) if lost and one.slot in SAID_BY_LISTS else one for one in rest)]


def _unsaid(one: SlotJudged) -> SlotJudged:
    return replace(one, found=(), judged=False)
