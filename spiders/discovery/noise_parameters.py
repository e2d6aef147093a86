"""Parameters of a portal that change nothing: a page links itself with a fresh token, and says the same under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

MIN_TOKEN = 6  # characters; years and numbers of pages are shorter
MIN_VALUES = 2  # beside the page without it, or with the one before
MAX_PAGES = 20_000  # whose words are remembered


class NoiseParameters:
    """Learns them from a portal's pages that link themselves; ``names`` is kept in the visit's memory."""

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self._said: dict[str, str] = {}  # key of a page → key of its words
        self._equal: Counter[tuple[str, str]] = Counter()  # (path, parameter) → values under which it said the same
        self._seen: set[str] = set()  # keys offered, without noise; only of those that have some

    def note(self, key: str, via: str, words: str) -> bool:
        """Note what a page said, which the page ``via`` linked. Returns whether a parameter has proved to be noise."""
        path, query = _parts(key)
        before, query_before = _parts(via)
        changed = dict(query.items() - query_before.items()) if path == before and self._said.get(via) == words else {}
        if len(self._said) < MAX_PAGES:
            self._said[key] = words
        # A year or a page that shows the same as none chosen is no noise: it takes several values of a token.
        tokens = [name for name, value in changed.items() if len(value) >= MIN_TOKEN and name not in self.names]
        self._equal.update((path, name) for name in tokens)
        learned = {name for name in tokens if self._equal[path, name] >= MIN_VALUES}
        self.names |= learned
        return bool(learned)

    def learn(self, offered: Iterable[str]) -> None:
        """Look at all keys offered so far anew: a parameter has become noise."""
        self._seen = set(map(self.bare, offered))

    def is_known(self, key: str) -> bool:
        """Tell whether a key says no more than one that was offered before; else it counts as offered from now on."""
        if not self.names:
            return False
        bare = self.bare(key)
        known = bare in self._seen
        self._seen.add(bare)
        return known and bare != key

    def bare(self, key: str) -> str:
        """Return a key without the parameters that are noise."""
        path, query = _parts(key)
        if self.names.isdisjoint(query):
            return key
        kept = [(name, value) for name, value in query.items() if name not in self.names]
        return f"{path}?{urlencode(kept)}" if kept else path


def _parts(key: str) -> tuple[str, dict[str, str]]:
    path, _, query = key.partition("?")
    return path, dict(parse_qsl(query, keep_blank_values=True))
