"""The registry of county portals: TOML files in, validated ``Portal`` values out, and the selections of a command line.

A county is data. Nothing here fetches, guesses an address or repairs a wrong entry: a wrong line is a
``RegistryError`` that names file, key and remedy. ``docs/reference-registry.md`` describes the format.
"""

from spiders.portals.registry import Portal, load_portals
from spiders.portals.selection import select, shard, years

__all__ = ["Portal", "load_portals", "select", "shard", "years"]
