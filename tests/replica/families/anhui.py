"""东至县: the Anhui platform. ``public/column/<organ>?…&pageIndex=``, and a controller of its own for the county's reports."""

from __future__ import annotations

from datetime import date
from html import escape

from tests.replica.columns import Article, Column
from tests.replica.counties import COUNTY, Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="wrap"><div class="nav"><a href="/">网站首页</a>{nav}</div><div class="location">{crumbs}</div>{main}</div>
<div class="footer">主办单位：{county}人民政府　联网备案</div></body></html>"""


class Anhui(Standard):
    """A portal of the 龙讯 platform."""

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/public/column/<organ>?type=4&catId=…`` for disclosure, ``/content/column/N`` for the rest."""
        number = self.number(6_600_000, 6_699_999, slug, parent.path if parent else "")
        if slug == "zfxxgknb":
            return "/OpennessAnnualReport/showList/1/page_1.html"
        if organ is not None:
            place = self.number(6_600_000, 6_699_999, "organ", organ.slug)
            if slug == organ.slug:
                return f"/public/column/{place}?type=4&action=list"
            return (
                f"/public/column/{place}?type={'5&publicType=gknb' if 'nb' in slug else '4'}&catId={number}&action=list"
            )
        return f"/content/column/{number}"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``…&pageIndex=2`` for the second page and so on."""
        if not page:
            return column.path
        if column.path.startswith("/Openness"):
            return column.path.replace("page_1", f"page_{page + 1}")
        return f"{column.path}{'&' if '?' in column.path else '?'}pageIndex={page + 1}"

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/public/<organ>/<id>.html``, or the controller's address."""
        if column.path.startswith("/Openness"):
            return f"/OpennessAnnualReport/show/{number % 100000}.html"
        if column.organ is not None:
            return f"/public/{column.path.split('/')[3].partition('?')[0]}/{number}.html"
        return f"/content/article/{number}"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        return (
            f"/group{number % 3}/M00/0{number % 9}/{number % 251:02X}/{number * 2654435761 % (1 << 64):016X}.{ending}"
        )

    def resolve(self, target: str) -> Page | None:
        """Ignore the parameters that scripts add."""
        return self.site.pages.get(target.replace("&nav=3", "").replace("&pageIndex=1", ""))

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the platform."""
        crumbs = self.menu(trail, '&gt; <a href="{url}">{name}</a>')
        nav = self.menu(self.top, '<a href="{url}">{name}</a>')
        return _CHROME.format(title=escape(title), county=self.county.name, nav=nav, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw the tree at the left, entries, and a pager whose links a script of the page writes."""
        line = '<li class="clearfix"><a href="{url}" title="{title}">{title}</a><span class="date">{date}</span></li>'
        base = self.list_path(column, 1).removesuffix(".html").rstrip("0123456789")
        end = ".html" if column.path.startswith("/Openness") else ""
        pager = (
            f"<script>var pager = {{total: {len(column.articles)}, pageCount: {column.page_count}, pageIndex: {page + 1},"
            f' url: "{base}{{0}}{end}"}}; Ls.pagination("#page", pager);</script>'
        )
        main = f'<ul class="tree">{self.menu(column.children)}</ul><ul class="xxgk_list">{self.items(column.shown(page), line)}</ul>'
        return self.page(column.name, f'{main}<div id="page"></div>{pager}', column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw the table of particulars and the body in ``gksqxxnr_container``."""
        files = self.files(article, '<p><a class="fj" href="{url}">{name}</a></p>')
        level = article.home.organ.level if article.home.organ else COUNTY
        main = (
            f'<table class="xxgk_xqtable"><tr><th>索引号：</th><td>{article.number}</td><th>发布机构：</th>'
            f"<td>{article.source}</td></tr><tr><th>名称：</th><td>{escape(article.title)}</td><th>发布日期：</th>"
            f'<td>{article.published}</td></tr></table><h1 class="{level}">{escape(article.title)}</h1>'
            f'<div class="j-fontContent gksqxxnr_container">{article.body()}</div>{files}'
        )
        return self.page(article.title, main, article.home.trail)
