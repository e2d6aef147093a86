"""When to stop asking: rules that can be told in a sentence."""

from __future__ import annotations

from spiders.discovery.link_priors import PROMISING
from spiders.discovery.visit_state import StopReason, VisitState
from spiders.linear import pattern

MUTE = pattern("dns|refused|timeout|reset|tls|protocol|http_(?:5[0-9]{2}|408|429)")  # the server, not the address
MIN_WORTH = 0.03  # score; links below are hardly worth asking for
DRY_ANSWERS = 12  # in a row, that are borne with in any case
DRY_SHARE = 0.06  # and this share of all that was asked
DRY_ANSWERS_AT_FIRST = 400  # borne with while nothing at all was found
MUTE_ANSWERS_AT_ALL = 8  # in a row, none of the home page read: this portal does not talk to us now
MUTE_ANSWERS_BY_NOW = 40  # in a row, of a portal that has answered
GOOD_SCORE = 0.25  # of a link for which all patience is had
LEVELS_OWING = ("county", "department", "township")  # of bodies


def stop(state: VisitState, best: float | None, pending: int, *, budget: int, bodies: int) -> str | None:
    """Return why to stop, in words; None = go on. ``bodies``: how many townships owe a report."""
    state.stopped = None  # what was in the air may have changed it
    if state.asked >= budget:
        state.stopped = StopReason.BUDGET
        return f"the budget of {budget} requests is used, {pending} links are left"
    if state.mute_in_a_row >= (MUTE_ANSWERS_BY_NOW if state.home.read else MUTE_ANSWERS_AT_ALL):
        state.stopped = StopReason.MUTE
        return f"{state.mute_in_a_row} answers in a row were walls or none at all"
    if not best:  # none, or only what is known to bring nothing
        return "nothing is left to ask"
    if best >= PROMISING or state.dry_in_a_row <= _patience(state, best, bodies):
        return None
    left = f"the best of {pending} links left scores {best:.2f}"
    if state.found_nothing:
        return f"no report in {state.asked} answers, and {left}"
    return f"{state.dry_in_a_row} answers in a row brought nothing new, and {left}"


def _patience(state: VisitState, best: float, bodies: int) -> float:
    """Return how many answers in a row may bring nothing new before asking on for a link of this score is waste."""
    if state.found_nothing:
        few = max(0, DRY_ANSWERS_AT_FIRST // 4 - state.asked + state.dry_in_a_row)
        return DRY_ANSWERS_AT_FIRST if best >= MIN_WORTH else few
    patience = DRY_ANSWERS + DRY_SHARE * state.asked
    if _reports_are_owed(state, bodies):
        # Bodies that owe a report have shown none: what seems worthless may still be the way to them.
        return 3 * patience * min(1.0, max(0.5, best / GOOD_SCORE))
    return patience * min(1.0, best / GOOD_SCORE)


def _reports_are_owed(state: VisitState, bodies: int) -> bool:
    levels_missing = any(level not in state.reports for level in LEVELS_OWING)
    return levels_missing or state.reports.get("township", 0) < bodies // 2
