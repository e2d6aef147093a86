"""The tree that most portals share. A subclass only says at which address things stand and how they are drawn."""

from __future__ import annotations

from abc import abstractmethod
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP, Organ
from tests.replica.family import Family
from tests.replica.lookalikes import picture, tempt
from tests.replica.noise import furnish
from tests.replica.plan import Planned
from tests.replica.site import Page


class Standard(Family):
    """News beside disclosure; the reports ``by`` organ, in columns by level, or in columns by year."""

    by: ClassVar[str] = "organ"  # organ, level or year
    forms: ClassVar = {
        COUNTY: ("html", "html+docx"),
        DEPARTMENT: ("html", "html", "cover+pdf", "cover+docx"),
        TOWNSHIP: ("html", "html", "cover+doc", "html+pdf"),
    }

    @abstractmethod
    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return the address of a column's first page."""

    @abstractmethod
    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a whole page around its content."""

    def at(self, planned: Planned) -> str:
        """Return the address of a report that does not stand where articles do."""
        del planned
        return ""

    def build(self) -> None:
        """Make the tree and give every page its place."""
        self.top = [self._news(), self._disclosure()]
        self.mount(self.top)
        self.site.put("/", Page(self.draw_home))

    def add(
        self, name: str, slug: str, parent: Column | None = None, organ: Organ | None = None, *, per_page: int = 15
    ) -> Column:
        """Make a column at the place where the family keeps it."""
        return Column(name, self.place(slug, parent, organ), parent, organ, per_page=per_page)

    def _news(self) -> Column:
        hub = self.add("新闻动态", "xwdt")
        furnish(self, self.add("要闻", "yw", hub), "news", 430)
        notices = self.add("公示公告", "gsgg", hub)
        furnish(self, notices, "notice", 160)
        tempt(self, notices, "call training website survey enforcement")
        furnish(self, self.add("基层动态", "jcdt", hub), "news", 140)
        return hub

    def _disclosure(self) -> Column:
        hub = self.add("政府信息公开", "zfxxgk")
        tempt(self, self.add("政府信息公开指南", "zfxxgkzn", hub), "guide", self.county.government.agency)
        tempt(self, self.add("政府信息公开制度", "zfxxgkzd", hub), "system format template assessment")
        legal = self.add("法定主动公开内容", "fdzdgknr", hub)
        furnish(self, self.add("政策文件", "zcwj", legal), "policy", 140)
        furnish(self, self.add("财政信息", "czxx", legal), "budget", 120)
        tempt(self, self.add("统计信息", "tjxx", legal), "statistics review law plan")
        {"organ": self._by_organ, "level": self._by_level, "year": self._by_year}[self.by](hub)
        return hub

    def _by_organ(self, hub: Column) -> None:
        own = self.add("政府信息公开年报", "zfxxgknb", hub, self.county.government, per_page=6)
        for planned in self.of(COUNTY):
            article = self.report(planned, [own], at=self.at(planned))
            if planned.year == 2021:
                picture(self, own, article)
        tempt(self, own, "city summary", self.county.government.agency)
        self.directory = self.add("部门和乡镇信息公开", "bmxxgk", hub)
        for organ in (*self.county.at(DEPARTMENT), *self.county.at(TOWNSHIP)):
            body = self.add(organ.name, organ.slug, self.directory, organ)
            furnish(self, self.add("机构职能", "jgzn", body, organ), "duty", 5, organ.agency)
            furnish(self, self.add("工作动态", "gzdt", body, organ), "news", 12, organ.name)
            column = self.add("政府信息公开年报", "xxgknb", body, organ, per_page=6)
            for planned in self.reports:
                if planned.organ is organ:
                    self.report(planned, [column], at=self.at(planned))

    def _by_level(self, hub: Column) -> None:
        place = self.add("政府信息公开年报", "zfxxgknb", hub)
        furnish(self, self.add("机构职能", "jgzn", hub), "duty", 60)
        for name, slug, level in (("县级", "xj", COUNTY), ("部门", "bm", DEPARTMENT), ("乡镇街道", "xz", TOWNSHIP)):
            column = self.add(f"{name}年报", slug, place, per_page=6)
            for planned in self.of(level):
                self.report(planned, [column], self.named(planned), at=self.at(planned))
            tempt(self, column, {COUNTY: "city", DEPARTMENT: "law enforcement", TOWNSHIP: "school summary"}[level])

    def _by_year(self, hub: Column) -> None:
        place = self.add("政府信息公开年报", "zfxxgknb", hub)
        furnish(self, self.add("机构职能", "jgzn", hub), "duty", 60)
        for year in sorted({planned.year for planned in self.reports}, reverse=True):
            column = self.add(f"{year}年", f"{year}n", place, per_page=6)
            for planned in self.reports:
                if planned.year == year:
                    self.report(planned, [column], self.named(planned), at=self.at(planned))
            tempt(self, column, "school" if year % 2 else "website", year=year)

    def items(self, articles: list[Article], line: str) -> str:
        """Return the entries, each drawn by a format of url, title and date."""
        return "".join(line.format(url=escape(a.path), title=escape(a.title), date=a.published) for a in articles)

    def menu(self, columns: list[Column], line: str = '<li><a href="{url}">{name}</a></li>') -> str:
        """Return the links to columns, each drawn by a format of url and name."""
        return "".join(line.format(url=escape(c.path), name=escape(c.name)) for c in columns)

    def files(self, article: Article, line: str) -> str:
        """Return the links to attachments, each drawn by a format of url and name."""
        return "".join(line.format(url=escape(path), name=escape(name)) for path, name in article.files)

    def draw_home(self) -> str:
        """Draw the newest of every news column."""
        line = '<li><a href="{url}" title="{title}">{title}</a><span>{date}</span></li>'
        news = "".join(
            f'<h3><a href="{escape(c.path)}">{c.name}</a></h3><ul>{self.items(c.shown(0)[:8], line)}</ul>'
            for c in self.top[0].children
        )
        return self.page(f"{self.county.name}人民政府", news, [])
