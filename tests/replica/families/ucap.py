"""甘南县: UCAP. ``common_list.shtml``, ``common_list_2.shtml`` …, free-text slugs with a ``c`` number, ``c01_<id>.shtml``."""

from __future__ import annotations

from datetime import date
from html import escape

from tests.replica.columns import Article, Column, every
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{title}</title>
<meta name="SiteName" content="{county}人民政府"><meta name="ColumnName" content="{column}"></head><body>
<div class="header"><a href="/gannan/index.shtml">首页</a>{nav}</div><div class="bread">{crumbs}</div>
<div class="main">{main}</div><script src="https://pucha.kaipuyun.invalid/exposure/jiucuo.js"></script>
<div class="footer">{county}人民政府办公室主办 <a href="/gannan/wzdt/common_list.shtml?sid_for_share=99125_3">网站地图</a></div>
</body></html>"""


class Ucap(Standard):
    """A portal of the 开普 platform."""

    def build(self) -> None:
        """Add the site map."""
        super().build()
        self.site.put("/gannan/wzdt/common_list.shtml", Page(self._map))

    def _map(self) -> str:
        return self.page("网站地图", f"<ul>{self.menu(every(self.top)[:12])}</ul>", [])

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/<site>/<slug>/…_list.shtml``; organs have sites of their own."""
        number = self.number(100000, 119999, slug, parent.path if parent else "")
        site = organ.slug if organ and organ is not self.county.government else "gannan"
        if slug in {"xwdt", "zfxxgk", "bmxxgk", "fdzdgknr"} or (organ and slug == organ.slug):
            return f"/{site}/c{number}/nav_list.shtml"
        return f"/{site}/{slug}{number % 1000}/{'zfxxgk_gknbz' if 'nb' in slug else 'common_list'}.shtml"

    def resolve(self, target: str) -> Page | None:
        """Ignore what was added when a page was shared."""
        return self.site.pages.get(target.partition("?")[0])

    def list_path(self, column: Column, page: int) -> str:
        """Return ``name.shtml``, then ``name_2.shtml`` and so on."""
        return column.path.replace(".shtml", f"_{page + 1}.shtml") if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``dir/YYYYMM/c01_<id>.shtml``."""
        return f"{column.path.rpartition('/')[0]}/{published:%Y%m}/c01_{number}.shtml"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return a file of 32 hex digits in the page's own directory."""
        name = f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128):032x}"
        return f"{path.removesuffix('.shtml')}/files/{name}.{ending}"

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the platform."""
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            column=trail[-1].name if trail else "首页",
            nav=self.menu(self.top, '<a href="{url}">{name}</a>'),
            crumbs=self.menu(trail, '&gt;<a href="{url}">{name}</a>'),
            main=main,
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries and the script that builds the pager."""
        name = column.path.rpartition("/")[2].removesuffix(".shtml")
        line = '<li><a href="{url}" target="_blank" title="{title}">{title}</a><b>{date}</b></li>'
        main = f'<ul class="nav">{self.menu(column.children)}</ul><ul class="list">{self.items(column.shown(page), line)}</ul>'
        pager = f"createPageHTML('page_div',{column.page_count}, {page + 1},'{name}','shtml',{len(column.articles)});"
        return self.page(column.name, f'{main}<div id="page_div"></div><script>{pager}</script>', column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw title, date, source and the body in ``UCAP-CONTENT``."""
        files = self.files(article, '<p><a href="{url}" class="file">{name}</a></p>')
        main = (
            f"<h1>{escape(article.title)}</h1><span>日期：{article.published} 来源：{article.source}</span>"
            f'<div id="UCAP-CONTENT">{article.body()}{files}</div>'
        )
        return self.page(article.title, main, article.home.trail)
