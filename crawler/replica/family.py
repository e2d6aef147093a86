"""How a portal is put together: columns hold articles; a family says at which URLs they stand and how they are drawn.

A subclass is one portal: its tree of columns in ``build``, its URL grammar and its markup. Nothing here draws.
"""

from __future__ import annotations

import posixpath
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import ClassVar

from crawler.replica.answer_key import Lookalike, TrueFile, TrueReport
from crawler.replica.counties import County, Organ
from crawler.replica.documents import MEDIA_TYPES, markup, write
from crawler.replica.plan import Planned, plan
from crawler.replica.site import Page, Site


@dataclass(slots=True, eq=False)
class Article:
    """A page, or a bare file when ``path`` is one, that columns list."""

    title: str
    published: date
    path: str
    body: Callable[[], str]  # HTML fragment
    source: str = ""  # the issuing body, as printed
    files: tuple[tuple[str, str], ...] = ()  # path and printed name of each attachment
    label: str = ""  # what lists print when it is not the title
    number: str = ""  # 索引号
    column: Column | None = None  # where it was published


@dataclass(slots=True, eq=False)
class Column:
    """A list of articles, or with ``children`` only a hub; ``path`` is its first page."""

    name: str
    path: str
    parent: Column | None = None
    organ: Organ | None = None
    articles: list[Article] = field(default_factory=list)
    children: list[Column] = field(default_factory=list)
    per_page: int = 15

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

    def shown(self, page: int) -> list[Article]:
        """Return the entries of one page, newest first."""
        newest = sorted(self.articles, key=lambda article: (article.published, article.path), reverse=True)
        return newest[page * self.per_page : (page + 1) * self.per_page]


class Family(ABC):
    """One portal of the replica, built from a seed: its site, its truth and its look-alikes."""

    charset: ClassVar[str] = "utf-8"
    forms: ClassVar[dict[str, tuple[str, ...]]]

    def __init__(self, county: County, seed: str, scale: int) -> None:
        self.county, self.seed, self.scale = county, seed, scale
        self.site = Site(charset=self.charset, resolve=self.resolve)
        self.truth: list[TrueReport] = []
        self.lookalikes: list[Lookalike] = []
        self._taken: set[str] = set()
        self._listed: dict[str, list[str]] = {}
        self._truths: list[Callable[[], TrueReport]] = []
        self.reports = plan(county, seed, self.forms)
        self.build()
        self.truth = [make() for make in self._truths]

    # -- what a family says -------------------------------------------------------------------------------

    @abstractmethod
    def build(self) -> None:
        """Make the columns and mount them."""

    @abstractmethod
    def list_path(self, column: Column, page: int) -> str:
        """Return the target of one page of a list."""

    @abstractmethod
    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return the target of an article."""

    @abstractmethod
    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return the target of an attachment of the page at ``path``."""

    @abstractmethod
    def draw_list(self, column: Column, page: int) -> str:
        """Return one page of a list, or of a hub."""

    @abstractmethod
    def draw_article(self, article: Article) -> str:
        """Return an article's page."""

    def resolve(self, target: str) -> Page | None:
        """Answer what has no page of its own: twins, soft errors."""
        del target
        return None

    # -- what all share -----------------------------------------------------------------------------------

    def rng(self, *names: object) -> random.Random:
        """Return a generator for one thing by its name: adding a thing never changes another."""
        return random.Random("/".join(map(str, (self.seed, self.county.code, *names))))

    def number(self, low: int, high: int, *names: object) -> int:
        """Return the number that a content system gave to the thing of this name."""
        return self.rng("number", *names).randint(low, high)

    def article(
        self, column: Column, title: str, published: date, body: Callable[[], str], source: str = ""
    ) -> Article:
        """Make an article and put it into its column."""
        number = self.number(1_000_000, 9_999_999, column.path, title, published)
        path = self.article_path(column, published, number)
        while path in self._taken:
            number += 1
            path = self.article_path(column, published, number)
        self._taken.add(path)
        article = Article(title, published, path, body, source or self.county.name + "人民政府", column=column)
        column.articles.append(article)
        return article

    def report(self, planned: Planned, columns: list[Column], title: str = "") -> Article:
        """Publish a report in the first column and list it in all: as its form says, page with files or bare file."""
        composed, home = planned.composed, columns[0]
        title = title or composed.title
        number = self.number(1_000_000, 9_999_999, planned.organ.slug, planned.year)
        path = self.article_path(home, composed.published, number)
        kind, *formats = planned.form.split("+")
        paths = [
            self.file_path(path, composed.published, number + index, ending) for index, ending in enumerate(formats)
        ]
        files = [TrueFile(path=p, format=f, role="attachment") for p, f in zip(paths, formats, strict=True)]
        for file in files:
            self._put_file(planned, file, title)
        if kind == "file":
            article = Article(title, composed.published, paths[0], str, planned.organ.agency, column=home)
        else:
            files.insert(0, TrueFile(path=path, format="html", role="page"))
            names = tuple((p, f"{title}.{ending}") for p, ending in zip(paths, formats, strict=True))
            body = (lambda: cover(title)) if kind == "cover" else (lambda: self.body(planned))
            article = Article(title, composed.published, path, body, planned.organ.agency, names, column=home)
        for column in columns:
            column.articles.append(article)
        carriers = tuple(i for i, file in enumerate(files) if kind != "cover" or file.role == "attachment")
        self._truths.append(lambda: self._true(planned, article, tuple(files), carriers))
        return article

    def body(self, planned: Planned) -> str:
        """Return the report's text as an HTML fragment."""
        return markup(planned.composed.blocks, planned.rng("html"))

    def _put_file(self, planned: Planned, file: TrueFile, title: str) -> None:
        page = Page(
            lambda: write(file.format, planned.composed.blocks, title, planned.rng(file.format)),
            content_type=MEDIA_TYPES[file.format],
            modified=moment(planned.composed.published),
        )
        self.site.put(file.path, page)

    def _true(
        self, planned: Planned, article: Article, files: tuple[TrueFile, ...], bodies: tuple[int, ...]
    ) -> TrueReport:
        return TrueReport(
            portal=self.county.code,
            agency=planned.organ.agency,
            level=planned.organ.level,
            year=planned.year,
            title=article.title,
            path=article.path,
            also=(),
            files=files,
            bodies=bodies,
            published=article.published.isoformat(),
            index_number=article.number,
            lists=tuple(self._listed.get(article.path, ())),
            blocks=planned.composed.blocks,
        )

    def lookalike(self, column: Column, kind: str, title: str, published: date, body: Callable[[], str]) -> Article:
        """Publish what is not a report but looks like one."""
        article = self.article(column, title, published, body)
        self.lookalikes.append(Lookalike(self.county.code, article.path, title, kind))
        return article

    def mount(self, columns: Iterable[Column]) -> None:
        """Give every page of these columns, of their children and of their articles its place on the site."""
        for column in columns:
            for page in range(column.page_count):
                self._mount_list(column, page)
            for article in column.articles:
                self._listed.setdefault(article.path, []).append(column.path)
                if article.path not in self.site.pages:
                    draw = lambda article=article: self.draw_article(article)  # noqa: E731 — bound to this article
                    self.site.put(article.path, Page(draw, modified=moment(article.published)))
            self.mount(column.children)

    def _mount_list(self, column: Column, page: int) -> None:
        newest = max((a.published for a in column.shown(page)), default=date(2024, 1, 2))
        draw = lambda: self.draw_list(column, page)  # noqa: E731 — bound to this page
        self.site.put(self.list_path(column, page), Page(draw, modified=moment(newest)))


def cover(title: str) -> str:
    """Return the one line of a page whose report is attached."""
    return f"<p>现公布《{title}》，全文详见附件。</p>"


def moment(day: date) -> datetime:
    """Return nine o'clock in the morning of a day in China."""
    return datetime.combine(day, time(1), UTC)


def relative(target: str, page: str) -> str:
    """Return the link to ``target`` as a page at ``page`` writes it relative to its own directory."""
    base = page if page.endswith("/") else posixpath.dirname(page)
    path = posixpath.relpath(target, base)
    path = path if path.startswith("..") else "./" + path.removeprefix(".")
    return path + "/" if target.endswith("/") and not path.endswith("/") else path
