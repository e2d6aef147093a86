"""The printed forms as data: their rows and columns in printed order. One TOML file a form in ``skeletons``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

FORMS = ("2014", "2019", "2021")
CURRENT_FORMS = ("2019", "2021")  # those of three tables


@dataclass(frozen=True, slots=True)
class Label:
    """A printed row or column. ``name`` is its part of the field's name; ``group`` what stands around it."""

    name: str
    label: str
    match: re.Pattern[str]
    group: re.Pattern[str] | None = None
    unit: str = "count"
    alias: str = ""


@dataclass(frozen=True, eq=False)
class Axis:
    """The labels along one side of a table, in printed order. Made once, so that it is hashed by identity."""

    labels: tuple[Label, ...]
    groups: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The axes of every table of both forms together, and which field belongs to which form."""

    subjects: Axis
    measures: Axis
    rows: Axis
    applicants: Axis
    results: Axis
    layouts: tuple[tuple[Label, ...], ...]  # the rows of a whole requests table, form by form
    fields: dict[str, dict[str, tuple[str, ...]]]  # form → kind of table → its fields


def _label(data: dict[str, Any]) -> Label:
    group = re.compile(data["group"]) if "group" in data else None
    match = re.compile(data.get("match") or re.escape(data["label"]))
    return Label(data["name"], data["label"], match, group, data.get("unit", "count"), data.get("alias", ""))


def axis(labels: Iterable[Label]) -> Axis:
    """Return labels as an axis."""
    kept = tuple(labels)
    return Axis(kept, tuple(dict.fromkeys(label.group for label in kept if label.group)))


def _load(form: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("skeletons", f"{form}.toml").read_text("utf-8"))


@cache
def statistics() -> Axis:
    """Return the rows of form 2014. The name of a row is its outline number."""
    return axis(_label(row) for row in _load("2014")["rows"])


@cache
def skeleton() -> Skeleton:
    """Return forms 2019 and 2021 as one: a report mixes them, and each figure is named by its own labels."""
    forms = {form: _load(form) for form in CURRENT_FORMS}
    return _skeleton(forms, [block for data in forms.values() for block in data["proactive"]])


def _skeleton(forms: dict[str, dict[str, Any]], blocks: Sequence[dict[str, Any]]) -> Skeleton:
    return Skeleton(
        subjects=_merged(block["subjects"] for block in blocks),
        measures=_merged(block["measures"] for block in blocks),
        rows=_merged(data["requests"]["rows"] for data in forms.values()),
        applicants=_merged(data["requests"]["columns"] for data in forms.values()),
        results=_merged(data["litigation"]["columns"] for data in forms.values()),
        layouts=tuple(tuple(map(_label, data["requests"]["rows"])) for data in forms.values()),
        fields={form: _fields(data) for form, data in forms.items()},
    )


def _fields(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        "proactive": tuple(
            f"proactive.{subject['name']}.{measure['name']}"
            for block in data["proactive"]
            for subject in block["subjects"]
            for measure in block["measures"]
        ),
        "requests": tuple(
            f"requests.{row['name']}.{column['name']}"
            for row in data["requests"]["rows"]
            for column in data["requests"]["columns"]
        ),
        "litigation": tuple(column["name"] for column in data["litigation"]["columns"]),
    }


def _merged(lists: Iterable[Sequence[dict[str, Any]]]) -> Axis:
    """Return lists of labels as one in an order that keeps each list's own; equal ones once.

    Labels of one name and other words (本年新制作数量, 本年制发件数) both stay, side by side.
    """
    merged: list[dict[str, Any]] = []
    for labels in lists:
        at = 0
        for data in labels:
            known = next((i for i, other in enumerate(merged) if _same(data, other)), None)
            if known is None:
                merged.insert(at, data)
                at += 1
            else:
                at = max(at, known + 1)
    return axis(map(_label, merged))


def _same(one: dict[str, Any], two: dict[str, Any]) -> bool:
    return bool(one["name"] == two["name"] and one["match"] == two["match"])
