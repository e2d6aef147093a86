"""Reads and checks registry files. Refuses what it does not understand; never fills a gap by itself."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from spiders.errors import RegistryError
from spiders.portals.checks import CHECKS, short
from spiders.urls import bare, netloc

# GB/T 2260 provinces with a county level of their own (71, 81 and 82 publish under other laws).
PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)),
)
SECOND_LEVEL = frozenset({"gov", "com", "org", "net", "edu", "ac"})  # of .cn, below which names are registered
OWN_REGISTRY = "spiders/portals"  # the default of PORTALS_PATH: a checkout's folder, else the installed package's
_CODE = re.compile(r"[1-9][0-9]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One county's portal. ``home`` is "" only when ``gone`` says why there is none; ``delay`` is in seconds."""

    code: str
    name: str
    home: str = ""
    cms: str | None = None
    columns: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    delay: float | None = None
    render: bool = False
    gone: str | None = None
    neighbours: tuple[str, ...] = ()  # hosts below its own name that are other portals'; the registry knows them

    @property
    def netlocs(self) -> tuple[str, ...]:
        """Every ``host`` or ``host:port`` of this portal, the home's first; default ports are left out."""
        own = (netloc(self.home),) if self.home else ()
        return tuple(dict.fromkeys((*own, *self.hosts)))


def load_portals(paths: Iterable[Path | str]) -> dict[str, Portal]:
    """Return the portals of files and directories (their ``*.toml``) by code; a later path replaces whole blocks.

    Raises RegistryError with one line naming file, key and remedy.
    """
    portals: dict[str, Portal] = {}
    sources: dict[str, Path] = {}
    for path in _files(paths):
        for code, portal in _load(path).items():
            portals[code] = portal
            sources[code] = path
    _check_hosts(portals, sources)
    return dict(sorted(_with_neighbours(portals).items()))


def _with_neighbours(portals: dict[str, Portal]) -> dict[str, Portal]:
    """Return the portals with the hosts that lie below a portal's own name and are another one's."""
    owners = {name: code for code, portal in portals.items() if (name := own_name(portal))}
    below: defaultdict[str, list[str]] = defaultdict(list)
    for code, portal in portals.items():
        for host in map(bare, portal.netlocs):
            parents = (owners.get(host[at + 1 :]) for at, sign in enumerate(host) if sign == ".")
            for owner in dict.fromkeys(filter(None, parents)):
                if owner != code:
                    below[owner].append(host)
    return {
        code: replace(portal, neighbours=tuple(below[code])) if code in below else portal
        for code, portal in portals.items()
    }


@lru_cache(maxsize=4096)
def own_name(portal: Portal) -> str:
    """Return the domain of which all hosts are the portal's: its home's, unless the home is a folder of another's."""
    parts = urlsplit(portal.home)
    host = bare(parts.hostname or "")
    labels = host.split(".")
    shared = parts.path not in {"", "/"} or parts.port is not None or labels[-1].isdecimal() or ":" in host
    registered = len(labels) > (2 if labels[-2:-1] and labels[-2] in SECOND_LEVEL else 1)
    return host if registered and not shared else ""


def _files(paths: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(_located, paths):
        if path.is_dir():
            found = sorted(path.glob("*.toml"))
            if not found:
                msg = f"{path}: holds no *.toml; name a registry file or a directory of them"
                raise RegistryError(msg)
            yield from found
        else:
            yield path


def _located(path: Path | str) -> Path:
    """Return the path; ``spiders/portals`` is our own registry in folders that have none of that name."""
    if str(path) == OWN_REGISTRY and not Path(path).exists():
        return Path(__file__).parent
    return Path(path)


def _load(path: Path) -> dict[str, Portal]:
    # A file is read once per process and state: status, coverage and crawl all ask for the whole registry.
    try:
        stat = path.stat()
        return _parse(path, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); check PORTALS_PATH"
        raise RegistryError(msg) from error


@lru_cache(maxsize=256)
def _parse(path: Path, _mtime: int, _size: int) -> dict[str, Portal]:
    try:
        document = tomllib.loads(path.read_bytes().decode())
    except UnicodeDecodeError as error:
        msg = f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8"
        raise RegistryError(msg) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        msg = f"{path}: {_broken(str(error))}"
        raise RegistryError(msg) from error
    return {code: _portal(path, code, block) for code, block in document.items()}


def _broken(error: str) -> str:
    if twice := re.search(r"\('?(\w+)'?,\) twice|Cannot overwrite", error):
        code = f"{twice[1]} " if twice[1] else ""
        return f"{code}stands there twice ({error}); keep one block per code and one line per key"
    return f'is not TOML: {error}; a block is ["code"] and below it key = value'


def _portal(path: Path, code: str, block: object) -> Portal:
    fault = _code_fault(code) or (_block_fault(block) if isinstance(block, dict) else _NO_BLOCK)
    if fault is None and isinstance(block, dict):
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in block.items()}
        portal = Portal(code=code, **values)
        fault = _column_fault(portal)
        if fault is None:
            return portal
    msg = f"{path}: [{short(code)}] {fault}".replace("\n", " ")
    raise RegistryError(msg)


_NO_BLOCK = 'block: write ["640122"] on a line of its own, then name = "…" and home = "…"'


def _code_fault(code: str) -> str | None:
    if not _CODE.fullmatch(code):
        return "code: use the six digits of GB/T 2260, in quotes"
    if int(code[:2]) not in PROVINCES:
        return f"code: {code[:2]} is no province of GB/T 2260; correct the first two digits"
    return None


def _block_fault(block: dict[str, Any]) -> str | None:
    for key, value in block.items():
        if key not in CHECKS:
            near = difflib.get_close_matches(key, CHECKS, 1, 0.5)
            return f"{short(key)}: unknown key; " + (f"write {near[0]}" if near else f"known are {', '.join(CHECKS)}")
        fault = CHECKS[key](value)
        if fault:
            return f"{key}: {fault}"
    if "name" not in block:
        return 'name: missing; add name = "…"'
    if "home" not in block and "gone" not in block:
        return 'home: missing; add home = "http://…/", or gone = "reason" when there is no portal'
    return None


def _column_fault(portal: Portal) -> str | None:
    foreign = (netloc(url) for url in portal.columns if netloc(url) not in portal.netlocs)
    host = next(foreign, None)
    return host and f"columns: {short(host)} is no host of this portal; add it to hosts"


def _check_hosts(portals: dict[str, Portal], sources: dict[str, Path]) -> None:
    owners: dict[str, str] = {}
    for code, portal in portals.items():
        for host in portal.netlocs:
            owner = owners.setdefault(host, code)
            if owner != code:
                msg = (
                    f"{sources[code]}: [{code}] home: host {host} belongs to {owner} {portals[owner].name} "
                    f"({sources[owner]}); correct the address or mark one of the two as gone without home"
                )
                raise RegistryError(msg)
