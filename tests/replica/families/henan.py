"""伊川县: the Henan platform. Columns without trailing slash, ``/YYYY/MM-DD/<id>.html``; its predecessor."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP, Organ
from tests.replica.families import henan_old as old
from tests.replica.family import Family
from tests.replica.lookalikes import tempt
from tests.replica.noise import furnish
from tests.replica.site import Page, redirect, robots
from tests.replica.traps import WALL, wall

NEW = 2019  # the first report year on the new platform
_CHROME = """<!doctype html>
<html><head><meta charset="utf-8"><title>{title}</title><meta name="ColumnName" content="{column}">{meta}</head>
<body><div class="top"><a href="/sy">首页</a><a href="/sy/zwgk">政务公开</a><a href="/sy/xwzx">新闻中心</a>
<a href="{wall}">互动交流</a></div>
<div class="path">当前位置：{crumbs}</div><div class="wrap">{main}</div>
<div class="foot">{county}人民政府主办　标识码{site_id}　<a href="http://www.ly.invalid/zfxxgk/xxgknb">市政府年报</a></div>
</body></html>"""
_META = '<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{date}"><meta name="ContentSource" content="{source}">'


class Henan(Family):
    """The portal of 伊川县."""

    forms: ClassVar = {
        COUNTY: ("html", "html+doc"),
        DEPARTMENT: ("html", "cover+doc", "html+pdf", "html"),
        TOWNSHIP: ("html", "html", "cover+pdf"),
    }

    def build(self) -> None:
        """Make the platform of today, the one of before, and a wall around the interactive part."""
        self.site.validators, self.site.content_type = "modified", "text/html"
        self.news = Column("新闻中心", "/sy/xwzx")
        furnish(self, Column("伊川要闻", "/sy/xwzx/ycyw", self.news, per_page=20), "news", 850)
        notices = Column("公示公告", "/sy/xwzx/gsgg", self.news, per_page=20)
        furnish(self, notices, "notice", 240)
        tempt(self, notices, "call training website survey enforcement")
        self.tree = Column("政务公开", "/sy/zwgk")
        tempt(self, Column("政府信息公开指南", "/zwgk/zfxxgkpt/zfxxzn", self.tree), "guide", self.county.name)
        tempt(
            self, Column("政府信息公开制度", "/zwgk/zfxxgkpt/zfxxgkzd", self.tree), "system format template assessment"
        )
        self._legal()
        self._reports()
        self._old()
        self.mount([self.news, self.tree, self.old])
        self.site.put("/", redirect("/sy"))
        self.site.put("/sy", Page(self._home))
        self.site.put(WALL, wall())
        self.site.put("/robots.txt", robots("/admin/", "/*.jsp$"))
        self.site.disallowed = ("/admin/",)

    def _legal(self) -> None:
        legal = Column("法定主动公开内容", "/zfxxgk/fdzdgknr", self.tree)
        for name, slug, kind, count in (
            ("财政预决算", "czyjs", "budget", 160),
            ("政策文件", "zcwj", "policy", 220),
            ("权责清单", "qzqd", "duty", 100),
        ):
            furnish(self, Column(name, f"/zfxxgk/fdzdgknr/{slug}", legal, per_page=20), kind, count)
        tempt(self, Column("统计公报", "/zfxxgk/fdzdgknr/tjgb", legal), "statistics review law")

    def _reports(self) -> None:
        own = Column("政府信息公开年报", "/zwgk/zfxxgkpt/zfxxgknb", self.tree, self.county.government, per_page=4)
        for planned in self.of(COUNTY):
            if planned.year >= NEW:
                self.report(planned, [own])
        tempt(self, own, "city plan summary", self.county.government.agency)
        self.directory = Column("部门乡镇信息公开", "/zfxxgk/bmxxgk", self.tree)
        for organ in (*self.county.at(DEPARTMENT), *self.county.at(TOWNSHIP)):
            self._organ(organ)

    def _organ(self, organ: Organ) -> None:
        hub = Column(organ.name, f"/zfxxgk/bmxxgk/{organ.slug}", self.directory, organ)
        furnish(self, Column("机构概况", f"{hub.path}/jggk", hub, organ), "duty", 5, organ.agency)
        furnish(self, Column("工作信息", f"{hub.path}/gzxx", hub, organ), "news", 22, organ.name)
        column = Column("年报", f"{hub.path}/xxgknb", hub, organ, per_page=4)
        for planned in self.reports:
            if planned.organ is organ and planned.year >= NEW:
                self.report(planned, [column])
        if organ.slug in {"jyj", "gzz"}:
            tempt(self, column, "school law guide", organ.agency)

    def _old(self) -> None:
        self.old = Column("政府信息公开（旧版）", old.ROOT + "index.html")
        place = Column("信息公开年度报告", old.ROOT + "19/index.html", self.old)
        own = Column("县政府", old.ROOT + "19/154/index.html", place, self.county.government, per_page=5)
        towns = Column("乡镇", old.ROOT + "19/156/index.html", place, per_page=5)
        furnish(self, Column("预决算", old.ROOT + "19/65/37/index.html", self.old, per_page=20), "budget", 80)
        for number, organ in enumerate(self.county.at(DEPARTMENT)):
            column = Column(organ.name, f"{old.ROOT}19/155/{200 + number * 3}/index.html", place, organ, per_page=5)
            for planned in self.reports:
                if planned.organ is organ and planned.year < NEW:
                    self.report(planned, [column])
        for planned in self.of(COUNTY, TOWNSHIP):
            if planned.year < NEW:
                column = own if planned.organ.level == COUNTY else towns
                article = self.report(planned, [column], self.named(planned))
                if planned.year == NEW - 1 and column is own:
                    self.copy(article, place)
        self.ghost(towns, f"{self.county.name}酒后乡2012年政府信息公开工作年度报告", date(2013, 2, 20))

    def list_path(self, column: Column, page: int) -> str:
        """Return ``/a/b``, then ``/a/b?pageIndex=2`` and so on."""
        if column.path.startswith(old.ROOT):
            return old.list_path(column, page)
        return f"{column.path}?pageIndex={page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/YYYY/MM-DD/<id>.html``: nothing tells the column."""
        if column.path.startswith(old.ROOT):
            return old.article_path(column, number)
        return f"/{published:%Y/%m-%d}/{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        place = "/html/uploadfile" if path.startswith(old.ROOT) else "/attachment"
        return f"{place}/{published:%Y%m}/{number * 61:010d}.{ending.upper()}"

    def charset_at(self, path: str) -> str:
        """Return the encoding of the old platform for its pages."""
        return "gbk" if path.startswith(old.ROOT) else ""

    def resolve(self, target: str) -> Page | None:
        """Print articles at a second address; show the first page for any page number that is none."""
        path, _, query = target.partition("?")
        if path.startswith("/print/"):
            return self.site.pages.get(path.removeprefix("/print"))
        return self.site.pages.get(path) if query.startswith("pageIndex=") else None

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns, entries, and links to the next page and the last one only."""
        if column.path.startswith(old.ROOT):
            return old.draw_list(self.county.name, column, page)
        menu = "".join(f'<dd><a href="{child.path}">{child.name}</a></dd>' for child in column.children)
        entries = "".join(self._entry(article) for article in column.shown(page))
        pager = f"<span>第{page + 1}页/共{column.page_count}页</span>"
        if page + 1 < column.page_count:
            pager += f'<a href="?pageIndex={page + 2}">下一页</a><a href="?pageIndex={column.page_count}">末页</a>'
        main = f'<dl>{menu}</dl><div class="lb"><ul>{entries}</ul><div class="fy">{pager}</div></div>'
        if column is self.tree:
            main += f'<p><a href="{self.old.path}">旧版信息公开（2018年及以前）</a></p>'
        return self._page(column.name, main, column)

    def _entry(self, article: Article) -> str:
        return f'<li><span>{article.published}</span><a href="{article.path}">{escape(article.title)}</a></li>'

    def _page(self, title: str, main: str, column: Column | None, meta: str = "") -> str:
        trail = column.trail if column else []
        return _CHROME.format(
            title=escape(f"{title} - {self.county.name}人民政府"),
            county=self.county.name,
            site_id=self.county.site_id,
            column=column.name if column else "",
            meta=meta,
            wall=WALL,
            crumbs=" &gt; ".join(['<a href="/sy">首页</a>', *(f'<a href="{c.path}">{c.name}</a>' for c in trail)]),
            main=main,
        )

    def draw_article(self, article: Article) -> str:
        """Draw title, line of origin, body in ``#zoom``."""
        if article.path.startswith(old.ROOT):
            return old.draw_article(self.county.name, article)
        files = "".join(f'<p><a href="{path}">附件：{escape(name)}</a></p>' for path, name in article.files)
        main = (
            f'<h2 class="tit">{escape(article.title)}</h2><p>发布时间：{article.published}　文章来源：{article.source}'
            f'　<a href="/print{article.path}">打印本页</a></p><div id="zoom">{article.body()}</div>{files}'
        )
        meta = _META.format(title=escape(article.title), date=article.published, source=article.source)
        return self._page(article.title, main, article.home, meta)

    def _home(self) -> str:
        blocks = "".join(
            f'<h3><a href="{column.path}">{column.name}</a></h3><ul>'
            + "".join(self._entry(article) for article in column.shown(0)[:9])
            + "</ul>"
            for column in self.news.children
        )
        return self._page("首页", blocks, None)
