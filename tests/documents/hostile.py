"""Files that attack a reader, or that are broken as files in the field are: bytes small on disk, and how each must end.

``cases()`` builds them all, from nothing but a seed; every one is under 2 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

OK, EMPTY, UNSUPPORTED, ENCRYPTED, CORRUPT = "ok", "empty", "unsupported", "encrypted", "corrupt"
TIMEOUT, OUT_OF_MEMORY, CRASHED = "timeout", "out_of_memory", "crashed"
BOUNDED = frozenset({CORRUPT, TIMEOUT, OUT_OF_MEMORY})  # a limit was met: of the reader or of its process
SECRET = "root:x:0:0"  # what /etc/passwd begins with: no text may hold it


@dataclass(frozen=True, slots=True)
class Case:
    """One file: what it is named and declared as, its bytes, and the kinds of ending that are right for it."""

    name: str
    make: Callable[[], bytes]
    kinds: frozenset[str]
    media_type: str = ""
    contains: str = ""  # what the text must hold when it was read


def cases() -> Iterator[Case]:
    """Yield all cases."""
    for module in ("hostile_packages", "hostile_pdf", "hostile_ole", "hostile_text", "hostile_archives"):
        for name, (make, kinds, *contains) in import_module(module).CASES.items():
            yield Case(name, make, frozenset(kinds), contains=contains[0] if contains else "")
