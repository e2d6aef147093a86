"""The cage of a worker, made of what this system has, and the words that say what that is.

Landlock (files, TCP, signals) and seccomp (system calls) hold every child; where one of them is missing, bubblewrap
holds the whole server; where that is missing too, what remains is what always holds: limits, an empty environment, no
new privileges, no descriptor but the document's. SECURITY.md says what each step leaves open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from crawler.extraction.sandbox import landlock, libc, namespaces, places
from crawler.extraction.sandbox.landlock import Ruleset
from crawler.extraction.sandbox.system_calls import Filter

Made = TypeVar("Made", Ruleset, Filter)


class Part(StrEnum):
    """A part of the cage that a system may lack."""

    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    NAMESPACES = "namespaces"


@dataclass(slots=True)
class Cage:
    """What holds here, made before the fork. ``missing``: which part does not, and why."""

    rules: Ruleset | None = None
    calls: Filter | None = None
    missing: dict[Part, str] = field(default_factory=dict)

    def enter(self) -> None:
        """Put this process, a reader's, into the cage."""
        libc.give_up_new_privileges()
        if self.rules is not None:
            self.rules.enter()
        if self.calls is not None:
            self.calls.enter()

    def enter_for_office(self, program: Path, folder: Path) -> None:
        """Put this process, which starts an office suite, into a cage that is wider by the suite and its folder."""
        calls = None if self.calls is None else Filter(office=True)  # it needs a scratch file
        libc.give_up_new_privileges()
        if self.rules is not None:
            Ruleset(places.of_office(program, folder)).enter()
        if calls is not None:
            calls.enter()

    @property
    def descriptors(self) -> list[int]:
        """What must stay open until the cage is entered."""
        return [] if self.rules is None else [self.rules.descriptor]

    @property
    def closed(self) -> bool:
        """Whether both of what holds a child are there."""
        return self.rules is not None and self.calls is not None

    def words(self) -> str:
        """Say what holds, and what does not and why."""
        holds = [part for part in Part if part not in self.missing and (part is not Part.NAMESPACES or not self.closed)]
        lacks = [f"no {part}: {why}" for part, why in self.missing.items()]
        return "; ".join([" and ".join(holds) or "limits alone", *lacks])


def made(wanted: Collection[Part] = tuple(Part)) -> Cage:
    """Make the cage of what this system has, of the parts that are wanted. Tries each part in a child of its own."""
    cage = Cage()
    cage.rules = _part(cage, Part.LANDLOCK, wanted, lambda: Ruleset(places.of_readers()))
    cage.calls = _part(cage, Part.SECCOMP, wanted, Filter)
    if not cage.closed and not namespaces.inside():
        why = namespaces.why_not() if Part.NAMESPACES in wanted else "not wanted"
        if why:
            cage.missing[Part.NAMESPACES] = why
    return cage


def _part(cage: Cage, part: Part, wanted: Collection[Part], make: Callable[[], Made]) -> Made | None:
    try:
        if part not in wanted:
            raise OSError("not wanted")  # noqa: TRY301 - one place says what is missing
        if part is Part.LANDLOCK and not landlock.abi():
            raise OSError("this kernel has none")  # noqa: TRY301
        made_part = make()
        _try(made_part)
    except (OSError, RuntimeError, ModuleNotFoundError, AttributeError) as error:
        cage.missing[part] = str(error)
        return None
    return made_part


def _try(part: Ruleset | Filter) -> None:
    """Enter a part of the cage in a child. Raises OSError."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            libc.give_up_new_privileges()
            part.enter()
            code = 0
        except OSError as error:
            code = error.errno or 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        raise OSError(os.strerror(code) if code > 0 else f"signal {-code}")
