"""How a portal is put together. A subclass is one portal: tree of columns, URL grammar, markup; nothing here draws."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

from tests.replica.answer_key import Lookalike, TrueFile, TrueReport
from tests.replica.columns import Article, Column, moment
from tests.replica.counties import County
from tests.replica.documents import MEDIA_TYPES, markup, write
from tests.replica.plan import Edit, Edits, Planned, plan
from tests.replica.site import Page, Site

EDITED = date(2026, 3, 2)  # the day of all edits
NOVELTY = "/ztzl/"  # what a new look links everywhere


class Family(ABC):
    """One portal of the replica, built from a seed: its site, its truth and its look-alikes."""

    charset: ClassVar[str] = "utf-8"
    forms: ClassVar[dict[str, tuple[str, ...]]]  # per level, the forms in which reports are published
    media_types: ClassVar[dict[str, str]] = MEDIA_TYPES  # what headers say of files

    def __init__(
        self,
        county: County,
        seed: str,
        scale: int,
        *,
        edits: Edits | None = None,
        reports: list[Planned] | None = None,
    ) -> None:
        self.county, self.seed, self.scale = county, seed, scale
        self.edits = edits or Edits()
        self.site = Site(charset=self.charset, resolve=self.resolve)
        self.lookalikes: list[Lookalike] = []
        self.reports = reports or plan(county, seed, self.forms, self.edits)
        self._taken: set[str] = set()
        self._lists: dict[str, list[str]] = {}
        self._homes: dict[str, Column] = {}
        self._also: dict[str, list[str]] = {}
        self._truths: list[Callable[[], TrueReport]] = []
        self.build()
        if self.edits.restyled:
            self.site.dress = dressed
            self.site.put(NOVELTY, Page(lambda: "<html><head><title>专题专栏</title></head><body></body></html>"))

    @property
    def truth(self) -> list[TrueReport]:
        """Every report that stands on this portal, its true text composed now."""
        return [make() for make in self._truths]

    @property
    def oracle(self) -> list[str]:
        """The requests of one who knows the site: the way, the lists that hold reports, the reports and their files."""
        wanted = {"/": None}
        for report in self.truth:
            home = self._homes[report.path]
            wanted |= dict.fromkeys(place.path for place in home.trail if place.path in self.site.pages)
            wanted |= dict.fromkeys([*self.reading(home), *self.fetching(report)])
        return list(wanted)

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
        """Answer what has no page of its own: twins, traps, soft errors."""
        del target
        return None

    def charset_at(self, path: str) -> str:
        """Return the encoding of the page at this path when it is not the site's."""
        del path
        return ""

    def file_headers(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return further headers of a file that is printed with this name."""
        del name
        return ()

    def reading(self, column: Column) -> list[str]:
        """Return the requests that read a list to its end; what follows a ``#`` is a form's or a script's."""
        return [self.list_path(column, page) for page in range(column.page_count)]

    def fetching(self, report: TrueReport) -> list[str]:
        """Return the requests for a report with its files."""
        return [file.path for file in report.files]

    # -- what all share -----------------------------------------------------------------------------------

    def rng(self, *names: object) -> random.Random:
        """Return a generator for one thing by its name: adding a thing never changes another."""
        return random.Random("/".join(map(str, (self.seed, self.county.code, *names))))

    def number(self, low: int, high: int, *names: object) -> int:
        """Return the number that a content system gave to the thing of this name."""
        return self.rng("number", *names).randint(low, high)

    def of(self, *levels: str) -> list[Planned]:
        """Return the planned reports of bodies of these levels."""
        return [planned for planned in self.reports if planned.organ.level in levels]

    def article(
        self, column: Column, title: str, published: date, body: Callable[[], str], source: str = ""
    ) -> Article:
        """Publish a page in a column."""
        number = self.number(1_000_000, 9_999_999, column.path, title, published)
        while (path := self.article_path(column, published, number)) in self._taken:
            number += 1
        self._taken.add(path)
        article = Article(title, published, path, body, source or self.county.name + "人民政府", column=column)
        column.articles.append(article)
        return article

    def lookalike(self, column: Column, kind: str, title: str, published: date, body: Callable[[], str]) -> Article:
        """Publish what is not a report but looks like one."""
        article = self.article(column, title, published, body)
        self.lookalikes.append(Lookalike(self.county.code, article.path, title, kind))
        return article

    def report(self, planned: Planned, columns: list[Column], title: str = "", at: str = "") -> Article:
        """Publish a report in the first column and list it in all: as its form says, page with files or bare file."""
        composed, home = planned.composed, columns[0]
        title, published = title or composed.title, composed.published
        moved = [planned.edit] if planned.edit is Edit.MOVED else []
        serial = self.number(1_000_000, 9_999_999, planned.organ.slug, planned.year, *moved)
        upload = serial + (500 if planned.edit is Edit.REPLACED else 0)
        path = at or self.article_path(home, published, serial)
        kind, *formats = planned.form.split("+")
        paths = [self.file_path(path, published, upload + index, ending) for index, ending in enumerate(formats)]
        files = [TrueFile(path=p, format=f, role="attachment") for p, f in zip(paths, formats, strict=True)]
        lost = planned.edit is Edit.LOST
        for file in () if lost else files:
            self._put_file(planned, file, title)
        names = tuple((file.path, f"{title}.{file.format}") for file in files)
        if kind == "file":
            path, names = paths[0], ()
        else:
            files.insert(0, TrueFile(path=path, format="html", role="page"))
        body = (lambda: cover(title)) if kind == "cover" else (lambda: markup(composed.blocks, planned.rng("html")))
        source = "" if planned.anonymous else planned.organ.agency
        article = Article(title, published, path, body, source, names, column=home, dead=lost)
        article.changed = EDITED if planned.edit else None
        for column in columns:
            column.articles.append(article)
        if lost:
            return article
        self._truths.append(lambda: self._true(planned, article, tuple(files), covered=kind == "cover"))
        return article

    def named(self, planned: Planned) -> str:
        """Return the report's title, with its body's name for lists that mix bodies."""
        title, organ = planned.composed.title, planned.organ
        return title if organ.name in title or organ.agency in title else organ.agency + title

    def copy(self, article: Article, column: Column, later: int = 0, *, closed: bool = False) -> Article:
        """Publish the same report again, ``later`` days after; ``closed`` where robots.txt lets nobody look."""
        published = article.published + timedelta(days=later)
        path = self.article_path(
            column, published, self.number(1_000_000, 9_999_999, "copy", article.path, column.path)
        )
        twin = replace(article, path=path, published=published, column=column)
        column.articles.append(twin)
        if not closed:
            self._also.setdefault(article.path, []).append(path)
        return twin

    def ghost(self, column: Column, title: str, published: date) -> Article:
        """Name in a list what is not there any more."""
        article = self.lookalike(column, "dead", title, published, str)
        article.dead = True
        return article

    def mount(self, columns: Iterable[Column]) -> None:
        """Give every page of these columns, of their children and of their articles its place on the site."""
        for column in columns:
            for page in range(column.page_count):
                self._mount_list(column, page)
            for article in column.articles:
                self._lists.setdefault(article.path, []).append(column.path)
                self._homes.setdefault(article.path, article.home)
                if not article.dead and article.path not in self.site.pages:
                    self._put(article.path, self._drawing(article), article.changed or article.published)
            self.mount(column.children)

    def _drawing(self, article: Article) -> Callable[[], str]:
        return lambda: self.draw_article(article)

    def _mount_list(self, column: Column, page: int) -> None:
        if column.index is not None:
            self._put(column.path, self._drawing(column.index), column.index.published)
            return
        newest = max((article.published for article in column.shown(page)), default=date(2024, 1, 2))
        if "#" not in (path := self.list_path(column, page)):  # what only a script or a form can turn to
            self._put(path, lambda: self.draw_list(column, page), newest)

    def _put(self, path: str, draw: Callable[[], str], published: date) -> None:
        day = max(published, EDITED) if self.edits.restyled else published
        self.site.put(path, Page(draw, charset=self.charset_at(path), modified=moment(day)))

    def _put_file(self, planned: Planned, file: TrueFile, title: str) -> None:
        again = ["again"] if planned.edit in {Edit.REENCODED, Edit.REPLACED} else []
        page = Page(
            lambda: write(file.format, planned.composed.blocks, title, planned.rng(file.format, *again)),
            content_type=self.media_types[file.format],
            headers=self.file_headers(f"{title}.{file.format}"),
            modified=moment(EDITED if planned.edit else planned.composed.published),
        )
        self.site.put(file.path, page)

    def _true(self, planned: Planned, article: Article, files: tuple[TrueFile, ...], *, covered: bool) -> TrueReport:
        return TrueReport(
            portal=self.county.code,
            agency=None if planned.anonymous else planned.organ.agency,
            level=planned.organ.level,
            year=planned.year,
            title=article.title,
            path=article.path,
            also=tuple(self._also.get(article.path, ())),
            files=files,
            bodies=tuple(i for i, file in enumerate(files) if file.role == "attachment" or not covered),
            published=article.published.isoformat(),
            index_number=article.number,
            lists=tuple(self._lists.get(article.path, ())),
            blocks=planned.composed.blocks,
            facts=planned.composed.facts,
            flags=_flags(planned),
        )


def _flags(planned: Planned) -> tuple[str, ...]:
    stale = planned.composed.facts.stated_year != planned.year
    return (("agency_unknowable",) if planned.anonymous else ()) + (("year_disagrees",) if stale else ())


def dressed(text: str) -> str:
    """Return a page in its new look: a menu more, a share bar, another attribute; not a word of the content."""
    menu = f'<body class="v2"><div class="skip"><a href="{NOVELTY}">专题专栏</a> <a href="#top">无障碍浏览</a></div>'
    text = re.sub(r"<body[^>]*>", menu, text, count=1, flags=re.IGNORECASE)
    share = '<div class="bdsharebuttonbox"><a href="#">微信</a><a href="#">微博</a>今日访问@@HITS@@</div></body>'
    return re.sub(r"</body>", share, text, count=1, flags=re.IGNORECASE)


def cover(title: str) -> str:
    """Return the one line of a page whose report is attached."""
    return f"<p>现公布《{title}》，全文详见附件。</p>"
