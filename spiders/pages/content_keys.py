"""Content keys: equal when two answers say the same, whatever counters, clocks and dates of the day they print."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from spiders import urls
from spiders.linear import pattern
from spiders.pages.page import Page
from spiders.pages.text import line

_MASKS = pattern(r"[#\s]+")
_MOVING = pattern(r"\d+|星期[一二三四五六日天]|周[一二三四五六日]|[上下]午|早上|晚上|凌晨|农历\S{1,8}|[晴阴雨雪霾℃]")


@lru_cache(maxsize=4)
def page_key(page: Page) -> str:
    """Return the key of a list or hub: its links with their words, and its text with digits and weekdays masked."""
    digest = hashlib.sha256()
    for anchor in page.anchors:
        digest.update(f"{urls.key(anchor.url)}\n{_MOVING.sub('#', anchor.text)}\n".encode("utf-8", "replace"))
    digest.update(_masked(page.text).encode("utf-8", "replace"))
    return digest.hexdigest()


def text_key(text: str) -> str:
    """Return the key of exact words; white space does not count."""
    return hashlib.sha256(line(text).replace(" ", "").encode("utf-8", "replace")).hexdigest()


def _masked(text: str) -> str:
    return _MASKS.sub("#", _MOVING.sub("#", text))
