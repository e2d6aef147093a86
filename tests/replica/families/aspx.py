"""雁江区: ASP.NET. ``list.aspx?classid=N`` paged by ``__doPostBack``, articles as ``details.aspx?dept=…&id=…``."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from html import escape
from typing import ClassVar
from urllib.parse import parse_qsl

from tests.replica.columns import Article, Column
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_CHROME = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>{title}</title></head><body>
<form method="post" action="{action}" id="form1"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{state}" />
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="" />
<script>function __doPostBack(t,a){{var f=document.forms[0];f.__EVENTTARGET.value=t;f.__EVENTARGUMENT.value=a;f.submit();}}</script>
<table><tr><td><a href="/">首页</a></td>{nav}</tr></table><div>{crumbs}</div>{main}</form>
<div>{county}人民政府</div></body></html>"""


class Aspx(Standard):
    """A portal on ASP.NET, in GBK."""

    charset: ClassVar[str] = "gbk"
    by: ClassVar[str] = "level"

    def build(self) -> None:
        """Answer the forms that turn pages."""
        self.site.content_type = "text/html"
        self.columns: dict[str, Column] = {}
        super().build()
        self.site.posts["/list.aspx"] = self._turn

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/list.aspx?classid=N``."""
        del organ
        return f"/list.aspx?classid={self.number(100, 9999, slug, parent.path if parent else '')}"

    def list_path(self, column: Column, page: int) -> str:
        """Return the list's address; further pages come to the form only."""
        self.columns[column.path] = column
        return f"{column.path}#{page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/details.aspx?dept=N&id=N``."""
        return f"/details.aspx?dept={column.path.rpartition('=')[2]}&id={number}"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        return f"/UploadFile/{published:%Y-%m-%d}/{number}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Take the parameters in either order and either case."""
        path, _, query = target.partition("?")
        values = {name.lower(): value for name, value in parse_qsl(query)}
        if {"dept", "id"} <= values.keys():
            return self.site.pages.get(f"/details.aspx?dept={values['dept']}&id={values['id']}")
        return self.site.pages.get(f"{path.lower()}?classid={values['classid']}") if "classid" in values else None

    def _turn(self, target: str, form: dict[str, str]) -> Page | None:
        column = self.columns.get(target)
        page = form.get("__EVENTARGUMENT", "")
        if column is None or form.get("__VIEWSTATE") != _state(column) or not page.isdecimal():
            return None
        return Page(lambda: self.draw_list(column, int(page) - 1))

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page inside the platform's form."""
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            action=trail[-1].path if trail else "/",
            state=_state(trail[-1]) if trail else "",
            nav=self.menu(self.top, '<td><a href="{url}">{name}</a></td>'),
            crumbs=self.menu(trail, '&gt;<a href="{url}">{name}</a>'),
            main=main,
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries as table rows, and the pager as links that send the form."""
        line = '<tr><td><a href="{url}" title="{title}">{title}</a></td><td>{date}</td></tr>'
        pages = "".join(
            f"<a href=\"javascript:__doPostBack('AspNetPager1','{number + 1}')\">{number + 1}</a> "
            for number in range(column.page_count)
        )
        main = f"<ul>{self.menu(column.children)}</ul><table>{self.items(column.shown(page), line)}</table><div>{pages}</div>"
        return self.page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw title, particulars and the body in ``#BodyLabel``."""
        files = self.files(article, '<a href="{url}">{name}</a><br>')
        main = (
            f'<span id="TitleLabel">{escape(article.title)}</span><p>来源：{article.source} 时间：{article.published}</p>'
            f'<span id="BodyLabel">{article.body()}</span>{files}'
        )
        return self.page(article.title, main, article.home.trail)


def _state(column: Column) -> str:
    return b64encode(f"/wEPDwUK{column.path}".encode()).decode()
