"""临淄区: the Shandong gongkai platform. ``site_<agency>/channel_<id>/doc_<ObjectId>.html``, ``?page=`` by script."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column, every
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP, Organ
from tests.replica.family import Family
from tests.replica.lookalikes import tempt
from tests.replica.noise import furnish, text
from tests.replica.site import Page, redirect

_CHROME = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="UTF-8"><title>{title}</title>
<script src="//@@HOST@@/static/js/jquery.min.js"></script></head>
<body><div id="top"><a href="//@@HOST@@/">{county}人民政府</a></div>
<div class="nav-bar">{nav}</div>
<div class="wz">您现在的位置：{crumbs}</div>
<div class="content clearfix">{main}</div>
<div class="foot">版权所有：{county}人民政府　政府网站标识码：{site_id}
<a href="//www.shandong.invalid/">省政府</a> <a href="//www.zibo.invalid/gongkai/">市政务公开</a></div>
</body></html>"""


class Gongkai(Family):
    """The portal of 临淄区."""

    forms: ClassVar = {
        COUNTY: ("html", "html+docx"),
        DEPARTMENT: ("html", "html", "cover+pdf+docx", "cover+docx"),
        TOWNSHIP: ("html", "html", "html+doc", "cover+pdf"),
    }

    def build(self) -> None:
        """Make the news site, the disclosure index and one site per agency."""
        self.site.validators, self.site.chunked = "weak", True
        self.news = Column("临淄动态", "/col/lzdt/")
        furnish(self, Column("要闻", "/col/lzdt/yw/", self.news), "news", 800)
        notices = Column("公告", "/col/lzdt/gg/", self.news)
        furnish(self, notices, "notice", 200)
        tempt(self, notices, "call format training website survey")
        self.index = Column("政务公开", "/gongkai/")
        for name, kind, count in (("政府文件", "policy", 120), ("财政预决算", "budget", 80), ("重点领域", "duty", 60)):
            furnish(self, Column(name, self._channel("", name), self.index), kind, count)
        tempt(self, Column("统计与法治", self._channel("", "统计"), self.index), "statistics law review plan")
        self.all = Column("区级年报汇总", self._channel("", "汇总"), self.index, per_page=8)
        for organ in self.county.organs:
            self._organ(organ)
        self.mount([self.news, self.index])
        self.site.put("/", Page(self._home))

    def _channel(self, slug: str, name: str) -> str:
        place = f"site_lzq{slug}/" if slug else ""
        stamp = self.number(1_605_600_000, 1_605_700_000, slug, name)
        number = f"{self.number(1 << 88, (1 << 92) - 1, slug, name):024x}"[-18:]
        return f"/gongkai/{place}channel_c_5f9f6c{number}_n_{stamp}.{stamp % 9973}/"

    def _organ(self, organ: Organ) -> None:
        site = Column(organ.name, f"/gongkai/site_lzq{organ.slug}/", self.index, organ)
        Column("政府信息公开指南", self._channel(organ.slug, "指南"), site, organ)
        legal = Column("法定主动公开内容", self._channel(organ.slug, "法定"), site, organ)
        furnish(self, legal, "duty", 12, organ.agency)
        furnish(self, Column("工作动态", self._channel(organ.slug, "动态"), site, organ), "news", 25, organ.name)
        column = Column("政府信息公开年报", self._channel(organ.slug, "年报"), site, organ, per_page=5)
        for planned in (p for p in self.reports if p.organ is organ):
            together = planned.organ.level == COUNTY or planned.year % 4 == 0
            article = self.report(planned, [column, self.all] if together else [column])
            number = "None" if planned.year % 3 == 0 else str(self.number(5_000_000, 5_999_999, article.path))
            if planned.year % 4 == 1 and organ.level == TOWNSHIP:  # shown again in the district's own channel
                self.copy(article, self.all)
            article.number = f"11370305MB{self.number(10**7, 10**8, organ.slug)}/{article.published.year}-{number}"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``channel/``, then ``channel/?page=2`` and so on."""
        return f"{column.path}?page={page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``doc_<24 hex>.html``: the first eight are the time of creation."""
        born = int(datetime(published.year, published.month, published.day, 2, tzinfo=UTC).timestamp()) + number % 40000
        return f"{column.path}doc_{born:08x}{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return a name in the one upload directory of the whole platform."""
        del path
        return f"/gongkai/upload/{published:%Y/%m%d}/{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Know that page 1 has two spellings, and every page beyond the last one is empty."""
        path, _, query = target.partition("?")
        if path.startswith("/gongkai/site_") and path not in self.site.pages:
            return redirect("/", 301)  # a channel that was closed
        page = self.site.pages.get(path)
        if page is None or not query.startswith("page="):
            return page if query else None
        column = next((c for c in every([self.news, self.index]) if c.path == path), None)
        return page if query == "page=1" or column is None else Page(lambda: self.draw_list(column, 10**6))

    def _page(self, title: str, main: str, trail: list[Column]) -> str:
        crumbs = "&gt;".join(f'<a href="//@@HOST@@{c.path}">{c.name}</a>' for c in trail)
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            site_id=self.county.site_id,
            nav='<a href="/">首页</a><a href="/gongkai/">政务公开</a><a href="/col/lzdt/">临淄动态</a>',
            crumbs='<a href="/">首页</a>' + ("&gt;" + crumbs if crumbs else ""),
            main=main,
        )

    def _links(self, columns: list[Column]) -> str:
        return "".join(f'<li><a href="//@@HOST@@{c.path}" title="{c.name}">{c.name}</a></li>' for c in columns)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw the agencies on the index, the guide at an agency's bare address, entries in a channel."""
        if column is self.index:
            groups = {"区政府": COUNTY, "部门": DEPARTMENT, "镇街道": TOWNSHIP}
            closed = f'<li><a href="//@@HOST@@{self._channel("lzqcgj", "年报")}">城市管理局年报</a></li>'
            main = f'<ul class="lm">{self._links([c for c in column.children if c.organ is None])}{closed}</ul>'
            for name, level in groups.items():
                sites = [c for c in column.children if c.organ and c.organ.level == level]
                main += f'<h3>{name}</h3><ul class="jg">{self._links(sites)}</ul>'
            return self._page(column.name, main, column.trail)
        organ = column.organ
        side = f'<div class="side"><ul>{self._links(self._siblings(column))}</ul></div>'
        if organ and not column.articles:
            guide = text(self.rng("guide", organ.slug), organ.agency, date(2021, 3, 1))
            main = f'{side}<div class="art"><h1>{organ.agency}政府信息公开指南</h1>{guide}</div>'
        else:
            items = "".join(self._entry(article) for article in column.shown(page))
            main = f'{side}<div class="gl"><ul>{items}</ul><div id="page"></div><script>var pageCount={column.page_count},pageNo={page + 1};showPages("page", pageCount, pageNo, "?page=");</script></div>'
        return self._page(f"{organ.name if organ else ''}{column.name}-{self.county.name}人民政府", main, column.trail)

    def _siblings(self, column: Column) -> list[Column]:
        return column.children or (column.parent.children if column.parent else [])

    def _entry(self, article: Article) -> str:
        return (
            f'<li><a target="_blank" href="//@@HOST@@{article.path}" title="{escape(article.title)}">'
            f"{escape(article.title)}</a><i>{article.published}</i></li>"
        )

    def draw_article(self, article: Article) -> str:
        """Draw agency line, the table with 索引号, title, body."""
        files = "".join(f'<p><a href="//@@HOST@@{path}">{escape(name)}</a></p>' for path, name in article.files)
        main = (
            f'<div class="jgmc">{article.source}</div><table class="xx"><tr><td>标题</td><td colspan="3">'
            f"{escape(article.title)}</td></tr><tr><td>索引号</td><td>{article.number}</td><td>文号</td><td></td></tr>"
            f"<tr><td>发文日期</td><td>{article.published}</td><td>发布机构</td><td>{article.source}</td></tr></table>"
            f"<h1>{escape(article.title)}</h1><div>发布日期：{article.published}　字号：[大 中 小]　"
            '<a href="?print=1">[打印]</a></div>'
            f'<div class="article-content">{article.body()}{files}</div>'
        )
        return self._page(article.title, main, article.home.trail)

    def _home(self) -> str:
        blocks = "".join(
            f'<h2><a href="{c.path}">{c.name}</a></h2><ul>{"".join(self._entry(a) for a in c.shown(0)[:10])}</ul>'
            for c in self.news.children
        )
        main = f'<div class="quick"><a href="/gongkai/">政务公开</a><a href="/col/lzdt/">新闻</a></div>{blocks}'
        return self._page(f"{self.county.name}人民政府", main, [])
