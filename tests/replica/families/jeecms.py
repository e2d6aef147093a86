"""新郑市: JEECMS. ``index.jhtml``, ``index_2.jhtml`` chosen in a drop-down list; organs are parameters of the front page."""

from __future__ import annotations

from datetime import date
from html import escape

from tests.replica.columns import Article, Column
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div id="header"><a href="/">首页</a>{nav}</div><p class="pos">{crumbs}</p>{main}
<p id="footer">{county}人民政府办公室　<a href="/index.jspx?locale=en">English</a></p></body></html>"""


class Jeecms(Standard):
    """A portal of the JEECMS."""

    def build(self) -> None:
        """Put a page that only moves the browser on before the disclosure."""
        super().build()
        moved = f'<html><head><meta http-equiv="refresh" content="0;url={self.top[1].path}"></head></html>'
        self.site.put("/zwgk/", Page(lambda: moved))

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/<slug>/index.jhtml``, or ``/?a=dir&p=D…`` for an organ and its columns."""
        if organ is not None and slug != "zfxxgknb":
            number = self.number(0x1000, 0xFFFF, organ.slug, "" if slug == organ.slug else slug)
            return f"/?a=dir&h=1&p=D{number:04X}{'' if slug == organ.slug else 'Y'}"
        above = parent.path.removesuffix("index.jhtml") if parent else "/"
        return f"{above}{slug}/index.jhtml"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``index_2.jhtml`` or ``…&page=2`` for the second page and so on."""
        if not page:
            return column.path
        if "?" in column.path:
            return f"{column.path}&page={page + 1}"
        return column.path.replace("index.jhtml", f"index_{page + 1}.jhtml")

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/D…/<id>.jhtml`` or ``dir/<id>.jhtml``."""
        if "?" in column.path:
            return f"/{column.path.rpartition('=')[2]}/{number}.jhtml"
        return f"{column.path.removesuffix('index.jhtml')}{number}.jhtml"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        return f"/u/cms/www/{published:%Y%m}/{published:%d}{number:012d}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Strip the session id."""
        path, _, query = target.partition("?")
        clean = path.partition(";jsessionid=")[0] + (f"?{query}" if query else "")
        return self.site.pages.get(clean) if clean != target else None

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the platform."""
        crumbs = self.menu(trail, ' - <a href="{url}">{name}</a>')
        nav = self.menu(self.top[:1], '<a href="{url}">{name}</a>') + '<a href="/zwgk/">政务公开</a>'
        return _CHROME.format(title=escape(title), county=self.county.name, nav=nav, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries, and a drop-down list of the pages."""
        line = '<li><a href="{url}" title="{title}">{title}</a><em>{date}</em></li>'
        options = "".join(
            f'<option value="{escape(self.list_path(column, p))}"{" selected" if p == page else ""}>{p + 1}</option>'
            for p in range(column.page_count)
        )
        pager = (
            f"共{len(column.articles)}条记录 {page + 1}/{column.page_count}页 "
            f'<select onchange="location.href=this.value">{options}</select>'
        )
        main = f"<ul>{self.menu(column.children)}</ul><ul>{self.items(column.shown(page), line)}</ul><div>{pager}</div>"
        return self.page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw the particulars as a list above the title, the body without a named container."""
        files = self.files(article, '<p><a href="{url}">{name}</a></p>')
        main = (
            f"<ul><li>索引号：{article.number}</li><li>发布机关：{article.source}</li><li>成文日期：{article.published}</li></ul>"
            f"<h2>{escape(article.title)}</h2><div>{article.body()}</div>{files}"
        )
        return self.page(article.title, main, article.home.trail)
