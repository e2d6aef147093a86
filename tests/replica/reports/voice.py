"""Speaks the grammar of invented sentences: every list is drawn from without repeating itself within one report."""

from __future__ import annotations

import random
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_TOPICS = {"county": "topic_county", "township": "topic_township"}


@lru_cache(maxsize=1)
def grammar() -> dict[str, Any]:
    """Return the lists of ``grammar.toml``."""
    return tomllib.loads(Path(__file__).with_name("grammar.toml").read_text("utf-8"))


class Voice:
    """One report's author: knows its facts, and what it has said already."""

    def __init__(self, rng: random.Random, level: str, facts: dict[str, str]) -> None:
        self.rng = rng
        self.facts = facts
        self._lists = {**grammar(), "topic": grammar()[_TOPICS.get(level, "topic_department")]}
        self._left: dict[str, list[Any]] = {}

    def say(self, symbol: str) -> str:
        """Return one sentence of the list ``symbol`` with all its slots filled."""
        return self.fill(str(self.draw(symbol)))

    def draw(self, symbol: str) -> Any:
        """Return an entry of a list as it stands; the list is used up before an entry comes again."""
        left = self._left.get(symbol)
        if not left:
            left = self._left[symbol] = self.rng.sample(self._lists[symbol], len(self._lists[symbol]))
        return left.pop()

    def fill(self, sentence: str) -> str:
        """Fill slots: a range is a number, ``a|b`` a choice, a fact its value, anything else a list."""
        return _SLOT.sub(lambda slot: self._value(slot[1]), sentence)

    def _value(self, name: str) -> str:
        if bounds := _RANGE.fullmatch(name):
            return str(self.rng.randint(int(bounds[1]), int(bounds[2])))
        if "|" in name:
            return self.rng.choice(name.split("|"))
        return self.facts[name] if name in self.facts else self.say(name)
