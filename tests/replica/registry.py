"""The served replica as a registry file: to the crawl it is portals like any other."""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_PORTALS = 5
_PATIENCE = 30  # tenths of a second
_LOWEST, _RANGE = 20_000, 10_000  # below the range from which the system gives out ports


def toml(portals: Iterable[Mapping[str, Any]]) -> str:
    """Return the registry blocks of the portals that a Replica serves."""
    blocks = []
    for portal in portals:
        lines = [f'["{portal["code"]}"]', f'name = "{portal["name"]}"', f'home = "{portal["home"]}"']
        blocks.append("\n".join([*lines, f"delay = {portal['delay']}", ""]))
    return "\n".join(blocks)


def hosts(portals: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the host:port of each, for the setting TRUSTED_HOSTS."""
    return [urlsplit(portal["home"]).netloc for portal in portals]


def usual_port(archive: str) -> int:
    """Return the first of the free consecutive ports that this archive's replica usually has; 0: any.

    A portal is its host:port: on the same ports a second harvest meets the same portals.
    """
    first = _LOWEST + zlib.crc32(f"{Path.cwd()}:{archive}".encode()) % _RANGE
    for _ in range(_PATIENCE):  # the replica of a killed harvest needs a moment to notice
        if all(_free(first + i) for i in range(_PORTALS)):
            return first
        time.sleep(0.1)
    return 0


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
