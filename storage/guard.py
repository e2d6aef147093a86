"""The failure that ends an archive's life: the batch is taken back, later calls fail in the same words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from storage.errors import ArchiveLockedError, StorageError, as_storage_error

P = ParamSpec("P")
R = TypeVar("R")
END = object()


class Guard:
    """The failure of an open archive, shared by all its parts. ``abandon`` takes back what is not committed."""

    def __init__(self, abandon: Callable[[], None]) -> None:
        self.failure: StorageError | None = None
        self.abandon = abandon


class Guarded(Protocol):
    """A part of an archive."""

    _guard: Guard


G = TypeVar("G", bound=Guarded)


def fatal(method: Callable[Concatenate[G, P], R]) -> Callable[Concatenate[G, P], R]:
    """Let a storage failure in a method end the archive's life, so that nothing half-written remains."""

    @functools.wraps(method)
    def guarded(self: G, /, *args: P.args, **kwargs: P.kwargs) -> R:
        guard = self._guard
        if guard.failure is not None:
            raise StorageError(str(guard.failure)) from guard.failure
        try:
            with as_storage_error("the archive cannot go on"):
                return method(self, *args, **kwargs)
        except ArchiveLockedError:
            raise
        except StorageError as error:
            guard.failure = error
            guard.abandon()
            raise

    return guarded


def fatal_steps(method: Callable[Concatenate[G, P], Iterator[R]]) -> Callable[Concatenate[G, P], Iterator[R]]:
    """Do the same for each step of a generator that only reads: others may use the archive between two steps."""

    @functools.wraps(method)
    def guarded(self: G, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        steps = method(self, *args, **kwargs)
        step = fatal(lambda _self: next(steps, END))
        while (value := step(self)) is not END:
            yield value  # type: ignore[misc]

    return guarded
