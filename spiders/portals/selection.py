"""Turns the words of a command line into portals and years. A word that means nothing is an error, never skipped."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping

from spiders.errors import SelectionError
from spiders.portals.registry import Portal

FIRST_YEAR, LAST_YEAR = 1990, 2099
_COMMAS = re.compile(r"[,，、\s]+")


def select(portals: Mapping[str, Portal], selection: str, *, gone: bool = False) -> list[Portal]:
    """Return the portals that a selection names (codes, code prefixes, names, ``all``; comma-separated), by code.

    Portals marked gone are left out unless ``gone``; asking for such a one alone, for nothing, for an unknown
    code or name, or for a name that several portals bear raises SelectionError.
    """
    chosen: dict[str, Portal] = {}
    for word in filter(None, _COMMAS.split(selection)):
        named = _named(portals, word)
        alive = [portal for portal in named if gone or portal.gone is None]
        if not alive:
            msg = f"{word}: {named[0].name} is not visited any more ({named[0].gone})"
            raise SelectionError(msg)
        chosen.update((portal.code, portal) for portal in alive)
    if not chosen:
        msg = "the selection is empty; give codes (640122), prefixes (64), names (贺兰县) or all"
        raise SelectionError(msg)
    return [chosen[code] for code in sorted(chosen)]


def _named(portals: Mapping[str, Portal], word: str) -> list[Portal]:
    if word.lower() == "all":
        return list(portals.values())
    if _is_code(word):
        named = [portal for code, portal in portals.items() if code.startswith(word)]
    else:
        named = _of_name(portals, word)
    if not named:
        msg = f"{word[:40]}: no such portal; {_near(portals, word)}"
        raise SelectionError(msg)
    return named


def _of_name(portals: Mapping[str, Portal], name: str) -> list[Portal]:
    named = [portal for portal in portals.values() if portal.name == name]
    if len(named) > 1:
        codes = ", ".join(portal.code for portal in named)
        msg = f"{name} is the name of several portals: {codes}; give the code"
        raise SelectionError(msg)
    return named


def _is_code(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _near(portals: Mapping[str, Portal], word: str) -> str:
    near = difflib.get_close_matches(word, portals, 3, 0.6) if _is_code(word) else _near_names(portals, word)
    if not near:
        return "give codes (640122), prefixes (64), names (贺兰县) or all"
    return "near are " + ", ".join(f"{code} {portals[code].name}" for code in near)


def _near_names(portals: Mapping[str, Portal], word: str) -> list[str]:
    """Return the codes of at most three portals whose names begin alike, or look alike."""
    stem = word.rstrip("县区市旗")[:40]
    alike = [code for code, portal in portals.items() if stem and portal.name.startswith(stem)][:3]
    codes = {portal.name: code for code, portal in portals.items()}
    return alike or [codes[name] for name in difflib.get_close_matches(word[:40], codes, 3, 0.5)]


def shard(portals: Iterable[Portal], part: str) -> list[Portal]:
    """Return the portals whose home host falls into ``part`` ("3/16": third of sixteen), the same on every machine."""
    match = re.fullmatch(r"\s*(\d{1,5})\s*/\s*(\d{1,5})\s*", part, re.ASCII)
    index, count = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= index <= count:
        msg = f"shard {part[:40]!r}: write which/how many, such as 3/16"
        raise SelectionError(msg)
    return [portal for portal in portals if _bucket(portal, count) == index - 1]


def _bucket(portal: Portal, count: int) -> int:
    host = (portal.netlocs or (portal.code,))[0].removeprefix("www.")
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:8]) % count


def years(selection: str) -> frozenset[int]:
    """Return the years of "2019-2021,2023"; SelectionError when it is empty, reversed or out of 1990-2099."""
    chosen: set[int] = set()
    for word in filter(None, _COMMAS.split(re.sub(r"\s*[-–—~～至]\s*", "-", selection.strip()))):
        match = re.fullmatch(r"(\d{4})年?(?:-(\d{4})年?)?", word, re.ASCII)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            msg = f"years {word[:40]!r}: write {FIRST_YEAR}-{LAST_YEAR} as years or ranges, such as 2019-2021,2023"
            raise SelectionError(msg)
        chosen.update(range(first, last + 1))
    if not chosen:
        msg = "years: empty; write years or ranges, such as 2019-2021,2023"
        raise SelectionError(msg)
    return frozenset(chosen)
