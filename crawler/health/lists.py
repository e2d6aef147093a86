"""A portal's lists against what they showed before: partly or wholly emptied, or gone with a redesign.

A list has lost reports when it shows a third less than usual, and a third of its reports stand in no list any more, nor
at another address: a list that grows, rolls, moves or is shown twice has lost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawler.health.history import FEW, LOST_SHARE, READ, PortalHistory, SlotJudged, day, usual
from storage.health.values import Found, ListMeasured, Measured
from storage.vocabulary import FindingKind, ListAnswer, Severity

SLOT = "lists"
MAX_LISTS = 3  # that are told apart; of more, the portal is told
_ACCEPT = "`scrapy health --accept {code}` takes this as the new state"
TODO = {
    FindingKind.LIST_SHRANK: "open {url} in a browser: if the list is whole there, look at it with `scrapy probe {url}`"
    f"; if the portal took entries off, {_ACCEPT}",
    FindingKind.LIST_EMPTIED: "open {url} in a browser: if the list has moved, add its new address to `columns` of "
    f"{{code}} in the registry; if scripts draw it now, `make browser`; if it is empty for good, {_ACCEPT}",
    FindingKind.REDESIGNED: "find the new column of annual reports on {url} and look at it with `scrapy probe`; if the "
    "harvest does not find it, add it to `columns` of {code} in the registry. The archive keeps all that was there",
}


@dataclass(frozen=True, slots=True)
class _Loss:
    """A list that shows less. ``baseline``: the visit at which it was as usual."""

    key: str
    name: str
    before: int
    after: int
    baseline: Measured
    lost: int  # entries that no list shows any more
    gone: bool  # its page is not there, or no longer linked

    @property
    def words(self) -> str:
        return f"had {self.before} entries and shows {self.after}"


def judge(portal: PortalHistory) -> SlotJudged:
    """Return what has become of the lists; nothing is said of a portal that was not reached."""
    now = portal.now
    if now.outcome not in READ or now.stopped_early:
        return SlotJudged(portal=portal.code, slot=SLOT, judged=False)
    losses, unknown = [], set()
    for key, (before, baseline) in _known(portal).items():
        if _unread(now, key):
            unknown.add(key)
        elif loss := _loss(portal, key, before, baseline):
            losses.append(loss)
    found = tuple(_found(portal, losses)) if losses else ()
    return SlotJudged(portal=portal.code, slot=SLOT, found=found, unknown=frozenset(unknown))


def baselines(portal: PortalHistory) -> set[int]:
    """Return the visits that open findings are compared with."""
    return {record.found.baseline for record in portal.open(SLOT).values() if record.found.baseline is not None}


def with_baselines(portal: PortalHistory, visits: Mapping[int, Measured]) -> PortalHistory:
    """Return a history that knows these visits."""
    return replace(portal, baselines=visits)


def showed_entries(portal: PortalHistory) -> bool:
    """Tell whether the portal showed entries at its visits before."""
    return any(one.entries for one in portal.past(SLOT))


def _known(portal: PortalHistory) -> dict[str, tuple[int, Measured]]:
    """Return list → how many entries it had, and when: by its open finding, else by the last few visits."""
    known: dict[str, tuple[int, Measured]] = {}
    past = portal.past(SLOT)
    for key in dict.fromkeys(key for one in past for key in one.lists):
        seen = [one for one in past if (shown := one.lists.get(key)) and shown.whole]
        before = usual([one.lists[key].entries for one in seen])
        if before:
            baseline = next(one for one in reversed(seen) if one.lists[key].entries >= before)
            known[key] = (baseline.lists[key].entries, baseline)
    for subject, record in portal.open(SLOT).items():
        baseline_then = portal.baselines.get(record.found.baseline or 0)
        if baseline_then is not None:
            keys = [subject] if subject else list(baseline_then.lists)
            there = baseline_then.lists
            known |= {key: (there[key].entries, baseline_then) for key in keys if key in there}
    return {key: (before, baseline) for key, (before, baseline) in known.items() if before}


def _unread(now: Measured, key: str) -> bool:
    """Tell whether a list could not be read this time: its visit's own reason says so."""
    shown = now.lists.get(key)
    return not shown.whole if shown else now.answers.get(key) is ListAnswer.FAILED


def _loss(portal: PortalHistory, key: str, before: int, baseline: Measured) -> _Loss | None:
    now = portal.now
    shown = now.lists.get(key, ListMeasured())
    if shown.entries > before * (1 - LOST_SHARE):
        return None
    here = frozenset[str]().union(*portal.listed[now.cycle].values())
    reports = portal.reports(portal.listed[baseline.cycle].get(key, frozenset()))  # a list may have other entries
    lost = sum(not moved for entry, moved in reports.items() if entry not in here)
    if not lost or lost < len(reports) * LOST_SHARE or (lost < FEW and now.entries):
        return None
    name = baseline.lists[key].name or key
    gone = key not in now.lists and now.answers.get(key, ListAnswer.GONE) is ListAnswer.GONE
    return _Loss(key, name, before, shown.entries, baseline, lost, gone)


def _found(portal: PortalHistory, losses: list[_Loss]) -> list[Found]:
    if all(loss.gone for loss in losses) and not portal.now.entries:
        return [_whole(portal, losses, FindingKind.REDESIGNED)]
    if len(losses) > MAX_LISTS:
        emptied = not any(loss.after for loss in losses)
        return [_whole(portal, losses, FindingKind.LIST_EMPTIED if emptied else FindingKind.LIST_SHRANK)]
    return [_of_list(portal, loss) for loss in losses]


def _of_list(portal: PortalHistory, loss: _Loss) -> Found:
    kind = FindingKind.LIST_SHRANK if loss.after else FindingKind.LIST_EMPTIED
    where = "; its page is gone" if loss.gone else ""
    url = loss.baseline.lists[loss.key].url or portal.home
    was = f"it was whole at the visit of {day(loss.baseline.ended)}"
    return portal.found(
        SLOT,
        kind=kind,
        severity=Severity.WARNING,
        subject=loss.key,
        what=f"the list {loss.name!r} at {url} {loss.words}: {loss.lost} reports stand nowhere any more{where}; {was}",
        todo=TODO[kind].format(url=url, code=portal.code),
        url=url,
        before=loss.before,
        after=loss.after,
        baseline=loss.baseline.visit,
    )


def _whole(portal: PortalHistory, losses: list[_Loss], kind: FindingKind) -> Found:
    """Return the finding that stands for all lists."""
    baseline = max((loss.baseline for loss in losses), key=lambda one: one.entries)
    gone = sum(loss.gone for loss in losses)
    lists = f"{len(losses)} lists ({gone} of them are gone)" if len(losses) > 1 else f"list {losses[0].name!r} (gone)"
    return portal.found(
        SLOT,
        kind=kind,
        severity=Severity.WARNING,
        what=f"the portal had {baseline.entries} entries in its lists and shows {portal.now.entries}: {lists}; its "
        f"home page answers; it was whole at the visit of {day(baseline.ended)}",
        todo=TODO[kind].format(url=portal.home, code=portal.code),
        before=baseline.entries,
        after=portal.now.entries,
        baseline=baseline.visit,
    )
