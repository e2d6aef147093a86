"""Dates that pages print, and the one among them on which an article was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from spiders.linear import Pattern, between, pattern

_DATE = between(r"^|\D", r"(20[0-3]\d|199\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})", r"$|\D")
_LABEL = r"(?:日\s?期|时\s?间)\s{0,9}[:：]?\s{0,9}(.{8,40})"
_PUBLISHED = pattern(rf"(?:发\s?布|公\s?布|发\s?表)\s?{_LABEL}")
_DATED = pattern(rf"(?:发文|公开|生成|成文|更新|添加|录入)?\s?{_LABEL}")
_METAS = ("pubdate", "publishdate", "publish_date", "date", "createdate")
MAX_TEXT = 200_000  # characters of a page looked through
NEAR_TITLE = 1_500  # characters after a title, in which its own date stands


def date_in(text: str) -> str | None:
    """Return the first possible date of a text as ISO, or None."""
    for match in _DATE.finditer(text[:5000]):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            continue
    return None


def published(text: str, title: str, meta: Mapping[str, str]) -> str | None:
    """Return the date printed as that of publication, near the title first; else the meta's, else any with a label.

    The meta element comes second: many systems write into it when the page was generated.
    """
    text = text[:MAX_TEXT]
    at = text.find(title) if title else -1
    near = text[at : at + NEAR_TITLE] if at >= 0 else ""
    printed = _labelled(_PUBLISHED, near) or _labelled(_PUBLISHED, text)
    declared = (date_in(meta.get(name, "")) for name in _METAS)
    return printed or next(filter(None, declared), None) or _labelled(_DATED, near) or _labelled(_DATED, text)


def _labelled(label: Pattern[str], text: str) -> str | None:
    return next((day for match in label.finditer(text) if (day := date_in(match[1]))), None)
