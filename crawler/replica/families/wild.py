"""Portals of no known make: every choice of address, markup, pager and menu is drawn from the seed.

What was tuned to the other portals can be tried on these: another seed is another six platforms.
"""

from __future__ import annotations

import json
from datetime import date
from html import escape
from string import ascii_lowercase

from crawler.replica.columns import Article, Column, cut
from crawler.replica.counties import County, Organ
from crawler.replica.families.standard import Standard
from crawler.replica.plan import Edits, Planned
from crawler.replica.site import HTML

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
_PAGERS = ("numbers", "next", "select", "onclick", "script")
_MENUS = ("links", "links", "script")


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
        self.told, self.meta = rng.random() < 0.5, rng.random() < 0.5  # noqa: PLR2004 — half of the portals
        super().__init__(county, seed, scale, edits=edits, reports=reports)

    def build(self) -> None:
        """Say the charset in the header, or leave it to the page."""
        self.site.content_type = f"{HTML}; charset={self.charset}" if self.told else HTML
        super().build()

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
        links = {"首页": "/", **{column.name: column.path for column in self.top}}
        if self.menus == "script":
            menu = f"<script>var nav={json.dumps(list(links.items()), ensure_ascii=False, separators=(',', ':'))};"
            menu += "for(var i in nav)document.write('<a href='+nav[i][1]+'>'+nav[i][0]+'</a>');</script>"
        else:
            menu = " ".join(f'<a href="{escape(path)}">{name}</a>' for name, path in links.items())
        crumbs = "".join(f' » <a href="{escape(column.path)}">{column.name}</a>' for column in trail)
        return (
            f'<!DOCTYPE html><html><head><meta charset="{self.charset}"><title>{escape(title)}</title>{meta}</head>'
            f"<body><div>{menu}</div><div>当前位置{crumbs}</div>{main}<div>{self.county.name}人民政府</div></body></html>"
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns, entries and the portal's kind of pager."""
        entries = "".join(
            self.entry.format(
                url=escape(article.path),
                title=escape(article.title),
                shown=escape(cut(article.title, self.width)),
                date=self.dates.format(article.published),
            )
            for article in column.shown(page)
        )
        main = f"<ul>{self.menu(column.children)}</ul>{self.frame.format(entries)}<div>{self._turn(column, page)}</div>"
        return self.page(f"{column.name}-{self.county.name}", main, column.trail)

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
        if self.pager == "next":
            return f'<a href="{escape(places[page + 1])}">下一页</a>' if page + 1 < len(places) else ""
        return " ".join(f'<a href="{escape(place)}">{n + 1}</a>' for n, place in enumerate(places) if n != page)

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
        return self.page(article.title, main, article.home.trail, meta)
