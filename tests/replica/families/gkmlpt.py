"""遂溪县: Guangdong's gkmlpt. A tree in ``window._CONFIG``, lists and bodies as JSON; the news are plain pages."""

from __future__ import annotations

import json
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from tests.replica.columns import Article, Column, every
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_SIZE = 20  # entries of one answer
_CHROME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<ul><li><a href="/">首页</a></li><li><a href="/xwdt/index.html">新闻动态</a></li><li><a href="/gkmlpt/index">政府信息公开</a></li></ul>
<p>{crumbs}</p>{main}<p>{county}人民政府版权所有</p></body></html>"""
_SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="app"></div>
<script>window._CONFIG = {config};</script><script src="/gkmlpt/static/app.js"></script></body></html>"""


_APP = """(function(){var c=window._CONFIG,p=1;function list(id){
axios.get(location.pathname.split("/gkmlpt")[0]+"/gkmlpt/api/all/"+id+"?page="+p+"&sid="+c.SID).then(render)}
c.TREE?menu(c.TREE,c.NAVIGATION,list):detail(c.DETAIL)})();"""


class Gkmlpt(Standard):
    """A portal whose disclosure is an application of scripts."""

    def build(self) -> None:
        """Serve the shells and the endpoints in the place of the disclosure's pages."""
        self.places: dict[str, list[Column]] = {}
        super().build()
        tree = [column for column in every([self.top[1]]) if column.articles]
        self.categories = {str(self.number(1000, 99999, column.path)): column for column in tree}
        for number, column in self.categories.items():
            self.places.setdefault(_site(column), []).append(column)
            self.site.pages.pop(column.path)
            for page in range(1, column.page_count):
                self.site.pages.pop(self.list_path(column, page))
            for article in column.articles:
                self._lists[article.path] = [
                    f"{_site(column)}/gkmlpt/api/all/{number}?page=1&sid={_sid(_site(column))}"
                ]
        for hub in every([self.top[1]]):
            self.site.pages.pop(hub.path, None)
        self.site.put("/gkmlpt/static/app.js", Page(lambda: _APP, content_type="application/javascript"))
        for place in self.places:
            self.site.put(f"{place}/gkmlpt/index", Page(self._drawing_shell(place)))

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/dir/index.html``; organs have sites of their own."""
        if organ and slug == organ.slug:
            return f"/sx{slug}/index.html"
        return f"{parent.path.removesuffix('index.html') if parent else '/'}{slug}/index.html"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``index.html``, then ``index_2.html`` and so on."""
        return column.path.replace("index.html", f"index_{page + 1}.html") if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``…/content/post_<id>.html``; in the application two numbers of the id stand before it."""
        if "/xwdt/" in column.path:
            return f"{column.path.removesuffix('index.html')}content/post_{number}.html"
        return f"{_site(column)}/gkmlpt/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an attachment's address."""
        return f"/attachment/0/{number // 1_000_000}/{number // 1000}/{number}.{ending}"

    def reading(self, column: Column) -> list[str]:
        """Return the shell and the answers of the list's endpoint."""
        first = next(self._lists[article.path][0] for article in column.articles)
        pages = range(1, -(-len(column.articles) // _SIZE) + 1)
        return [
            "/gkmlpt/index",
            f"{_site(column)}/gkmlpt/index",
            *(first.replace("page=1", f"page={p}") for p in pages),
        ]

    def resolve(self, target: str) -> Page | None:
        """Serve ``/<site>/gkmlpt/api/all/<category>?page=N&sid=…``."""
        path, _, query = target.partition("?")
        site, found, category = path.partition("/gkmlpt/api/all/")
        column = self.categories.get(category)
        if not found or column is None or _sid(site) != dict(parse_qsl(query)).get("sid"):
            return None
        page = int(dict(parse_qsl(query)).get("page", "1"))
        return Page(lambda: self._list(column, category, page), content_type="application/json")

    def _list(self, column: Column, category: str, page: int) -> str:
        entries = column.newest()[(page - 1) * _SIZE : page * _SIZE]
        articles = [
            {
                "id": int(article.path.rpartition("_")[2].removesuffix(".html")),
                "title": article.title,
                "url": f"http://@@HOST@@{article.path}#{category}",
                "publisher": article.source,
                "identifier": article.number,
                "display_publish_time": f"{article.published} 09:00:00",
            }
            for article in entries
        ]
        answer = {
            "classify": {"id": category, "name": column.name, "post_count": len(column.articles)},
            "articles": articles,
        }
        return json.dumps(answer, ensure_ascii=False)

    def _drawing_shell(self, place: str) -> Any:
        return lambda: _shell(f"{self.county.name}政府信息公开平台", self._config(place))

    def _config(self, place: str) -> dict[str, Any]:
        own = self.places[place]
        numbers = {column: number for number, column in self.categories.items()}
        tree = [
            {"id": int(numbers[c]), "name": c.name, "post_count": len(c.articles), "jump_url": "", "children": []}
            for c in own
        ]
        organs = [
            {"name": c.name, "url": f"/sx{c.organ.slug}/gkmlpt/index"} for c in self.directory.children if c.organ
        ]
        return {"SID": _sid(place), "TREE": tree, "NAVIGATION": organs if not place else []}

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a plain page."""
        crumbs = self.menu(trail, '&gt;<a href="{url}">{name}</a>')
        return _CHROME.format(title=escape(title), county=self.county.name, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw a plain list with page numbers as links."""
        line = '<li><a href="{url}" title="{title}">{title}</a><span>{date}</span></li>'
        pages = "".join(f'<a href="{self.list_path(column, p)}">{p + 1}</a> ' for p in range(column.page_count))
        main = f"<ul>{self.menu(column.children)}</ul><ul>{self.items(column.shown(page), line)}</ul><div>{pages}</div>"
        return self.page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw a plain page for news, for the application a shell whose configuration holds the body."""
        if "/xwdt/" in article.path:
            main = f'<h1>{escape(article.title)}</h1><div class="article-content">{article.body()}</div>'
            return self.page(article.title, main, article.home.trail)
        detail = {
            "title": article.title,
            "publisher": article.source,
            "date": str(article.published),
            "content": article.body(),
            "attachments": [{"name": name, "url": path} for path, name in article.files],
        }
        return _shell(article.title, {"SID": _sid(_site(article.home)), "DETAIL": detail})


def _shell(title: str, config: dict[str, Any]) -> str:
    return _SHELL.format(title=escape(title), config=json.dumps(config, ensure_ascii=False).replace("</", "<\\/"))


def _site(column: Column) -> str:
    organ = column.organ
    return f"/sx{organ.slug}" if organ and organ.level != "county" else ""


def _sid(site: str) -> str:
    return str(755000 + sum(map(ord, site)))
