"""贺兰县: TRS static publishing. Directories, ``index_N.html`` by a script-built pager, one 年报 column per organ."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column, relative
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP, Organ
from tests.replica.family import Family
from tests.replica.lookalikes import picture, tempt
from tests.replica.noise import furnish
from tests.replica.plan import LAST_YEAR
from tests.replica.site import Page, redirect, robots
from tests.replica.traps import stub

_CHROME = """<!DOCTYPE html>
<html><head><meta charset="utf-8">
<title>{title}</title>
<meta name="SiteName" content="{county}人民政府"><meta name="SiteDomain" content="@@HOST@@">
<meta name="SiteIDCode" content="{site_id}">
<meta name="ColumnName" content="{column}"><meta name="ColumnType" content="{kind}">
{meta}<link rel="stylesheet" href="/images/style.css"></head>
<body><div class="header"><a class="logo" href="/">{county}人民政府门户网站</a>
<span class="tools"><a href="javascript:void(0)">无障碍</a> <a href="/wap/">手机版</a></span>
<ul class="nav"><li><a href="/">首页</a></li>{nav}</ul></div>
<div class="position">当前位置：{crumbs}</div>
<div class="main">{main}</div>
<div class="footer"><p>友情链接：<a href="http://www.nx.invalid/">自治区人民政府</a>
<a href="http://www.city.invalid/zwgk/zfxxgknb/">市政府信息公开年报</a>
<a href="http://@@DECOY@@/xxgk_7799/zfxxgknb/">政府信息公开年报（镜像）</a></p>
<p>主办：{county}人民政府办公室　网站标识码：{site_id}　<a href="/wzdt/">网站地图</a></p></div></body></html>"""
_ARTICLE = """<table class="xxgk"><tr><td>索引号</td><td>{number}</td><td>发布机构</td><td>{source}</td></tr>
<tr><td>生效日期</td><td>{published}</td><td>公开方式</td><td>主动公开</td></tr></table>
<h1>{title}</h1><div class="info">时间：{published}　来源：{source}
<a href="javascript:window.print()">打印</a> <a href="{wap}">手机浏览</a></div>
<div class="view TRS_UEDITOR trs_paper_default"><div class="TRS_Editor">{body}</div></div>
{files}<div class="share">扫一扫在手机打开当前页</div>"""
_META = """<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{published} 09:00">
<meta name="ContentSource" content="{source}">
"""


class Trs(Family):
    """The portal of 贺兰县."""

    forms: ClassVar = {
        COUNTY: ("html", "html+pdf"),
        DEPARTMENT: ("html", "html", "html", "cover+docx", "cover+pdf", "html+doc"),
        TOWNSHIP: ("html", "html", "cover+doc", "cover+pdf+docx"),
    }

    def build(self) -> None:
        """Make news, disclosure, the organ directory, and a mobile mirror that robots.txt closes."""
        self.site.validators, self.site.disallowed = "etag modified", ("/wap/", "/search/")
        self.site.put("/robots.txt", robots("/wap/", "/search/", delay=0.02))
        self.top = [self._news(), self._disclosure(), self._organs(), self._services()]
        mirror = Column("政府信息公开年报", "/wap/zfxxgknb/")
        for article in self.own.articles[:4]:
            self.copy(article, mirror, closed=True)
        self.mount([*self.top, mirror])
        self.site.put("/wap/", redirect("/wap/zfxxgknb/"))
        self.site.put("/", Page(self._home))
        self.site.put("/wzdt/", Page(self._map))

    def _news(self) -> Column:
        hub = Column("今日贺兰", "/jrhl/")
        furnish(self, Column("政务动态", "/jrhl/zxdt/", hub), "news", 900)
        notices = Column("通知公告", "/jrhl/tzgg/", hub)
        furnish(self, notices, "notice", 300)
        tempt(self, notices, "call format survey training enforcement")
        furnish(self, Column("乡镇动态", "/jrhl/xzdt/", hub), "news", 150)
        return hub

    def _disclosure(self) -> Column:
        hub = Column("政务公开", "/xxgk_7799/")
        tempt(self, Column("政府信息公开指南", "/xxgk_7799/zfxxgkzn/", hub), "guide", self.county.government.agency)
        tempt(self, Column("政府信息公开制度", "/xxgk_7799/zfxxgkzd/", hub), "system plan assessment")
        self.own = Column("政府信息公开年报", "/xxgk_7799/zfxxgknb/", hub, self.county.government)
        self.summary = Column("部门乡镇年报汇总", "/xxgk_7799/zfxxgknb/bmxznb/", self.own)
        legal = Column("法定主动公开内容", "/xxgk_7799/xxgkml/", hub)
        furnish(self, Column("县政府文件", "/xxgk_7799/xxgkml/zfwk/xzbwj/", legal), "policy", 120)
        furnish(self, Column("惠企政策", "/xxgk_7799/xxgkml/hqzc_58723/", legal), "policy", 60)
        furnish(self, Column("预决算", "/xxgk_7799/xxgkml/yjsjf/", legal), "budget", 90)
        furnish(self, Column("县领导", "/xxgk_7799/ldzc_73864/xwld_73865/", hub), "leader", 12)
        tempt(self, Column("统计信息", "/xxgk_7799/xxgkml/tjxx/", legal), "statistics review law website")
        self._own_reports()
        return hub

    def _own_reports(self) -> None:
        folders: dict[int, Column] = {}
        for planned in self.of(COUNTY):
            year = planned.composed.published.year  # the folder is named by the year of publication
            if planned.year >= 2019 and year not in folders:
                folders[year] = Column(f"{year}年", f"{self.own.path}{year}n/", self.own, self.own.organ)
            article = self.report(planned, [folders.get(year, self.own)])
            if planned.year == 2020:
                self.copy(article, folders[year], later=120)
            if planned.year in {2019, 2022}:
                picture(self, folders[year], article)
        tempt(self, self.own, "city format", year=2018)

    def _organs(self) -> Column:
        directory = Column("部门信息公开目录", "/zwgk/bmxxgkml/")
        for organ in (*self.county.at(DEPARTMENT), *self.county.at(TOWNSHIP)):
            self._organ(directory, organ)
        return directory

    def _organ(self, directory: Column, organ: Organ) -> None:
        hub = Column(organ.name, f"{directory.path}{organ.slug}/", directory, organ)
        furnish(self, Column("机构职能", f"{hub.path}jgzn/", hub, organ), "duty", 4, organ.agency)
        furnish(self, Column("工作动态", f"{hub.path}gzdt/", hub, organ), "news", 18, organ.name)
        suffix = self.number(1000, 9999, "nb", organ.slug)
        column = Column("信息公开年报", f"{hub.path}xxgknb_{suffix}/", hub, organ, per_page=6)
        for planned in self.reports:
            if planned.organ is not organ:
                continue
            if organ.slug == "sfj" and planned.year == LAST_YEAR:  # a folder whose index is the report itself
                folder = Column(f"{planned.year}年", f"{column.path}{planned.year}n/", column, organ)
                folder.index = self.report(planned, [folder], at=folder.path)
                continue
            article = self.report(planned, [column, self.summary] if planned.year % 3 else [column])
            article.number = f"640122{suffix}/{article.published.year}-{planned.year % 7:05d}"
            if not planned.year % 3:
                self.copy(article, self.summary)
        if organ.slug in {"xgz", "czj"}:
            tempt(self, column, "guide law summary", organ.agency)
            self.ghost(column, f"{organ.agency}2013年政府信息公开工作年度报告", date(2014, 2, 11))

    def _services(self) -> Column:
        hub = Column("办事服务", "/bsfw/")
        furnish(self, Column("办事指南", "/bsfw/bszn/", hub), "duty", 90)
        return hub

    def list_path(self, column: Column, page: int) -> str:
        """Return ``dir/``, then ``dir/index_1.html`` and so on."""
        return f"{column.path}index_{page}.html" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``dir/YYYYMM/tYYYYMMDD_<id>.html``."""
        return f"{column.path}{published:%Y%m}/t{published:%Y%m%d}_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return ``P0<time of upload>.<ending>`` beside the page."""
        return f"{path.rpartition('/')[0]}/P0{published:%Y%m%d}{number * 37:012d}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Let directories answer to their index page, articles to their mobile twin, deep list pages with a stub."""
        path = target.partition("?")[0]
        if path.endswith("/index.html"):
            return self.site.pages.get(path.removesuffix("index.html"))
        if path + "/" in self.site.pages:
            return redirect(path + "/", 301)
        if "/index_" in path:
            return stub()
        return self.site.pages.get(path.replace("_wap.html", ".html"))

    def _page(self, title: str, main: str, trail: list[Column], meta: str = "") -> str:
        here = trail[-1].name if trail else "首页"
        links = ['<a href="/" class="CurrChnlCls">首页</a>']
        links += [f'<a href="{column.path}" class="CurrChnlCls">{column.name}</a>' for column in trail]
        return _CHROME.format(
            title=escape(f"{title}-{self.county.name}人民政府"),
            county=self.county.name,
            site_id=self.county.site_id,
            column=here,
            kind="信息公开年报" if "年报" in here else "",
            meta=meta,
            nav="".join(f'<li><a href="{column.path}">{column.name}</a></li>' for column in self.top),
            crumbs=" > ".join(links),
            main=main,
        )

    def _entries(self, articles: list[Article], page: str) -> str:
        return "".join(
            f'<li><a href="{relative(a.path, page)}" title="{escape(a.title)}" target="_blank">'
            f"{escape(a.title)}</a><span>{a.published}</span></li>"
            for a in articles
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw a menu of sub-columns on the left, entries and the script of the pager on the right."""
        menu = "".join(f'<li><a href="{relative(c.path, column.path)}">{c.name}</a></li>' for c in column.children)
        shown = column.shown(page) if column.articles else [a for c in column.children for a in c.shown(0)[:3]]
        main = (
            f'<div class="left"><h2>{column.name}</h2><ul class="menu">{menu}</ul></div>'
            f'<div class="right"><ul class="list">{self._entries(shown, column.path)}</ul><div class="page">'
            f'<script>createPageHTML({column.page_count}, {page}, "index", "html");</script></div></div>'
        )
        return self._page(column.name, main, column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw 索引号 table, title, body in ``TRS_Editor``, attachments relative to the page."""
        files = "".join(
            f'<li><a href="{relative(path, article.path)}">{escape(name)}</a></li>' for path, name in article.files
        )
        values = {
            "title": escape(article.title),
            "published": article.published,
            "source": article.source,
            "number": article.number,
        }
        main = _ARTICLE.format(
            **values,
            wap=relative(article.path, article.path).replace(".html", "_wap.html"),
            body=article.body(),
            files=f'<div id="appendix"><p>附件：</p><ul>{files}</ul></div>' if files else "",
        )
        return self._page(article.title, main, article.home.trail, _META.format(**values))

    def _home(self) -> str:
        blocks = "".join(
            f'<div class="block"><h3><a href="{c.path}">{c.name}</a></h3>'
            f"<ul>{self._entries(c.shown(0)[:8], '/')}</ul></div>"
            for top in self.top[:2]
            for c in top.children[:4]
        )
        return self._page("首页", blocks, [])

    def _map(self) -> str:
        tree = "".join(f'<dt><a href="{c.path}">{c.name}</a></dt>' + "".join(
            f'<dd><a href="{sub.path}">{sub.name}</a></dd>' for sub in c.children) for c in self.top)  # fmt: skip
        return self._page("网站地图", f"<dl>{tree}</dl>", [])
