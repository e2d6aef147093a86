"""邹城市: Hanweb. ``/col/colN/``, ``/art/Y/M/D/``, lists in XML groups, and the 年报 module: one address per body and year."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar
from urllib.parse import parse_qsl

from tests.replica.columns import Article, Column
from tests.replica.counties import TOWNSHIP, Organ
from tests.replica.families.standard import Standard
from tests.replica.plan import Planned
from tests.replica.site import Page

_GROUP = 45  # entries that come with the page; further groups are asked for
_PROXY = "/module/web/jpage/dataproxy.jsp"
_CHROME = """<!doctype html><html><head><meta charset='utf-8'><title>{title}</title><meta name='ColumnName' content='{column}'>
</head><body><div class='top'><a href='/'>首页</a>{nav}</div><div class='wz'>{crumbs}</div>{main}
<div class='foot'>{county}人民政府　<a href='http://www.jining.invalid/col/col1/index.html'>市政府</a></div></body></html>"""


class Hanweb(Standard):
    """A portal of the 大汉 platform; townships publish by the annual report module only."""

    forms: ClassVar = {**Standard.forms, TOWNSHIP: ("html+pdf+docx", "html")}
    by: ClassVar = "level"

    def build(self) -> None:
        """Add the endpoint that serves further groups of a list."""
        self.columns: dict[str, Column] = {}
        super().build()
        self.site.posts[_PROXY] = lambda target, form: self._proxy({**_query(target), **form})

    def at(self, planned: Planned) -> str:
        """Return the annual report module's address for a township and a year."""
        if planned.organ.level != TOWNSHIP:
            return ""
        code = f"11370883{self.number(10**8, 10**9 - 1, planned.organ.slug)}X"
        return f"/module/xxgk/xxgkAnnualReport.jsp?area={code}&fbtime={planned.year}"

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/col/colN/index.html``."""
        del organ
        return f"/col/col{self.number(10000, 99999, slug, parent.path if parent else '')}/index.html"

    def list_path(self, column: Column, page: int) -> str:
        """Return the column's page, whatever page number follows: a script does the paging."""
        self.columns[_id(column)] = column
        return f"{column.path}#{page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/art/Y/M/D/art_<column>_<id>.html`` without padding."""
        return f"/art/{published.year}/{published.month}/{published.day}/art_{_id(column)}_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return the address of the download module."""
        name = f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128):032x}"
        return f"/module/download/downfile.jsp?classid=0&filename={name}.{ending}"

    def reading(self, column: Column) -> list[str]:
        """Return the page, which brings the first group, and the further groups."""
        groups = -(-len(column.articles) // _GROUP)
        return [column.path, *(f"{_PROXY}?page={g + 1}&columnid={_id(column)}" for g in range(1, groups))]

    def resolve(self, target: str) -> Page | None:
        """Serve groups of lists, and the module's reports in either order of their parameters."""
        path, values = target.partition("?")[0], _query(target)
        if path == _PROXY:
            return self._proxy(values)
        if {"area", "fbtime"} <= values.keys():
            return self.site.pages.get(f"{path}?area={values['area']}&fbtime={values['fbtime']}")
        return self.site.pages.get(path)

    def _proxy(self, values: dict[str, str]) -> Page | None:
        column = self.columns.get(values.get("columnid", ""))
        if column is None:
            return None
        start = int(values.get("startrecord", 0)) - 1
        group = start // _GROUP if start >= 0 else int(values.get("page", 1)) - 1
        return Page(lambda: self._group(column, group), content_type="text/xml; charset=utf-8")

    def _group(self, column: Column, group: int) -> str:
        entries, following = column.newest(), ""
        if (group + 1) * _GROUP < len(entries):
            following = (
                f'<nextgroup><![CDATA[<a href="{_PROXY}?page={group + 2}&webid=39&path=/&columnid={_id(column)}'
                f'&unitid={_unit(column)}&webname=portal&permissiontype=0"></a>]]></nextgroup>'
            )
        line = "<record><![CDATA[<li><a href='{url}' title='{title}' target='_blank'>{title}</a><span>{date}</span></li>]]></record>"
        records = self.items(entries[group * _GROUP : (group + 1) * _GROUP], line)
        total = f"<totalrecord>{len(entries)}</totalrecord><totalpage>{-(-len(entries) // 15)}</totalpage>"
        return f"<datastore>{following}{total}<recordset>{records}</recordset></datastore>"

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the platform."""
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            column=trail[-1].name if trail else "首页",
            nav=self.menu(self.top, "<a href='{url}'>{name}</a>"),
            crumbs=self.menu(trail, "<a href='{url}'>{name}</a>&gt;"),
            main=main,
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns, and the first group of entries inside a script of type text/xml."""
        del page
        unit = _unit(column)
        script = f"new jpage({{'unitid':'{unit}','perPage':15,'dataproxy':'{_PROXY}','columnid':'{_id(column)}','webid':39}});"
        group = self._group(column, 0) if column.articles else ""
        main = f"<ul>{self.menu(column.children)}</ul><div id='{unit}'><script type='text/xml'>{group}</script></div>"
        return self.page(column.name, f"{main}<script>{script}</script>", column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw the body in ``#zoom``; the module prints no title at all."""
        files = self.files(article, "<a href='{url}'>{name}</a> ")
        if "xxgkAnnualReport" in article.path:
            return f"<html><head><meta charset='utf-8'></head><body><div id='zoom'>{article.body()}</div>{files}</body></html>"
        main = (
            f"<div class='bt'>{escape(article.title)}</div><table><tr><td>发布机构</td><td>{article.source}</td></tr>"
            f"<tr><td>发布日期</td><td>{article.published}</td></tr></table><div id='zoom'>{article.body()}</div>{files}"
        )
        return self.page(article.title, main, article.home.trail)


def _query(target: str) -> dict[str, str]:
    return dict(parse_qsl(target.partition("?")[2]))


def _id(column: Column) -> str:
    return column.path.split("/")[2].removeprefix("col")


def _unit(column: Column) -> str:
    return f"{int(_id(column)) * 7 % 900000}"
