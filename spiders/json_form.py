"""The one JSON form of dataclasses: a field by its name, left out while it says nothing but its default."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def as_json(value: Any) -> Any:
    """Return a value made of dataclasses, enums, tuples, dicts and plain values as what JSON can hold."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    return _fields_as_json(value) if is_dataclass(value) else value


def _fields_as_json(value: Any) -> dict[str, Any]:
    shape: Any = type(value)
    pairs = ((field, getattr(value, field.name)) for field in _kept(shape))
    return {field.name: as_json(content) for field, content in pairs if content != _default(field)}


def from_json(shape: type[T], value: Any) -> T:
    """Return the value of a type that ``as_json`` wrote. Raises TypeError or KeyError on what it did not write."""
    return cast("T", _read(shape, value))


def _read(shape: Any, value: Any) -> Any:
    kind, parts = get_origin(shape), get_args(shape)
    if kind is UnionType:  # X | None
        return None if value is None else _read(parts[0], value)
    if kind is tuple:
        return tuple(_read(parts[0], item) for item in value)
    if kind is dict:
        return {parts[0](key): _read(parts[1], item) for key, item in value.items()}
    if issubclass(shape, Enum):
        return shape(value)
    hints = _hints(shape)
    return shape(**{name: _read(hints[name], content) for name, content in value.items()}) if hints else value


@lru_cache(maxsize=64)
def _hints(shape: Any) -> dict[str, Any]:
    """Return the types of a dataclass's fields; none of any other type."""
    return get_type_hints(shape) if is_dataclass(shape) else {}


@lru_cache(maxsize=64)
def _kept(shape: Any) -> tuple[Field[Any], ...]:
    return tuple(field for field in fields(shape) if field.init)


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
