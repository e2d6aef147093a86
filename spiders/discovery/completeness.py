"""What a visit amounts to: its outcome and why, as a pure function of its state."""

from __future__ import annotations

from collections.abc import Iterator

from spiders.discovery.gaps import BY_BROWSER, GapKind
from spiders.discovery.visit_state import StopReason, VisitState
from spiders.items import Kind

NO_BROWSER = "no_browser"  # the error of a browser's look when none is installed
MAX_REASONS = 3  # that are spelled out
_NEVER_ASKED = "never asked"
_LOSSES = {
    Kind.REPORT: "report pages",
    Kind.FILE: "files",
    Kind.LIST: "columns",
    Kind.DATA: "lists behind scripts",
    Kind.DIRECTORY: "directories of bodies",
    Kind.HUB: "pages of bodies or of disclosure",
}
_GAPS = {
    GapKind.UNLINKED: "titles of reports lead nowhere",
    GapKind.CHOICE: "choices on lists of reports could not be made",
    GapKind.EMPTY_COLUMN: "columns of annual reports show nothing",
    GapKind.EMPTY_REPORT: "listed reports show no text",
    GapKind.UNDATED: "listed reports tell no year",
    GapKind.ELSEWHERE: "reports, or columns of them, stand on hosts that are not the portal's",
}

_STOPPED = {
    StopReason.MUTE: "the portal gave no more answers, and was left in peace",
    StopReason.BUDGET: "the budget of requests ended before the links did",
}


def verdict(state: VisitState, bodies: int = 0) -> tuple[str, str]:
    """Return the outcome and its reason; ``bodies``: how many townships owe a report.

    A county that publishes none of theirs is complete, and said to be without them: to search longer was all we could.
    """
    outcome, reason = (
        _without_answers(state) or _without_browser(state) or _incomplete(state) or _complete(state, bodies)
    )
    home = state.home
    if home.twin:
        reason = f"{reason}; the home page was read at {home.twin}, it gives no answer as registered ({home.failure})"
    return outcome, f"{reason}; the home page has moved to {home.moved_to}" if home.moved_to else reason


def _without_answers(state: VisitState) -> tuple[str, str] | None:
    """Return the verdict on a portal that gave nothing to judge by: no answer, or walls."""
    if not state.home.read and not state.reports:
        if state.home.forbidden:
            return "blocked", f"the home page may not be asked for: {state.home.forbidden}"
        if state.blocked:
            return "blocked", f"the home page is behind a wall ({state.wall})"
        return "unreachable", f"the home page gave no answer: {state.home.failure or _NEVER_ASKED}"
    if state.blocked and state.blocked * 2 >= state.asked:
        return "blocked", f"{state.blocked} of {state.asked} answers were walls ({state.wall})"
    return None


def _without_browser(state: VisitState) -> tuple[str, str] | None:
    """Return the verdict on a portal whose reports, as far as we know, only a browser can read, where there is none."""
    if state.render_error != NO_BROWSER:
        return None
    choices = len({gap.url for gap in state.open_gaps() if gap.kind in BY_BROWSER})
    needed = choices + (_annual_shells(state) if state.entries else len(state.shells))
    if needed:
        return (
            "needs_browser",
            f"{choices + len(state.shells)} pages show nothing without scripts, and there is no browser",
        )
    if state.found_nothing:
        return "needs_browser", "no link led to a report, and there is no browser to look at the home page with"
    return None


def _incomplete(state: VisitState) -> tuple[str, str] | None:
    reasons = list(_gaps(state))
    if not reasons:
        return None
    rest = len(reasons) - MAX_REASONS
    return "incomplete", "; ".join(reasons[:MAX_REASONS]) + (f" (and {rest} more)" if rest > 0 else "")


def _complete(state: VisitState, bodies: int) -> tuple[str, str]:
    lists = sum(progress.annual for progress in state.lists.values())
    none_of_townships = bodies and state.reports and "township" not in state.reports
    missed = f"; none of them of the {bodies} townships" if none_of_townships else ""
    dead = f"; {_dead(state)}" if state.dead.count else ""
    return (
        "complete",
        f"{state.reports_read} reports read{missed}; all {lists} lists of annual reports read to their end{dead}",
    )


def _dead(state: VisitState) -> str:
    return f"{state.dead.count} listed reports are not there, last {state.dead.last}"


def _gaps(state: VisitState) -> Iterator[str]:
    """Yield in words what is not proven to have been read."""
    yield from state.list_faults()
    yield from _losses(state)
    if not state.home.read:
        yield f"the home page gave no answer: {state.home.failure or _NEVER_ASKED}"
    if unread := _annual_shells(state):
        yield f"{unread} pages show nothing without scripts ({state.render_error or 'no browser was asked'})"
    yield from _open_gaps(state)
    if state.blocked:
        yield f"{state.blocked} pages are behind a wall ({state.wall})"
    if state.unasked:
        yield f"{state.unasked} links that promised reports were left unasked"
    if state.stopped:
        yield _STOPPED[state.stopped]
    if state.found_nothing:  # entries without reports: all of them were known, and their turn had not come
        yield f"no report was found in {state.asked} answers"


def _losses(state: VisitState) -> Iterator[str]:
    for kind, words in _LOSSES.items():
        if kind in state.losses:
            yield f"{state.losses[kind].count} {words} gave no answer, last {state.losses[kind].last}"
    if state.dead.count * 2 > state.entries:  # some are withdrawn; most are not, and then the fault is ours to find
        yield _dead(state)
    if state.refused > state.reports_read:
        yield f"{state.refused} entries of lists look like reports and are read as none"
    if state.cut.count:
        yield f"{state.cut.count} answers ended before they should, last {state.cut.last}"


def _open_gaps(state: VisitState) -> Iterator[str]:
    gaps = list(state.open_gaps())
    for kind, words in _GAPS.items():
        if of_kind := [gap for gap in gaps if gap.kind is kind]:
            yield f"{len(of_kind)} {words}, such as {of_kind[0].words[:40]!r} at {of_kind[0].url}"


def _annual_shells(state: VisitState) -> int:
    return sum(shell.annual for shell in state.shells.values())
