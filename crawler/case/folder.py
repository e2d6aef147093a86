"""A case on disk: ``DIR/family/name`` with the page, ``case.json``, and what belongs to the page beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.case.page import CasePage
from spiders.linear import pattern
from storage.errors import as_storage_error

MAX_NAME = 40  # characters of a case's name
_NO_WORD = pattern(r"[^0-9A-Za-z]+")
_ENDING = pattern(r"\.[0-9A-Za-z]{1,6}$")


def write(case: CasePage, content: dict[str, Any], into: Path) -> Path:
    """Write a case and return its folder, which is new. Raises StorageError when it cannot be written."""
    with as_storage_error(f"cannot write below {into}"):
        folder = _new(into / content["family"], name_of(case))
        (folder / f"page.{_ending(case)}").write_bytes(case.body)
        beside = [(file, f"beside_{number}.{_kind(file.media_type)}") for number, file in enumerate(case.beside, 1)]
        for file, name in beside:
            (folder / name).write_bytes(file.body)
        if beside:
            content = content | {
                "scripts": [[file.url, name] for file, name in beside if file.is_script],
                "calls": [[file.method, file.url, name] for file, name in beside if not file.is_script],
            }
        (folder / "case.json").write_text(f"{as_text(content)}\n", "utf-8")
    return folder


def as_text(value: Any, indent: str = "") -> str:
    """Return JSON as people read it: a line for each field, and for each row of a table."""
    inner = f"{indent} "
    if isinstance(value, dict) and value:
        fields = (f"{inner}{json.dumps(name)}: {as_text(content, inner)}" for name, content in value.items())
        return "{\n" + ",\n".join(fields) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(row, list) for row in value):
        rows = (f"{inner}{as_text(row, inner)}" for row in value)
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def name_of(case: CasePage) -> str:
    """Return a name for a case, from the end of its address: ``zwgk_zfxxgknb``."""
    path = _ENDING.sub("", urlsplit(case.url).path.rstrip("/"))
    words = _NO_WORD.sub("_", "/".join(path.split("/")[-2:])).strip("_")[-MAX_NAME:].strip("_") or "home"
    how = "_rendered" if case.link.render else "_posted" if case.link.method != "GET" else ""
    return f"{words}{how}".lower()


def _new(family: Path, name: str) -> Path:
    """Make a folder that does not exist yet: of a name that is taken, with a number."""
    number = 1
    while (folder := family / (name if number == 1 else f"{name}_{number}")).exists():
        number += 1
    folder.mkdir(parents=True)
    return folder


def _ending(case: CasePage) -> str:
    if case.page.data is not None:
        return "json"
    return "xml" if case.body.lstrip().startswith(b"<?xml") and b"<html" not in case.body[:2000] else "html"


def _kind(media_type: str) -> str:
    return next(
        (kind for kind in ("json", "xml", "html") if kind in media_type), "js" if "script" in media_type else "txt"
    )
