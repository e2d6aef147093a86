"""Column types: aware UTC moments, clean text and bounded keys from hostile values, words of a closed vocabulary."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

MAX_KEY_BYTES = 500  # PostgreSQL refuses index entries above 2,700 bytes; no honest URL is as long


def clean(text: str) -> str:
    """Return ``text`` without what databases refuse: NUL and lone surrogates become U+FFFD."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def shorten(key: str) -> str:
    """Return ``key`` itself, or its beginning and digest when it is too long to be indexed. Idempotent."""
    key = clean(key)
    if len(key) <= MAX_KEY_BYTES // 4 or len(data := key.encode()) <= MAX_KEY_BYTES:
        return key
    return f"{data[:400].decode(errors='ignore')}#sha256:{hashlib.sha256(data).hexdigest()}"


def dump(value: Any) -> str:
    """Return ``value`` as JSON text that every database takes."""
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def plain(value: Any) -> Any:
    """Return a column's value as every database gives it back alike, and as JSON takes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value


class Moment(TypeDecorator[datetime]):
    """An aware point in time; comes back in UTC from every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody can know what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without its zone: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Clean(TypeDecorator[str]):
    """Text as it came, less what databases refuse."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – SQLAlchemy's signature
        """Clean."""
        return None if value is None else clean(value)


class Key(TypeDecorator[str]):
    """A twin key: at most 500 bytes, so that it can be indexed. Compare in Python with ``shorten(key)``."""

    impl = String(MAX_KEY_BYTES)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – SQLAlchemy's signature
        """Shorten."""
        return None if value is None else shorten(value)


class Word(TypeDecorator[StrEnum]):
    """A word of a closed vocabulary: comes back as its member. To write any other is our own mistake: ValueError.

    What was written by other hands comes back as it is, for fixity to name.
    """

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int | None = None) -> None:
        super().__init__()
        self.words = words
        self.members = {member.value: member for member in words}
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # noqa: ARG002 – SQLAlchemy's signature
        """Return the type in the database: text, bounded when a length is given."""
        return String(self.length) if self.length else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – SQLAlchemy's signature
        """Return the word as text."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 – SQLAlchemy's signature
        """Return the member."""
        return self.members.get(value, value)
