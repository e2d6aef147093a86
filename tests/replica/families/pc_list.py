"""弥渡县: ``<site>/<slug>/pc/list.html`` with a mobile twin of every page, articles as ``pc/content_<id>.html``."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{title}</title>
<meta name="SiteName" content="{county}人民政府门户网站"><meta name="ColumnName" content="{column}">
<meta name="ColumnType" content="{kind}"><meta name="ContentSource" content="{source}"></head><body>
<script>if(/Android|iPhone/i.test(navigator.userAgent)){{location.href=location.href.replace("/pc/","/mobile/")}}</script>
<div class="nav"><a href="/mdxrmzf/index.html">首页</a>{nav}</div><div class="crumb">{crumbs}</div>{main}
<div class="footer"><a href="{mobile}">手机版</a></div></body></html>"""


class PcList(Standard):
    """A portal of the platform of Dali; reports stand in columns by year."""

    by: ClassVar[str] = "year"

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/<site>/<slug>/pc/list.html``."""
        del organ
        above = parent.path.removesuffix("/pc/list.html") if parent and parent.parent else "/mdxrmzf"
        return f"{above}/{slug}/pc/list.html"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``list.html``, then ``list_2.html`` and so on."""
        return column.path.replace("list.html", f"list_{page + 1}.html") if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``<slug>/YYYYMM/pc/content_<id>.html``."""
        return f"{column.path.removesuffix('pc/list.html')}{published:%Y%m}/pc/content_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return a file in the article's own directory."""
        return f"{path.rpartition('/')[0]}/{number}/files/{number * 31:x}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Serve the mobile twin, and the home page at its other address."""
        path = target.partition("?")[0].replace("/mobile/", "/pc/")
        return self.site.pages.get("/" if path == "/mdxrmzf/index.html" else path)

    def page(self, title: str, main: str, trail: list[Column], here: str = "/", source: str = "") -> str:
        """Return a page of the platform."""
        name = trail[-1].name if trail else ""
        reports = any("年报" in column.name for column in trail)
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            column=name,
            kind="信息公开年报" if reports else "政务动态",
            source=source,
            nav=self.menu(self.top, '<a href="{url}">{name}</a>'),
            crumbs=self.menu(trail, '&gt;<a href="{url}">{name}</a>'),
            main=main,
            mobile=here.replace("/pc/", "/mobile/"),
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries, and links to the neighbouring pages and the last."""
        line = '<li><a href="{url}" title="{title}">{title}</a><span>{date}</span></li>'
        last = column.page_count - 1
        wanted = {"上一页": page - 1, "下一页": page + 1, "尾页": last}
        pages = "".join(
            f'<a href="{self.list_path(column, number)}">{name}</a>'
            for name, number in wanted.items()
            if 0 <= number <= last and number != page
        )
        main = f'<ul class="sub">{self.menu(column.children)}</ul><ul class="list">{self.items(column.shown(page), line)}</ul>{pages}'
        return self.page(column.name, main, column.trail, self.list_path(column, page))

    def draw_article(self, article: Article) -> str:
        """Draw title, particulars and the body in ``article-content``."""
        files = self.files(article, '<p>附件：<a href="{url}">{name}</a></p>')
        main = (
            f"<h1>{escape(article.title)}</h1><p>发布时间：{article.published} 信息来源：{article.source} 阅读：@@HITS@@次</p>"
            f'<div class="article-content">{article.body()}</div>{files}'
        )
        return self.page(article.title, main, article.home.trail, article.path, article.source)
