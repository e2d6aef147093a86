"""The built-in world: portals that a checkout serves on loopback itself, for a demo and for the tests.

The setting REPLICA names the module they come from. The product imports no simulated world by itself, and its wheel
holds none.
"""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager
from typing import Protocol, cast

from spiders.errors import SelectionError


class ServedPortals(Protocol):
    """Portals that answer on loopback."""

    @property
    def registry(self) -> str:
        """A registry file in TOML that names them."""
        ...

    @property
    def hosts(self) -> list[str]:
        """The ``host:port`` of each, for the setting TRUSTED_HOSTS."""
        ...


class BuiltInWorld(Protocol):
    """What the module that REPLICA names has to offer."""

    def serve(self, port: int = 0) -> AbstractContextManager[ServedPortals]:
        """Serve the portals on consecutive ports from ``port`` on (0: free ones) until the context ends."""
        ...

    def usual_port(self, archive: str) -> int:
        """Return the first of the ports on which this archive's portals are served each time; 0: any."""
        ...


def built_in_world(module: str) -> BuiltInWorld:
    """Import the world of this name. Raises SelectionError where there is none, or where it lacks a package."""
    try:
        world = importlib.import_module(module)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if f"{module}.".startswith(f"{missing}."):
            raise SelectionError(
                f"no replica is installed here ({module}): it belongs to a checkout of the repository, `make harvest`"
            ) from error
        if missing.partition(".")[0] == module.partition(".")[0]:
            raise  # our own mistake
        raise SelectionError(f"the replica writes its documents with {missing}: `make setup` installs it") from error
    return cast("BuiltInWorld", world)
