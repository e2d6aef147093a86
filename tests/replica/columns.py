"""The page model of a portal: columns list articles; an article is a page, or a bare file linked by a list."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from tests.replica.counties import Organ


@dataclass(slots=True, eq=False)
class Article:
    """What a list entry leads to. ``path`` is the target of its page or file; "" in ``source`` prints no body."""

    title: str
    published: date
    path: str
    body: Callable[[], str]  # HTML fragment
    source: str = ""  # the issuing body, as printed
    files: tuple[tuple[str, str], ...] = ()  # path and printed name of each attachment
    number: str = ""  # 索引号
    column: Column | None = None  # where it was published
    dead: bool = False  # lists name it, and it is not there
    changed: date | None = None  # the day of its last edit

    @property
    def home(self) -> Column:
        """The column where it was published."""
        assert self.column is not None, "an article was published somewhere"
        return self.column


@dataclass(slots=True, eq=False)
class Column:
    """A list of articles, or with only ``children`` a hub; ``path`` is its first page."""

    name: str
    path: str
    parent: Column | None = None
    organ: Organ | None = None
    articles: list[Article] = field(default_factory=list)
    children: list[Column] = field(default_factory=list)
    per_page: int = 15
    index: Article | None = None  # a column of one document shows it instead of a list

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.children.append(self)

    @property
    def trail(self) -> list[Column]:
        """The columns from the top down to this one."""
        return [*(self.parent.trail if self.parent else ()), self]

    @property
    def page_count(self) -> int:
        """Pages of the list, at least one."""
        return max(1, -(-len(self.articles) // self.per_page))

    def newest(self) -> list[Article]:
        """Return all entries, newest first."""
        return sorted(self.articles, key=lambda article: (article.published, article.path), reverse=True)

    def shown(self, page: int) -> list[Article]:
        """Return the entries of one page, newest first."""
        return self.newest()[page * self.per_page : (page + 1) * self.per_page]


def every(columns: Iterable[Column]) -> list[Column]:
    """Return these columns and all below them."""
    return [found for column in columns for found in (column, *every(column.children))]


def cut(title: str, width: int) -> str:
    """Return the title as a list of limited width prints it."""
    return title if len(title) <= width else title[: width - 1] + "…"


def moment(day: date) -> datetime:
    """Return nine o'clock in the morning of a day in China."""
    return datetime.combine(day, time(1), UTC)


def relative(target: str, page: str) -> str:
    """Return the link to ``target`` as a page at ``page`` writes it relative to its own directory."""
    base = page if page.endswith("/") else posixpath.dirname(page)
    path = posixpath.relpath(target, base)
    path = path if path.startswith("..") else "./" + path.removeprefix(".")
    return path + "/" if target.endswith("/") and not path.endswith("/") else path
