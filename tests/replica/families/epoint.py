"""襄城县: Epoint. One disclosure site per organ inside frames; articles are shells whose text a REST call delivers."""

from __future__ import annotations

import json
import uuid
from datetime import date
from html import escape
from typing import Any
from urllib.parse import quote

from tests.replica.answer_key import TrueReport
from tests.replica.columns import Article, Column
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_DETAIL = "/xcxzfwz/rest/lightfrontaction/getGovInfoDetail"
_CHROME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="ewb-nav"><a href="/">首页</a>{nav}</div><div class="ewb-route">{crumbs}</div>{main}
<div class="ewb-footer">{county}人民政府</div></body></html>"""
_FRAME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<h2 id="righttitle">{title}</h2><iframe id="frame" width="100%" src="{src}"></iframe></body></html>"""
_SHELL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>信息公开</title></head><body><div id="content"></div>
<script src="/js/jquery.min.js"></script><script>
var infoid = "{guid}", siteGuid = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a";
$.ajax({{url: "{detail}", type: "post", dataType: "json",
  data: {{params: JSON.stringify({{"infoid": infoid, "siteGuid": siteGuid}})}},
  success: function (data) {{ $("#content").html(data.custom.infocontent); }}}});
</script></body></html>"""


class Epoint(Standard):
    """A portal of the 新点 platform."""

    def build(self) -> None:
        """Add the frames around lists and the endpoint behind the shells."""
        self.details: dict[str, Article] = {}
        super().build()
        self.site.posts[_DETAIL] = lambda _target, form: self._detail(form)

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return the list inside the frame for an organ, ``/001/001002/…`` for the county."""
        number = f"{self.number(1, 999, slug):03d}"
        if organ is not None and slug != "zfxxgknb":
            place = f"/govxxgk/11411025{self.number(10**8, 10**9 - 1, organ.slug)}T"
            return f"{place}/" if slug == organ.slug else f"{place}/category/{number}/{number}001/govlist.html"
        if parent is None:
            return f"/{number}/subPage.html"
        above = parent.path.rsplit("/", 1)[0]
        return f"{above}/{above.rpartition('/')[2]}{number}/subPage.html"

    def list_path(self, column: Column, page: int) -> str:
        """Return ``govlist.html``, then ``2.html`` beside it and so on."""
        return f"{column.path.rpartition('/')[0]}/{page + 1}.html" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return the shell's address for disclosure, ``/<column>/YYYYMMDD/<uuid>.html`` for news."""
        guid = str(uuid.UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)))
        if "/govxxgk/" in column.path or column.name.endswith("年报"):
            return f"/govxxgk/showinfo.html?infoGuid={guid}"
        return f"{column.path.rpartition('/')[0]}/{published:%Y%m%d}/{guid}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return a file's address."""
        return f"/xcxzfwz/WebbuilderMIS/attach/downloadZtbAttach.jspx?attachGuid={number * 7919:x}&ext=.{ending}"

    def fetching(self, report: TrueReport) -> list[str]:
        """Return the shell, the call behind it, and the files."""
        return [report.path, f"{report.path}#detail", *(file.path for file in report.files[1:])]

    def resolve(self, target: str) -> Page | None:
        """Serve the frame around a list."""
        path, _, query = target.partition("?specialurl=")
        if not path.endswith("/openSubPage.html"):
            return None
        src, _, title = query.partition("&righttitle=")
        return Page(lambda: _FRAME.format(title=escape(title), src=escape(src)))

    def _detail(self, form: dict[str, str]) -> Page | None:
        guid = json.loads(form.get("params", "{}")).get("infoid", "")
        article = self.details.get(guid)
        return Page(lambda: self._answer(article), content_type="application/json") if article else None

    def _answer(self, article: Article) -> str:
        custom: dict[str, Any] = {
            "title": article.title,
            "infodate": str(article.published),
            "ouname": article.source,
            "infotype": "html",
            "infocontent": article.body() + self.files(article, '<p><a href="{url}">{name}</a></p>'),
        }
        return json.dumps({"custom": custom, "status": {"code": 200}}, ensure_ascii=False)

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the platform."""
        crumbs = self.menu(trail, '&gt;<a href="{url}">{name}</a>')
        nav = self.menu(self.top, '<a href="{url}">{name}</a>')
        return _CHROME.format(title=escape(title), county=self.county.name, nav=nav, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries and page numbers; an organ's columns are linked with the frame around them."""
        framed = '<li><a href="{place}openSubPage.html?specialurl={url}&righttitle={coded}">{name}</a></li>'
        if column.organ and column.children:
            menu = "".join(
                framed.format(place=column.path, url=c.path, coded=quote(c.name), name=c.name) for c in column.children
            )
        else:
            menu = self.menu(column.children)
        for article in column.articles:
            self.details[article.path.rpartition("=")[2]] = article
        line = '<li class="ewb-list-node"><a href="{url}" title="{title}">{title}</a><span>{date}</span></li>'
        pages = "".join(f'<a href="{self.list_path(column, p)}">{p + 1}</a>' for p in range(column.page_count))
        main = f'<ul>{menu}</ul><ul class="ewb-list">{self.items(column.shown(page), line)}</ul><div class="pager">{pages}</div>'
        return self.page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw the shell, or the whole page of a news article."""
        if "infoGuid=" in article.path:
            return _SHELL.format(guid=article.path.rpartition("=")[2], detail=_DETAIL)
        main = f'<h3>{escape(article.title)}</h3><div class="ewb-article-content">{article.body()}</div>'
        return self.page(article.title, main, article.home.trail)
