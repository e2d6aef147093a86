"""When to stop asking, and what a visit amounts to: rules that can be told in a sentence."""

from __future__ import annotations

import re

from spiders.discovery.visit_state import VisitState

SHELL = "shell "  # notes of pages that show nothing without scripts and that nobody has read yet
NO_BROWSER = "no_browser"  # the error of a rendered look when none is installed
PROMISING = 0.5  # links above are asked for whatever the experience
WORTHLESS = 0.03
_PATIENT = 12  # dry answers in a row that are borne with in any case
_SHARE = 0.06  # and this share of all that was asked
_SEARCH = 400  # dry answers borne with while nothing at all was found
MUTE = re.compile("dns|refused|timeout|reset|tls|protocol|http_(?:5[0-9]{2}|408|429)")  # the server, not the address
_MUTE_AT_ALL = 8  # walls and missing answers in a row, the home page among them: this portal does not talk to us now
_MUTE_BY_NOW = 40  # as many in a row on a portal that has answered
_TOLD = 3  # reasons that are spelled out
_LEVELS = ("level county", "level department", "level township")


def stop(ledger: VisitState, best: float | None, pending: int, *, budget: int, bodies: int) -> str | None:
    """Return why to stop, in words; None = go on. ``bodies``: how many townships owe a report."""
    asked, dry = ledger.counts.get("asked", 0), ledger.counts.get("dry", 0)
    if asked >= budget:
        ledger.notes["stopped"] = "budget"
        return f"the budget of {budget} requests is used, {pending} links are left"
    mute = ledger.counts.get("mute", 0)
    if mute >= (_MUTE_BY_NOW if ledger.notes.get("home") == "read" else _MUTE_AT_ALL):
        ledger.notes["stopped"] = "mute"
        return f"{mute} answers in a row were walls or none at all"
    if not best:  # none, or only what is known to bring nothing
        return "nothing is left to ask"
    if best >= PROMISING or dry <= _patience(ledger, best, bodies):
        return None
    left = f"the best of {pending} links left scores {best:.2f}"
    if not ledger.counts.get("reports") and not ledger.counts.get("entries"):
        return f"no report in {asked} answers, and {left}"
    return f"{dry} answers in a row brought nothing new, and {left}"


def _patience(ledger: VisitState, best: float, bodies: int) -> float:
    """Return how many answers in a row may bring nothing new before asking on for a link of this score is waste."""
    counts = ledger.counts
    asked = counts.get("asked", 0)
    if not counts.get("reports") and not counts.get("entries"):
        return _SEARCH if best >= WORTHLESS else max(0, _SEARCH // 4 - asked + counts.get("dry", 0))
    patience = _PATIENT + _SHARE * asked
    if any(level not in counts for level in _LEVELS) or counts.get("level township", 0) < bodies // 2:
        # Bodies that owe a report have shown none: what seems worthless may still be the way to them.
        return 3 * patience * min(1.0, max(0.5, best / 0.25))
    return patience * min(1.0, best / 0.25)


def verdict(ledger: VisitState, bodies: int = 0) -> tuple[str, str]:
    """Return the outcome and its reason; ``bodies``: how many townships owe a report.

    A county that publishes none of theirs is complete, and said to be without them: to search longer was all we could.
    """
    outcome, reason = _verdict(ledger, bodies)
    moved = ledger.notes.get("moved")
    return outcome, f"{reason}; the home page has moved to {moved}" if moved else reason


def _verdict(ledger: VisitState, bodies: int) -> tuple[str, str]:
    counts, notes = ledger.counts, ledger.notes
    if lost := _lost(ledger):
        return lost
    unread = [note for name, note in notes.items() if name.startswith(SHELL)]
    annual = any(note.startswith("annual") for note in unread)
    if unread and notes.get("render", NO_BROWSER) == NO_BROWSER and (annual or not counts.get("entries")):
        return "needs_browser", f"{len(unread)} pages show nothing without scripts, and there is no browser"
    if reasons := _reasons(ledger):
        more = f" (and {len(reasons) - _TOLD} more)" if len(reasons) > _TOLD else ""
        return "incomplete", "; ".join(reasons[:_TOLD]) + more
    lists = sum(one["annual"] for one in ledger.lists.values())
    missed = bodies and counts.get("reports") and not counts.get("level township")
    words = f"; none of them of the {bodies} townships" if missed else ""
    return (
        "complete",
        f"{counts.get('reports', 0)} reports read{words}; all {lists} lists of annual reports read to their end",
    )


def _lost(ledger: VisitState) -> tuple[str, str] | None:
    """Return the verdict on a portal that gave nothing to judge by: no answer, or walls."""
    counts, notes = ledger.counts, ledger.notes
    home, blocked = notes.get("home", "never asked"), counts.get("blocked", 0)
    if home != "read" and not counts.get("reports"):
        if "robots" in notes and home.startswith("blocked"):
            return "blocked", f"the home page may not be asked for: {notes['robots']}"
        if home.startswith("blocked") or blocked:
            return "blocked", f"the home page is behind a wall ({notes.get('wall', '')})"
        return "unreachable", f"the home page gave no answer: {home}"
    if blocked and blocked * 2 >= counts.get("asked", 0):
        return "blocked", f"{blocked} of {counts['asked']} answers were walls ({notes.get('wall', '')})"
    return None


def _reasons(ledger: VisitState) -> list[str]:
    counts, notes = ledger.counts, ledger.notes
    reasons = list(ledger.faults())
    for kind, words in (("report", "report pages"), ("file", "files"), ("list", "columns")):
        if lost := counts.get(f"lost_{kind}", 0):
            reasons.append(f"{lost} {words} gave no answer, last {notes[f'lost_{kind}']}")
    if cut := counts.get("cut", 0):
        reasons.append(f"{cut} answers ended before they should, last {notes['cut']}")
    if notes.get("home") != "read":
        reasons.append(f"the home page gave no answer: {notes.get('home', 'never asked')}")
    if unread := sum(name.startswith(SHELL) and note.startswith("annual") for name, note in notes.items()):
        reasons.append(f"{unread} pages show nothing without scripts ({notes.get('render', 'no browser was asked')})")
    if counts.get("blocked"):
        reasons.append(f"{counts['blocked']} pages are behind a wall ({notes.get('wall', '')})")
    if notes.get("stopped") == "mute":
        reasons.append("the portal gave no more answers, and was left in peace")
    if notes.get("stopped") == "budget":
        reasons.append("the budget of requests ended before the links did")
    if not counts.get("reports") and not counts.get("entries"):
        # Entries without reports: all of them were known, and their turn had not come.
        reasons.append(f"no report was found in {counts.get('asked', 0)} answers")
    return reasons
