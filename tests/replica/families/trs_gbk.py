"""惠农区: TRS as an older installation. GB18030 under a lying header, reports by year, many as bare PDF entries."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import ClassVar

from tests.replica.columns import Article, Column, cut, relative
from tests.replica.counties import COUNTY, DEPARTMENT, TOWNSHIP
from tests.replica.documents import MEDIA_TYPES
from tests.replica.family import Family
from tests.replica.lookalikes import picture, tempt
from tests.replica.noise import furnish
from tests.replica.site import Page
from tests.replica.traps import shell

_CHROME = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>{title}_{county}人民政府</title></head><body>
<table width="1000" align="center"><tr><td><img src="/images/top.jpg" alt="{county}人民政府" /></td></tr>
<tr><td class="dh"><a href="/">首页</a> | <a href="/zxdt/">资讯动态</a> | <a href="/zwgk/">政务公开</a>
| <a href="/hdjl/">互动交流</a></td></tr></table>
<div class="dqwz">您的位置：{crumbs}</div>
<div class="con">{main}</div>
<div class="bottom">主办单位：{county}人民政府办公室　网站标识码：{site_id}
<a href="http://www.upper.invalid/">上级政府网站</a></div></body></html>"""
_PAGER = """<script type="text/javascript">
var currentPage = {page};
var countPage = {count};
if(countPage>1){{document.write("<a href=index.html>首页</a>");
for(var i=1;i<countPage;i++)document.write("<a href=index_"+i+".html>"+(i+1)+"</a>");}}
</script>"""


class TrsGbk(Family):
    """The portal of 惠农区."""

    charset: ClassVar[str] = "gb18030"
    media_types: ClassVar[dict[str, str]] = {**MEDIA_TYPES, "doc": "text/html"}
    forms: ClassVar = {
        COUNTY: ("html", "file+pdf"),
        DEPARTMENT: ("file+pdf", "html", "html", "file+docx", "cover+doc"),
        TOWNSHIP: ("html", "html", "file+pdf", "cover+docx"),
    }

    def build(self) -> None:
        """Make news, the disclosure tree with reports by year, and shells in front of both."""
        self.site.gzip, self.site.content_type = True, "text/html; charset=iso-8859-1"
        self.news = Column("资讯动态", "/zxdt/")
        furnish(self, Column("政务动态", "/zxdt/zwdt/", self.news, per_page=20), "news", 850)
        notices = Column("通知公告", "/zxdt/tzgg/", self.news, per_page=20)
        furnish(self, notices, "notice", 240)
        tempt(self, notices, "call training enforcement website")
        self.tree = Column("政府信息公开", "/zwgk/zfxxgk/")
        tempt(self, Column("政府信息公开指南", "/zwgk/zfxxgkzn/", self.tree), "guide", self.county.government.agency)
        tempt(self, Column("政府信息公开制度", "/zwgk/zfxxgkzd/", self.tree), "system format template")
        legal = Column("法定主动公开内容", "/zwgk/fdzdgknr/", self.tree)
        furnish(self, Column("预算决算公开", "/zwgk/fdzdgknr/ysjsgk/", legal, per_page=20), "budget", 120)
        furnish(self, Column("行政事业性收费", "/zwgk/fdzdgknr/xzsyxsf/", legal, per_page=20), "duty", 60)
        furnish(self, Column("规范性文件", "/zwgk/fdzdgknr/gfxwj/", legal, per_page=20), "policy", 160)
        tempt(self, Column("统计数据", "/zwgk/fdzdgknr/tjsj/", legal), "statistics review")
        self._yearly()
        self.mount([self.news, self.tree])
        self.site.put("/", Page(self._home))
        self.site.put("/zwgk/", shell("/zwgk/zfxxgk/"))

    def _yearly(self) -> None:
        hub = Column("政府信息公开年报", "/zwgk/zfxxgknb/", self.tree)
        own = Column("区政府年报", f"{hub.path}qzfnb/", hub, self.county.government, per_page=10)
        for planned in self.of(COUNTY):
            article = self.report(planned, [own], self.named(planned))
            if planned.year in {2018, 2021} and planned.form == "html":
                picture(self, own, article)
        tempt(self, own, "city plan law", self.county.government.agency)
        for name, slug, level in (("部门年报", "bmnb", DEPARTMENT), ("乡镇街道年报", "xznb", TOWNSHIP)):
            branch = Column(name, f"{hub.path}{slug}/", hub)
            years: dict[int, Column] = {}
            for planned in sorted(self.of(level), key=lambda planned: -planned.year):
                if planned.year not in years:
                    years[planned.year] = Column(
                        f"{planned.year}年", f"{branch.path}{planned.year}n/", branch, per_page=4
                    )
                self.report(planned, [years[planned.year]], self.named(planned))
            tempt(self, years[max(years)], "summary school enforcement")
            self.ghost(years[min(years)], f"{self.county.name}红果子镇2016年度政府信息公开年报", date(2017, 3, 9))

    def list_path(self, column: Column, page: int) -> str:
        """Return ``dir/``, then ``dir/index_1.html`` and so on."""
        return f"{column.path}index_{page}.html" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``dir/YYYYMM/tYYYYMMDD_<id>.html``."""
        return f"{column.path}{published:%Y%m}/t{published:%Y%m%d}_{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return ``P0<time of upload>.<ending>`` in the directory of the month."""
        return f"{path.rpartition('/')[0]}/P0{published:%Y%m%d}{number * 53:012d}.{ending}"

    def resolve(self, target: str) -> Page | None:
        """Let directories answer to their index page; whatever is not there shows the home page, and says 200."""
        path = target.partition("?")[0]
        if path.endswith("/index.html"):
            path = path.removesuffix("index.html")
        if path.endswith((".ico", ".css", ".js", ".jpg", ".png", "robots.txt", "sitemap.xml")):
            return None
        return self.site.pages.get(path) or self.site.pages["/"]

    def _page(self, title: str, main: str, trail: list[Column]) -> str:
        links = ['<a href="/">首页</a>', *(f'<a href="{column.path}">{column.name}</a>' for column in trail)]
        return _CHROME.format(
            title=escape(title),
            county=self.county.name,
            site_id=self.county.site_id,
            crumbs="&nbsp;&gt;&nbsp;".join(links),
            main=main,
        )

    def _entries(self, articles: list[Article], page: str, width: int) -> str:
        return "".join(
            f'<tr><td>·<a href="{relative(a.path, page) if page else a.path}" title="{escape(a.title)}">'
            f"{escape(cut(a.title, width))}</a></td><td>[{a.published:%Y/%m/%d}]</td></tr>"
            for a in articles
        )

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns as a row of tabs, entries with cut titles as a table, the pager as a script."""
        tabs = " ".join(f'<a href="{relative(c.path, column.path)}">{c.name}</a>' for c in column.children)
        entries = self._entries(column.shown(page), column.path, 22)
        pager = _PAGER.format(page=page, count=column.page_count)
        return self._page(column.name, f'<div class="tab">{tabs}</div><table>{entries}</table>{pager}', column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw title, source line, body in ``Custom_UnionStyle``, attachments by a script's array and by links."""
        files = "".join(
            f'<p>附件：<a href="{relative(path, article.path)}">{escape(name)}</a></p>' for path, name in article.files
        )
        main = (
            f'<div class="bt">{escape(article.title)}</div><div class="ly">来源：{article.source}　'
            f"日期：{article.published}　【字体：大 中 小】</div>"
            f'<div class="TRS_Editor"><div class="Custom_UnionStyle">{article.body()}</div></div>{files}'
            '<div class="gb"><a href="javascript:window.close()">关闭窗口</a></div>'
        )
        return self._page(article.title, main, article.home.trail)

    def _home(self) -> str:
        blocks = "".join(
            f'<div><h2><a href="{c.path}">{c.name}</a></h2>'
            f"<table>{self._entries(c.newest()[:10], '', 18)}</table></div>"
            for c in (*self.news.children, *self.tree.children[2].children[:2])
        )
        return self._page("首页", blocks, [])
