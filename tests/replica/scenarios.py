"""What happens to the portals between two harvests, and what goes wrong during one: names parted by commas.

``second_year@640122,resets`` is: 贺兰县 has changed as after a year, and all portals reset connections.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from tests.replica.answer_key import Change, TrueReport
from tests.replica.family import Family
from tests.replica.faults import FAULTS
from tests.replica.plan import LAST_YEAR, Edit, Edits

STATES = {
    "second_year": "reports new, corrected, withdrawn, lost, moved, renditions added or replaced; two look different",
    "returned": "second_year, and what was withdrawn stands again where it stood",
    "cosmetic": "menus, share bars and attributes changed on every page; nothing else",
    "redesigned": "贺兰县 on another platform, every address new, the old ones gone; the others as at first",
}
RESTYLED = {"640205", "410329"}  # portals whose pages look different after a year
REBUILT = "640122"
_SHARES: tuple[tuple[Edit, str, int], ...] = (
    (Edit.CORRECTED, "html", 2),
    (Edit.CORRECTED, "cover file", 1),
    (Edit.REENCODED, "cover file html+", 1),
    (Edit.RENDITION, "html", 1),
    (Edit.REPLACED, "cover", 1),
    (Edit.WITHDRAWN, "html cover file", 1),
    (Edit.LOST, "html cover", 1),
    (Edit.MOVED, "html cover", 2),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What holds for one portal: the state of its contents ("" = as at first) and its faults."""

    state: str = ""
    faults: frozenset[str] = field(default=frozenset())


def parse(text: str, code: str) -> Scenario:
    """Return what a scenario means for the portal of this code; ValueError names what is unknown."""
    state, faults = "", set()
    for part in filter(None, text.split(",")):
        name, _, where = part.partition("@")
        if name not in STATES and name not in FAULTS:
            known = ", ".join(chain(STATES, FAULTS))
            msg = f"unknown scenario {name!r}; there are: {known}"
            raise ValueError(msg)
        if where not in {"", code}:
            continue
        if name in FAULTS:
            faults.add(name)
        else:
            state = name
    return Scenario(state, frozenset(faults))


def prepare(before: Family, state: str) -> Edits:
    """Return what the state changes on the portal as it was before."""
    code = before.county.code
    if state in {"second_year", "returned"}:
        chosen = dict(_choose(before))
        if state == "returned":
            chosen = {key: edit for key, edit in chosen.items() if edit is not Edit.WITHDRAWN}
        return Edits(last=LAST_YEAR + 1, of=chosen, restyled=code in RESTYLED)
    return Edits(restyled=state == "cosmetic")


def _choose(before: Family) -> Iterable[tuple[tuple[str, int], Edit]]:
    plain = {(r.agency, r.year) for r in before.truth if not (r.also or r.flags or r.path.endswith("/"))}
    left = [planned for planned in before.reports if (planned.organ.agency, planned.year) in plain]
    before.rng("scenario").shuffle(left)
    for edit, forms, count in _SHARES:
        fitting = [p for p in left if any(_fits(p.form, form) for form in forms.split())][:count]
        for planned in fitting:
            left.remove(planned)
            yield (planned.organ.slug, planned.year), edit


def _fits(form: str, wanted: str) -> bool:
    return form == wanted or (wanted != "html" and form.startswith(wanted))


def events(before: Family, after: Family) -> list[Change]:
    """Return every event between two states of one portal that a harvest should tell of; the rest is cosmetic."""
    old, new = ({(r.agency, r.year): r for r in family.truth} for family in (before, after))
    found = [_change(old.get(key), new.get(key)) for key in {**old, **new}]
    return [event for event in found if event is not None]


def _change(old: TrueReport | None, new: TrueReport | None) -> Change | None:
    report = new or old
    assert report is not None, "one of the two is there"
    kind = _kind(old, new)
    if not kind:
        return None
    places = (old.path if old else "", new.path if new else "")
    return Change(kind, report.portal, report.agency, report.year, *places)


def _kind(old: TrueReport | None, new: TrueReport | None) -> str:
    if old is None or new is None:
        return "gone" if new is None else "new" if new.year > LAST_YEAR else "returned"
    if old.blocks != new.blocks:
        return "substantive"
    if old.path != new.path:
        return "moved"
    if len(old.files) != len(new.files):
        return "rendition_added"
    return "rendition_replaced" if [file.path for file in old.files] != [file.path for file in new.files] else ""
