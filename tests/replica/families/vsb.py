"""The old disclosure platform of 盐池县: VSB. Pages count down, links hold session ids, one town never says who it is.

Functions that draw, and the URL grammar, for columns below ``ROOT``.
"""

from __future__ import annotations

from datetime import date
from html import escape

from tests.replica.columns import Article, Column

ROOT = "/ycxxxgkpt/"

_CHROME = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD><TITLE>{title}-{county}信息公开平台</TITLE>
<META content="text/html; charset=UTF-8" http-equiv="Content-Type">
<!--Announced by Visual SiteBuilder 9--><script language="javascript" src="/system/resource/js/dynclicks.js"></script>
</HEAD><BODY><TABLE width="980" align="center"><TR><TD><a href="/ycxxxgkpt/index.htm">{county}政府信息公开平台</a></TD>
<TD>今天是@@TODAY@@</TD></TR></TABLE>
<TABLE width="980" align="center"><TR><TD>当前位置: {crumbs}</TD></TR><TR><TD>{main}</TD></TR></TABLE>
</BODY></HTML>"""


def list_path(column: Column, page: int) -> str:
    """Return ``name.htm`` for the newest page; older ones count down: ``name/2.htm``, ``name/1.htm``."""
    return f"{column.path.removesuffix('.htm')}/{column.page_count - page}.htm" if page else column.path


def article_path(column: Column, published: date, number: int) -> str:
    """Return ``content.jsp?…`` in the county's own column, ``info/<tree>/<id>.htm`` in the others."""
    tree = 1200 + len(column.name) * 5
    if column.organ is not None:
        return (
            f"{ROOT}content.jsp?urltype=news.NewsContentUrl&wbtreeid={tree}&wbnewsid={number % 90000 + published.day}"
        )
    return f"{ROOT}info/{tree}/{number % 900000}.htm"


def file_path(number: int, ending: str) -> str:
    """Return the stored file's address: hashed directories, hashed name."""
    name = f"{number * 0x9E3779B97F4A7C15 % (1 << 128):032X}"
    return f"/__local/{name[0]}/{name[1:3]}/{name[3:5]}/{name[5:]}_{number % 0xFFFFFF:X}_{number % 9973:X}.{ending}"


def link(target: str) -> str:
    """Return the link as pages write it: dynamic pages carry a session id that is new for every answer."""
    return escape(target.replace("content.jsp?", "content.jsp;jsessionid=@@SESSION@@?"))


def page(county: str, title: str, main: str, trail: list[Column]) -> str:
    """Return a page inside the platform's layout tables."""
    crumbs = "&gt;&gt;".join(f'<a href="{column.path}">{column.name}</a>' for column in trail)
    return _CHROME.format(title=escape(title), county=county, crumbs=crumbs, main=main)


def draw_list(county: str, column: Column, number: int) -> str:
    """Draw sub-columns and entries, and a pager that links only the next page and the last."""
    menu = "".join(f'<a class="menu" href="{child.path}">{child.name}</a><br>' for child in column.children)
    rows = "".join(
        f'<tr id="line_u5_{index}"><td><a class="c1022" href="{link(a.path)}" title="{escape(a.title)}">'
        f'{escape(a.title)}</a></td><td><span class="timestyle1022">{a.published:%Y/%m/%d}&nbsp;</span></td></tr>'
        for index, a in enumerate(column.shown(number))
    )
    count = column.page_count
    pager = f"<td>共{len(column.articles)}条&nbsp;&nbsp;{number + 1}/{count}&nbsp;</td>"
    if number + 1 < count:
        pager += f'<td><a href="{list_path(column, number + 1)}" class="Next">下页</a></td>'
        pager += f'<td><a href="{list_path(column, count - 1)}" class="Next">尾页</a></td>'
    return page(county, column.name, f"{menu}<table class='winstyle1022'>{rows}<tr>{pager}</tr></table>", column.trail)


def draw_article(county: str, article: Article) -> str:
    """Draw title, date and counter, and the body in ``vsb_content`` between layout tables."""
    files = "".join(
        f'<li>附件【<a href="{path}" target="_blank">{escape(name)}</a>】已下载<span>@@HITS@@</span>次</li>'
        for path, name in article.files
    )
    main = (
        f'<form name="_newscontent_fromname"><table class="winstyle1020"><tr><td align="center">{escape(article.title)}'
        f"</td></tr><tr><td>{article.published:%Y-%m-%d} 10:21&nbsp;{article.source}&nbsp;(点击: <span>@@HITS@@</span>)"
        f'</td></tr><tr><td><div id="vsb_content"><div class="v_news_content">{article.body()}</div></div></td></tr>'
        f"<tr><td><ul>{files}</ul></td></tr><tr><td>【<a href='javascript:window.close()'>关闭窗口</a>】</td></tr>"
        "</table></form>"
    )
    return page(county, article.title, main, article.home.trail)
