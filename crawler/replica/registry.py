"""The served replica as a registry file: to the crawl it is portals like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit


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
