"""Portals of no known make: every choice of address, markup, pager and menu is drawn from the seed.

What was tuned to the other portals can be tried on these: another seed is another six platforms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from html import escape
from string import ascii_lowercase

from tests.replica.columns import Article, Column, cut, every, relative
from tests.replica.counties import County, Organ
from tests.replica.families.standard import Standard
from tests.replica.plan import Edits, Planned
from tests.replica.site import HTML, SESSION, Page
from tests.replica.traps import calendar

# first page and further pages of a list; article: {s}lug, {n}umber, {p}age, {y}ear, {m}onth, {d}ay, {i}d
_LISTS = (
    ("/{s}/", "/{s}/index_{p}.html"),
    ("/{s}/", "/{s}/?page={p}"),
    ("/list/{n}.html", "/list/{n}-{p}.html"),
    ("/channels/{n}.html", "/channels/{n}_{p}.html"),
    ("/index.php?m=content&c=index&a=lists&catid={n}", "/index.php?m=content&c=index&a=lists&catid={n}&page={p}"),
    ("/node_{n}.htm", "/node_{n}_{p}.htm"),
    ("/{s}/index.html", "/{s}/list_{p}.html"),
    ("/news.asp?bigclass={n}", "/news.asp?bigclass={n}&Page={p}"),
)
_ARTICLES = (
    "/{s}/{y}{m:02}/{i}.html",
    "/show/{i}.html",
    "/contents/{n}/{i}.html",
    "/index.php?m=content&c=index&a=show&catid={n}&id={i}",
    "/{y}/{m}/{d}/{i}.shtml",
    "/{s}/{y}-{m:02}-{d:02}/{i}.html",
    "/view.jsp?id={i}&type={n}",
)
_FILES = (
    "/uploads/{y}{m:02}/{i}.{e}",
    "/attached/file/{y}{m:02}{d:02}/{i}.{e}",
    "/download.do?fileid={i}",
    "/{y}/{i}.{e}",
)
_DATES = ("{:%Y-%m-%d}", "{:%Y/%m/%d}", "[{:%m-%d}]", "{:%Y年%m月%d日}", "")
_ENTRIES = (
    ("<ul class='{c}'>{{}}</ul>", "<li><a href='{url}' title='{title}'>{shown}</a> <span>{date}</span></li>"),
    ("<table class='{c}'>{{}}</table>", "<tr><td><a href='{url}' title='{title}'>{shown}</a></td><td>{date}</td></tr>"),
    ("<dl class='{c}'>{{}}</dl>", "<dd><i>{date}</i><a href='{url}' title='{title}' target='_blank'>{shown}</a></dd>"),
    (
        "<div class='{c}'>{{}}</div>",
        "<div class='item'><a href='{url}' title='{title}'><h3>{shown}</h3></a>{date}</div>",
    ),
)
_BODIES = (
    '<div class="{c}">{body}</div>',
    '<div id="{c}">{body}</div>',
    "<article>{body}</article>",
    "<td>{body}</td>",
)
_PAGERS = ("numbers", "next", "select", "onclick", "script", "chosen", "called")
_MENUS = ("links", "links", "script", "options", "areas")
_HABITS = (
    "relative",  # links start from the page's own directory
    "session",  # links carry the visitor's session
    "untold",  # a title cut short is nowhere told in full
    "files",  # some reports are documents without a page
    "framed",  # entries stand in a frame of the list's page
    "entrance",  # the home page only sends the reader on
    "hidden",  # no menu names disclosure: the map of the site does
    "again",  # a page that is not there answers with the home page
    "twins",  # articles have a print and a mobile twin
    "calendar",  # the home page links days without end
)


_ENTRANCE = '<html><head><meta http-equiv="refresh" content="0; url=main.html"></head><body></body></html>'


def _framed(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}part=list"


class Wild(Standard):
    """A portal whose style is drawn from the seed and the county's code."""

    def __init__(
        self,
        county: County,
        seed: str,
        scale: int,
        *,
        edits: Edits | None = None,
        reports: list[Planned] | None = None,
    ) -> None:
        self.county, self.seed = county, seed
        rng = self.rng("style")
        self.by = rng.choice(("organ", "level", "year"))  # type: ignore[misc] # a class has one, here every portal
        self.lists, self.articles, self.uploads = rng.choice(_LISTS), rng.choice(_ARTICLES), rng.choice(_FILES)
        self.dates, self.container, self.pager = rng.choice(_DATES), rng.choice(_BODIES), rng.choice(_PAGERS)
        self.menus, self.width = rng.choice(_MENUS), rng.choice((18, 24, 99, 99))
        self.name = "".join(rng.choices(ascii_lowercase, k=rng.randint(3, 9)))
        frame, self.entry = rng.choice(_ENTRIES)
        self.frame, self.offset = frame.format(c=self.name), rng.choice((0, 1))
        self._numbers: set[int] = set()
        self.charset = rng.choice(("utf-8", "utf-8", "gb18030"))  # type: ignore[misc] # as above
        self.habits = {habit for habit in _HABITS if rng.random() < 0.25}
        if "files" in self.habits:
            self.forms = {level: (*forms, "file+pdf", "file+docx") for level, forms in Standard.forms.items()}  # type: ignore[misc]
        self.told, self.meta = rng.random() < 0.5, rng.random() < 0.5
        super().__init__(county, seed, scale, edits=edits, reports=reports)

    def build(self) -> None:
        """Say the charset in the header, or leave it to the page."""
        self.site.content_type = f"{HTML}; charset={self.charset}" if self.told else HTML
        super().build()
        if "entrance" in self.habits:
            home = self.site.pages.pop("/")
            self.site.put("/", Page(lambda: _ENTRANCE))
            self.site.put("/main.html", home)
        if "hidden" in self.habits:
            self.site.put("/wzdt.html", Page(self._draw_map, charset=self.charset))
        if "framed" in self.habits:
            self._frame(self.top)

    def resolve(self, target: str) -> Page | None:
        """Answer the calendar and the twins; what is not there is the home page on some portals."""
        if found := calendar(target):
            return found
        if (twin := re.sub(r"^/print(?=/)|[?&]isMobile=true$", "", target)) != target:
            return self.site.pages.get(twin)
        return self.site.pages.get("/") if "again" in self.habits else None

    def _frame(self, columns: list[Column]) -> None:
        for column in every(columns):
            for page in range(column.page_count) if column.articles else ():
                path = self.list_path(column, page)
                self.site.put(_framed(path), Page(self._drawing_frame(column, page), charset=self.charset))

    def _drawing_frame(self, column: Column, page: int) -> Callable[[], str]:
        return lambda: f"<html><body>{self._entries(column, page)}</body></html>"

    def _draw_map(self) -> str:
        lines = "".join(f'<p><a href="{escape(c.path)}">{c.name}</a></p>' for c in every(self.top) if c.organ is None)
        return self.page("网站地图", lines, [])

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return a first page's address; what slugs mean nothing have numbers."""
        above = parent.path.split("/")[1] if parent and "{s}" in self.lists[0] else ""
        number = self.number(10, 99999, slug, parent.path if parent else "")
        while number in self._numbers:
            number += 1
        self._numbers.add(number)
        name = f"{organ.slug}{slug}" if organ and slug in {"jgzn", "gzdt", "xxgknb"} else f"{above[:2]}{slug}"
        return self.lists[0].format(s=name, n=number)

    def list_path(self, column: Column, page: int) -> str:
        """Return a further page's address; some count from nought, some from one."""
        if not page:
            return column.path
        first = self.lists[0].replace("{s}", "\0").replace("{n}", "\0").split("\0")
        value = column.path.removeprefix(first[0]).removesuffix(first[1])
        return self.lists[1].format(s=value, n=value, p=page + self.offset)

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return an article's address."""
        place = "".join(filter(str.isalnum, column.path))[-6:]
        return self.articles.format(s=place, n=place, i=number, y=published.year, m=published.month, d=published.day)

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        number = number * 7919 + len(ending)
        return self.uploads.format(i=number, e=ending, y=published.year, m=published.month, d=published.day)

    def page(self, title: str, main: str, trail: list[Column], meta: str = "") -> str:
        """Return a page around its content."""
        shown = self.top[:1] if "hidden" in self.habits else self.top
        links = {"首页": "/", **{column.name: column.path for column in shown}}
        if self.menus == "options":
            options = "".join(f'<option value="{escape(path)}">{name}</option>' for name, path in links.items())
            menu = f"<select onchange='location.href=this.value'>{options}</select>"
        elif self.menus == "areas":
            areas = "".join(f'<area shape="rect" alt="{name}" href="{escape(p)}">' for name, p in links.items())
            menu = f'<img src="/images/nav.jpg" usemap="#nav"><map name="nav">{areas}</map>'
        elif self.menus == "script":
            menu = f"<script>var nav={json.dumps(list(links.items()), ensure_ascii=False, separators=(',', ':'))};"
            menu += "for(var i in nav)document.write('<a href='+nav[i][1]+'>'+nav[i][0]+'</a>');</script>"
        else:
            menu = " ".join(f'<a href="{escape(path)}">{name}</a>' for name, path in links.items())
        menu += '<a href="/hdjl/rili/">日历</a>' if "calendar" in self.habits and not trail else ""
        below = '<a href="/wzdt.html">网站地图</a>' if "hidden" in self.habits else ""
        crumbs = "".join(f' » <a href="{escape(column.path)}">{column.name}</a>' for column in trail)
        text = (
            f'<!DOCTYPE html><html><head><meta charset="{self.charset}"><title>{escape(title)}</title>{meta}</head>'
            f"<body><div>{menu}</div><div>当前位置{crumbs}</div>{main}<div>{below}{self.county.name}人民政府</div></body></html>"
        )
        if "session" in self.habits:
            text = re.sub(
                r'(href=["\']/[^"\'?.]+/[^"\'?.]*\.(?:html?|jsp))(?=["\'?])', rf"\1;jsessionid={SESSION}", text
            )
        return text

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns, entries and the portal's kind of pager."""
        here = self.list_path(column, page)
        entries = self._entries(column, page)
        if "framed" in self.habits and column.articles:
            entries = f'<iframe src="{escape(_framed(here))}" width="100%"></iframe>'
        main = f"<ul>{self.menu(column.children)}</ul>{entries}<div>{self._turn(column, page)}</div>"
        return self.page(f"{column.name}-{self.county.name}", main, column.trail)

    def _entries(self, column: Column, page: int) -> str:
        here = self.list_path(column, page)
        near = "relative" in self.habits and "?" not in here and "framed" not in self.habits
        entries = "".join(
            self.entry.format(
                url=escape(relative(article.path, here) if near and "?" not in article.path else article.path),
                title="" if "untold" in self.habits else escape(article.title),
                shown=escape(cut(article.title, self.width)),
                date=self.dates.format(article.published),
            )
            for article in column.shown(page)
        )
        return self.frame.format(entries)

    def reading(self, column: Column) -> list[str]:
        """Return the requests that read a list, its frames among them."""
        pages = super().reading(column)
        return [*pages, *map(_framed, pages)] if "framed" in self.habits and column.articles else pages

    def _turn(self, column: Column, page: int) -> str:
        places = [self.list_path(column, number) for number in range(column.page_count)]
        if self.pager == "select":
            options = "".join(f'<option value="{escape(place)}">{n + 1}</option>' for n, place in enumerate(places))
            return f"<select onchange='location=this.value'>{options}</select>"
        if self.pager == "onclick":
            return "".join(
                f"<span onclick=\"location.href='{escape(p)}'\">{n + 1}</span>" for n, p in enumerate(places)
            )
        if self.pager == "script" and len(places) > 1:
            base, end = self.list_path(column, 1).rsplit(str(1 + self.offset), 1)
            return (
                f"<script>var countPage={len(places)};for(var i=1;i<countPage;i++)"
                f"document.write('<a href=\"{base}'+(i+{self.offset})+'{end}\">'+(i+1)+'</a>');</script>"
            )
        if self.pager in {"chosen", "called"} and len(places) > 1:
            return self._choice(column, len(places))
        if self.pager == "next":
            places, page = places[page + 1 : page + 2], -1
            return "".join(f'<a href="{escape(place)}">下一页</a>' for place in places)
        return " ".join(f'<a href="{escape(place)}">{n + 1}</a>' for n, place in enumerate(places) if n != page)

    def _choice(self, column: Column, count: int) -> str:
        base, end = self.list_path(column, 1).rsplit(str(1 + self.offset), 1)
        turn = f"location.href='{base}'+(n-1+{self.offset})+'{end}'"
        if self.pager == "called":
            links = "".join(f'<a href="javascript:go({n + 1})">{n + 1}</a>' for n in range(count))
            return f"<script>function go(n){{{turn};}}</script>{links}"
        options = "".join(f'<option value="{n + self.offset}">第{n + 1}页</option>' for n in range(count))
        return f"<select onchange=\"location.href='{base}'+this.value+'{end}'\">{options}</select>"

    def draw_article(self, article: Article) -> str:
        """Draw title, day and issuing body, the body of the text, and what hangs on it."""
        meta = ""
        if self.meta:
            meta = f'<meta name="ArticleTitle" content="{escape(article.title)}"><meta name="ColumnName" content="{article.home.name}">'
        body = self.container.format(c=self.name, body=article.body())
        files = self.files(article, '<p>附件：<a href="{url}">{name}</a></p>')
        main = (
            f"<h1>{escape(article.title)}</h1><p>{article.published:%Y-%m-%d} 来源：{article.source}</p>{body}{files}"
        )
        if "twins" in self.habits:
            mark = "&" if "?" in article.path else "?"
            main += f'<a href="/print{escape(article.path)}">打印</a><a href="{escape(article.path)}{mark}isMobile=true">手机版</a>'
        return self.page(article.title, main, article.home.trail, meta)
