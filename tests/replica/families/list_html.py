"""盐池县: TRS with ``list.html`` and ``list_N.html``, menus that scripts build, a view counter; before 2019 a VSB."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html import escape
from typing import ClassVar
from urllib.parse import quote

from tests.replica.columns import Article, Column, cut
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP, Organ
from tests.replica.documents import MEDIA_TYPES
from tests.replica.families import vsb
from tests.replica.family import Family
from tests.replica.lookalikes import picture, tempt
from tests.replica.noise import furnish
from tests.replica.site import Page
from tests.replica.traps import CALENDAR, calendar, shell

NEW = 2019  # the first report year on the new platform
_CHROME = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8">
<title>{title}-{county}人民政府</title></head><body>
<header><span>今天是@@TODAY@@　欢迎您访问{county}人民政府网站</span><div id="menu"></div>
<script>
var menus = [["首页","/"],["新闻动态","/xwzx/list.html"],["政府信息公开","/xxgk/list.html"],["互动交流","{calendar}"]];
for (var i = 0; i < menus.length; i++) document.write('<li><a href="' + menus[i][1] + '">' + menus[i][0] + '</a></li>');
</script></header>
<nav>{crumbs}</nav>
<main>{main}</main>
<footer>主办：{county}人民政府办公室　政府网站标识码：{site_id}　访问量：@@HITS@@</footer></body></html>"""
_DIRECTORY = """<div id="organs"></div><script>
$.getJSON("/xxgk/bmxxgk/organs.json", function (data) {
  $.each(data.organs, function (i, o) { $("#organs").append('<a href="' + o.url + '">' + o.name + '</a>'); });
});</script>"""


class ListHtml(Family):
    """The portal of 盐池县."""

    media_types: ClassVar[dict[str, str]] = {**MEDIA_TYPES, "doc": "application/octet-stream", "pdf": ""}
    forms: ClassVar = {
        COUNTY: ("html", "html+docx"),
        DEPARTMENT: ("html", "html", "cover+doc", "cover+pdf", "html+docx"),
        TOWNSHIP: ("html", "cover+docx", "html"),
    }

    def build(self) -> None:
        """Make news, the disclosure tree of today and the platform of before."""
        self.news = Column("新闻动态", "/xwzx/list.html")
        for name, slug, kind, count in (
            ("盐池要闻", "qnyw", "news", 520),
            ("通知公告", "gsgg", "notice", 200),
            ("乡镇动态", "xzdt", "news", 160),
        ):
            furnish(self, Column(name, f"/xwzx/{slug}/list.html", self.news), kind, count)
        tempt(self, self.news.children[1], "call training survey enforcement")
        self.tree = Column("政府信息公开", "/xxgk/list.html")
        tempt(self, Column("指南", "/xxgk/zfxxgkzn/list.html", self.tree), "guide system format")
        self._catalogue()
        self._reports()
        self._old()
        self.mount([self.news, self.tree, self.old])
        organs = [{"name": column.name, "url": column.path} for column in self.directory.children]
        menu = Page(lambda: json.dumps({"organs": organs}, ensure_ascii=False), content_type="application/json")
        self.site.put("/xxgk/bmxxgk/organs.json", menu)
        self.site.put("/", Page(self._home))

    def _catalogue(self) -> None:
        catalogue = Column("政府信息公开目录", "/xxgk/zfxxgkml/list.html", self.tree)
        for name, slug, kind, count in (
            ("县政府文件", "xzfwj", "policy", 140),
            ("部门文件", "bmwj", "policy", 140),
            ("财政资金", "czzj", "budget", 120),
            ("人事信息", "rsxx", "notice", 60),
        ):
            furnish(self, Column(name, f"/xxgk/zfxxgkml/{slug}/list.html", catalogue), kind, count)
        tempt(self, Column("统计", "/xxgk/zfxxgkml/tjxx/list.html", catalogue), "statistics law review website")

    def _reports(self) -> None:
        own = Column("政府信息公开年报", "/xxgk/zfxxgknb/list.html", self.tree, self.county.government, per_page=4)
        for planned in self.of(COUNTY):
            if planned.year >= NEW:
                article = self.report(planned, [own])
                if planned.year == NEW + 2:
                    picture(self, own, article)
        tempt(self, own, "city summary")
        self.directory = Column("部门信息公开", "/xxgk/bmxxgk/list.html", self.tree)
        for organ in (*self.county.at(DEPARTMENT), *self.county.at(TOWNSHIP)):
            self._organ(organ)

    def _organ(self, organ: Organ) -> None:
        hub = Column(organ.name, f"/xxgk/bmxxgk/{organ.slug}/list.html", self.directory, organ)
        furnish(
            self, Column("工作动态", f"/xxgk/bmxxgk/{organ.slug}/gzdt/list.html", hub, organ), "news", 20, organ.name
        )
        furnish(
            self, Column("权责清单", f"/xxgk/bmxxgk/{organ.slug}/qzqd/list.html", hub, organ), "duty", 6, organ.agency
        )
        suffix = self.number(10000, 29999, organ.slug)
        column = Column("年度报告", f"/xxgk/bmxxgk/{organ.slug}/ndbg_{suffix}/list.html", hub, organ, per_page=4)
        tempt(self, column, "law", organ.agency)
        for planned in self.reports:
            if planned.organ is organ and planned.year >= NEW:
                self.report(planned, [column])

    def _old(self) -> None:
        self.old = Column("信息公开平台", vsb.ROOT + "index.htm")
        own = Column("县政府年度报告", vsb.ROOT + "xxgknb.htm", self.old, self.county.government, per_page=4)
        bodies = Column("部门和乡镇年度报告", vsb.ROOT + "bmxxgknb.htm", self.old, per_page=5)
        furnish(self, Column("工作动态", vsb.ROOT + "gzdt.htm", self.old, per_page=20), "news", 180)
        nameless = next((p.organ for p in self.of(TOWNSHIP) if p.year < NEW and p.organ.name.endswith("镇")), None)
        for planned in self.reports:
            if planned.year >= NEW:
                continue
            if planned.organ is nameless:  # 我镇, and nothing on the portal says which
                self.report(replace(planned, anonymous=True), [bodies], f"{planned.year}年政府信息公开工作年度报告")
            else:
                column = own if planned.organ.level == COUNTY else bodies
                self.report(planned, [column], self.named(planned))
        tempt(self, bodies, "school website call", year=2016)
        self.ghost(bodies, f"{self.county.name}冯记沟乡2015年政府信息公开工作年度报告", date(2016, 3, 2))

    def list_path(self, column: Column, page: int) -> str:
        """Return ``list.html``, then ``list_1.html`` and so on; the old platform has its own way."""
        if column.path.startswith(vsb.ROOT):
            return vsb.list_path(column, page)
        return column.path.replace("list.html", f"list_{page}.html") if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``dir/YYYYMM/tYYYYMMDD_<id>.html``."""
        if column.path.startswith(vsb.ROOT):
            return vsb.article_path(column, published, number)
        return f"{column.path.removesuffix('list.html')}{published:%Y%m}/t{published:%Y%m%d}_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return ``P0<time of upload>.<ending>`` beside the page."""
        if path.startswith(vsb.ROOT):
            return vsb.file_path(number, ending)
        return f"{path.rpartition('/')[0]}/P0{published:%Y%m%d}{number * 41:012d}.{ending}"

    def file_headers(self, name: str) -> tuple[tuple[str, str], ...]:
        """Name the file as RFC 6266 does."""
        return (("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"),)

    def resolve(self, target: str) -> Page | None:
        """Strip session ids, count the calendar on, and move the browser home from whatever is not there."""
        path, _, query = target.partition("?")
        if path == CALENDAR:
            return calendar(target)
        if ";jsessionid=" in path:
            return self.site.pages.get(path.partition(";")[0] + ("?" + query if query else ""))
        if path.endswith(("/", "/index.html")):
            return self.site.pages.get(path.removesuffix("index.html") + "list.html")
        if path.endswith(".html") and not path.startswith(vsb.ROOT):
            return shell("/")
        return None

    def draw_list(self, column: Column, page: int) -> str:
        """Draw entries with cut titles and a pager by script; the organ directory is filled from JSON."""
        if column.path.startswith(vsb.ROOT):
            return vsb.draw_list(self.county.name, column, page)
        children = "" if column is self.directory else self._menu(column.children)
        entries = "".join(self._entry(article) for article in column.shown(page))
        main = (
            f"{_DIRECTORY if column is self.directory else children}<ul class='zz-list'>{entries}</ul>"
            f'<script>createPageHTML({column.page_count}, {page}, "list", "html");</script>'
        )
        if column is self.tree:
            main += f'<p><a href="{self.old.path}">历年政府信息公开（2018年以前）</a></p>'
        return self._page(column.name, main, column.trail)

    def _menu(self, columns: list[Column]) -> str:
        return "".join(f'<a class="lm" href="{column.path}">{column.name}</a>' for column in columns)

    def _entry(self, article: Article) -> str:
        title = escape(article.title)
        shown = escape(cut(article.title, 26))
        return f'<li><a href="{article.path}" title="{title}">{shown}</a><em>{article.published}</em></li>'

    def _page(self, title: str, main: str, trail: list[Column]) -> str:
        crumbs = " &gt; ".join(f'<a href="{column.path}">{column.name}</a>' for column in trail)
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            site_id=self.county.site_id,
            calendar=CALENDAR,
            crumbs=f'<a href="/">首页</a> &gt; {crumbs}',
            main=main,
        )

    def draw_article(self, article: Article) -> str:
        """Draw title, time, source, counter, body in ``zz-xl-ct``."""
        if article.path.startswith(vsb.ROOT):
            return vsb.draw_article(self.county.name, article)
        files = "".join(f'<p><a href="{path}">{escape(name)}</a></p>' for path, name in article.files)
        main = (
            f"<h1>{escape(article.title)}</h1><p>时间：{article.published}　来源：{article.source}　浏览次数：@@HITS@@"
            f'　字号：大 中 小　<span class="wx">分享到微信</span></p><div class="zz-xl-ct">{article.body()}</div>'
            f'<div class="fj">{files}</div><div class="sys">扫一扫在手机上查看当前页面</div>'
        )
        return self._page(article.title, main, article.home.trail)

    def _home(self) -> str:
        news = "".join(self._entry(a) for column in self.news.children[:2] for a in column.shown(0)[:8])
        return self._page("首页", f"<ul>{news}</ul>", [])
