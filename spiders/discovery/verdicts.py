"""When to stop asking, and what a visit amounts to: rules that can be told in a sentence."""

from __future__ import annotations

from spiders.discovery.ledger import Ledger

PROMISING = 0.5  # links above are asked for whatever the experience
WORTHLESS = 0.03
_PATIENT = 12  # dry answers in a row that are borne with in any case
_SHARE = 0.06  # and this share of all that was asked
_SEARCH = 400  # dry answers borne with while nothing at all was found
_LEVELS = ("level county", "level department", "level township")


def stop(ledger: Ledger, best: float | None, pending: int, *, budget: int, bodies: int) -> str | None:
    """Return why to stop, in words; None = go on. ``bodies``: how many townships owe a report."""
    asked, dry = ledger.counts.get("asked", 0), ledger.counts.get("dry", 0)
    if asked >= budget:
        ledger.notes["stopped"] = "budget"
        return f"the budget of {budget} requests is used, {pending} links are left"
    if best is None:
        return "nothing is left to ask"
    if best >= PROMISING:
        return None
    reports = ledger.counts.get("reports", 0)
    if not reports:
        if dry < _SEARCH and (best >= WORTHLESS or asked < _SEARCH // 4):
            return None
        return f"no report in {asked} answers, and the best of {pending} links left scores {best:.2f}"
    patience = _PATIENT + _SHARE * asked
    missing = [level for level in _LEVELS if level not in ledger.counts]
    if missing or ledger.counts.get("level township", 0) < bodies // 2:
        patience *= 3
    patience *= min(1.0, best / 0.25)
    if dry <= patience:
        return None
    return f"{dry} answers in a row brought nothing new, and the best of {pending} links left scores {best:.2f}"


def verdict(ledger: Ledger) -> tuple[str, str]:
    """Return the outcome and its reason."""
    counts, notes = ledger.counts, ledger.notes
    reports, blocked = counts.get("reports", 0), counts.get("blocked", 0)
    home = notes.get("home", "never asked")
    if home != "read" and not reports:
        if home.startswith("blocked") or blocked:
            return "blocked", f"the home page is behind a wall ({notes.get('wall', '')})"
        return "unreachable", f"the home page gave no answer: {home}"
    if blocked and blocked * 2 >= counts.get("asked", 0):
        return "blocked", f"{blocked} of {counts['asked']} answers were walls ({notes.get('wall', '')})"
    shells = counts.get("shells", 0) - counts.get("rendered", 0)
    if shells > 0 and (not reports or notes.get("shell_annual")):
        return "needs_browser", f"{shells} pages show nothing without scripts, first {notes.get('shell', '')}"
    if reasons := list(_reasons(ledger)):
        more = f" (and {len(reasons) - 3} more)" if len(reasons) > 3 else ""  # noqa: PLR2004
        return "incomplete", "; ".join(reasons[:3]) + more
    lists = sum(one["annual"] for one in ledger.lists.values())
    return "complete", f"{reports} reports; all {lists} lists of annual reports read to their end"


def _reasons(ledger: Ledger) -> list[str]:
    counts, notes = ledger.counts, ledger.notes
    reasons = list(ledger.faults())
    for kind, words in (("report", "report pages"), ("file", "files"), ("list", "columns")):
        if lost := counts.get(f"lost_{kind}", 0):
            reasons.append(f"{lost} {words} gave no answer, last {notes[f'lost_{kind}']}")
    if notes.get("home") != "read":
        reasons.append(f"the home page gave no answer: {notes.get('home', 'never asked')}")
    if counts.get("blocked"):
        reasons.append(f"{counts['blocked']} pages are behind a wall ({notes.get('wall', '')})")
    if notes.get("stopped") == "budget":
        reasons.append("the budget of requests ended before the links did")
    if not counts.get("reports"):
        reasons.append(f"no report was found in {counts.get('asked', 0)} answers")
    return reasons
