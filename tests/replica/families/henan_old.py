"""The platform that 伊川县 used before: numeric ancestry with a double slash, GBK, layout tables inside layout tables.

Functions that draw, and the URL grammar, for columns below ``ROOT``; an address with single slashes is not there.
"""

from __future__ import annotations

from html import escape

from tests.replica.columns import Article, Column

ROOT = "/html/1//2/10/"

_CHROME = """<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{title}</TITLE></HEAD>
<BODY topMargin=0><TABLE width=960 align=center border=0><TBODY><TR><TD colSpan=2>
<TABLE width="100%"><TR><TD><A href="/">{county}政府网</A></TD>
<TD><A href="/html/1//2/10/index.html">政府信息公开</A></TD>
<TD><A href="http://www.old-partner.invalid/">友情链接</A></TD></TR></TABLE></TD></TR>
<TR><TD colSpan=2>当前位置：{crumbs}</TD></TR>
<TR><TD width=200 vAlign=top><TABLE>{menu}</TABLE></TD><TD vAlign=top>{main}</TD></TR>
<TR><TD colSpan=2 align=middle>{county}人民政府办公室主办</TD></TR></TBODY></TABLE></BODY></HTML>"""


def list_path(column: Column, page: int) -> str:
    """Return ``…/index.html``, then ``…/index_2.html`` and so on."""
    return column.path.replace("index.html", f"index_{page + 1}.html") if page else column.path


def article_path(column: Column, number: int) -> str:
    """Return ``…/<id>.html`` below the column's numbers."""
    return f"{column.path.removesuffix('index.html')}{number % 90000 + 10000}.html"


def page(county: str, title: str, main: str, column: Column) -> str:
    """Return a page of the platform; the menu stands before the content."""
    menu = "".join(
        f'<TR><TD>·<A href="{child.path}">{child.name}</A></TD></TR>' for child in (column.children or column.trail)
    )
    crumbs = "-&gt;".join(f'<A href="{place.path}">{place.name}</A>' for place in column.trail)
    return _CHROME.format(title=escape(title), county=county, crumbs=crumbs, menu=menu, main=main)


def draw_list(county: str, column: Column, number: int) -> str:
    """Draw entries as table rows, and page numbers as plain links."""
    rows = "".join(
        f'<TR><TD><IMG src="/images/dot.gif"></TD><TD><A href="{a.path}" target=_blank>{escape(a.title)}</A></TD>'
        f"<TD>{a.published.year}-{a.published.month}-{a.published.day}</TD></TR>"
        for a in column.shown(number)
    )
    pages = "".join(f'<A href="{list_path(column, p)}">[{p + 1}]</A>' for p in range(column.page_count))
    return page(county, column.name, f"<TABLE>{rows}</TABLE><DIV align=center>{pages}</DIV>", column)


def draw_article(county: str, article: Article) -> str:
    """Draw title and body in the cells of a table; nothing names the body's container."""
    files = "".join(f'<P><A href="{path}">{escape(name)}</A></P>' for path, name in article.files)
    main = (
        f"<TABLE width=720><TR><TD align=middle><FONT size=4><B>{escape(article.title)}</B></FONT></TD></TR>"
        f"<TR><TD align=middle>发布时间：{article.published} 信息来源：{article.source} 点击次数：@@HITS@@</TD></TR>"
        f"<TR><TD><TABLE width='100%'><TR><TD>{article.body()}{files}</TD></TR></TABLE></TD></TR></TABLE>"
    )
    return page(county, article.title, main, article.home)
