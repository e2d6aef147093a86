"""All rules together: the histories of a run's portals, and of the run → what is found in which slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.health import calendar, lists, portal, run
from crawler.health.history import PortalHistory, SlotJudged
from crawler.health.run import RunHistory
from storage.health.values import FindingRecord
from storage.vocabulary import FindingKind

ALL_LOST = frozenset({FindingKind.LIST_EMPTIED, FindingKind.REDESIGNED})


def judge(portals: Sequence[PortalHistory], of: RunHistory, standing: Sequence[FindingRecord]) -> list[SlotJudged]:
    """Return the verdict on each slot of each portal and of the run."""
    judged = [one for history in portals for one in of_portal(history)]
    kept, many = run.together(portals, judged, standing)
    return [*kept, many, run.browser(portals), run.disk(of), run.clock(of)]


def of_portal(history: PortalHistory) -> list[SlotJudged]:
    """Return the verdict on each slot of a portal; each trouble is said once, by the rule that sees its cause."""
    of_lists = lists.judge(history)
    kinds = {found.kind for found in of_lists.found} | {one.found.kind for one in history.open(lists.SLOT).values()}
    lost = bool(kinds)
    # A portal that has lost of its lists cannot be complete; one that has lost all of them cannot be in time either.
    said = {"completeness": lost, calendar.SLOT: bool(kinds & ALL_LOST)}
    rest = [
        portal.vanished(history, lists_lost=lost),
        calendar.judge(history),
        *(rule(history) for rule in portal.RULES),
    ]
    return [of_lists, *(_unsaid(one) if said.get(one.slot) else one for one in rest)]


def _unsaid(one: SlotJudged) -> SlotJudged:
    return replace(one, found=(), judged=False)
