"""巨鹿县: no known family. Addresses say nothing, menus are words without pinyin, lists go on by the word 更早."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column, every
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html lang=zh><title>{title}</title><meta charset=utf-8>
<body><header><b>{county}人民政府</b> <a href=/>回到首页</a> {nav}</header>
<aside>{crumbs}</aside><section>{main}</section><footer>由本县自建　<a href=/sitemap.xml>站点地图</a></footer>"""


class Homemade(Standard):
    """A portal that somebody in the county wrote."""

    by: ClassVar[str] = "organ"

    def build(self) -> None:
        """Add a site map that names the columns only."""
        super().build()
        self.site.put("/sitemap.xml", Page(self._map, content_type="application/xml"))

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/z/<base 36>``."""
        del organ
        return f"/z/{_base36(self.number(10**5, 10**7, slug, parent.path if parent else ''))}"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``/z/x/p2`` for the second page and so on."""
        return f"{column.path}/p{page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/w?k=<base 36>``."""
        return f"/w?k={_base36(number * 104729)}"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an address without an ending."""
        return f"/d/{_base36(number * 15485863)}{ending[0]}{len(ending)}"

    def _map(self) -> str:
        places = "".join(f"<url><loc>http://@@HOST@@{c.path}</loc></url>" for c in every(self.top))
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page."""
        crumbs = self.menu(trail, "<a href={url}>{name}</a> / ")
        nav = self.menu(self.top, "<a href={url}>{name}</a> ")
        return _CHROME.format(title=escape(title), county=self.county.name, nav=nav, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries as paragraphs, and a link to what is older."""
        line = "<p><a href={url}>{title}</a> <small>{date}</small></p>"
        older = f"<p><a href={self.list_path(column, page + 1)}>更早</a></p>" if page + 1 < column.page_count else ""
        main = f"<ul>{self.menu(column.children)}</ul>{self.items(column.shown(page), line)}{older}"
        return self.page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw title, day, body and what hangs on it."""
        files = self.files(article, "<p>下载 <a href={url}>{name}</a></p>")
        main = f"<h4>{escape(article.title)}</h4><i>{article.source}，{article.published}</i><article>{article.body()}</article>{files}"
        return self.page(article.title, main, article.home.trail)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
