"""A cached property without a lock: until Python 3.12 the library's has one for all instances of a class.

Pages are read in several threads, each page in one: a page that takes long must not hold up the others' properties.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801 - as the library's
    """Like ``functools.cached_property``; for objects that one thread uses at a time."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute, self.name = compute, compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> T | Self:
        """Compute the value at the first call; later ones find it in the instance."""
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.compute(instance)
        return value
