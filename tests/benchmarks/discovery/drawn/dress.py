"""Axis: the habits of whoever wrote the pages. Each value rewrites a finished page, the entries of lists, or the labels."""

import posixpath
import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

HREF = re.compile(r'href="(/[^"/][^"]*|/)"')
SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
ADDRESS = re.compile(r'\b(href|src)="([^"]+)"')
ROOT_LABEL = "政府信息公开年报"


class Dress:
    """A tidy hand."""

    def page(self, asked, text):
        """Return a page as this hand writes it."""
        return text

    def entries(self, items):
        """Return the entries of a list as this hand writes them."""
        return items


class Relative(Dress):
    """Every link is relative to its page."""

    def page(self, asked, text):
        here = posixpath.dirname(asked.path) if not asked.path.endswith("/") else asked.path.rstrip("/") or "/"

        def relative(found):
            path, mark, query = found[1].partition("?")
            shown = posixpath.relpath(path, here or "/") + ("/" if path.endswith("/") else "")
            return f'href="{shown if shown.startswith(".") else "./" + shown}{mark}{query}"'

        return HREF.sub(relative, text)


class Base(Dress):
    """<base>, and links without their first stroke."""

    def page(self, asked, text):
        home = f"{urlsplit(asked.url).scheme}://{asked.host}/"

        def from_home(found):
            if found[2].startswith(("#", "data:", "javascript:")):
                return found[0]
            whole = urljoin(asked.url, found[2])
            return f'{found[1]}="{whole.removeprefix(home) or home}"'

        return ADDRESS.sub(from_home, text).replace("<head>", f'<head><base href="{home}">', 1)


class Cut(Dress):
    """Titles are cut short in lists."""

    def entries(self, items):
        return [replace(item, title=item.title if len(item.title) < 19 else f"{item.title[:17]}…") for item in items]


class Undated(Dress):
    """No dates in lists, no meta, no breadcrumb, every title the portal's name."""

    def page(self, asked, text):
        text = re.sub(r'<meta name="[^"]*" content="[^"]*">', "", text)
        text = re.sub(r'<div class="position">.*?</div>', "", text, flags=re.DOTALL)
        text = re.sub(r"(</a>)<span>\d{4}-\d\d-\d\d</span>", r"\1", text)
        return re.sub(r"<title>.*?-(.*?)</title>", r"<title>\1</title>", text)


class Tables(Dress):
    """Layout by tables, capitals, attributes without quotes, as in 2005."""

    def page(self, asked, text):
        head, mark, body = text.partition("<body>")
        body = re.sub(r"<div([^>]*)>", r"<table width=100% \1><tr><td>", body).replace("</div>", "</td></tr></table>")
        body = (
            body.replace("<ul", "<table")
            .replace("</ul>", "</table>")
            .replace("<li", "<tr><td")
            .replace("</li>", "</td></tr>")
        )
        body = re.sub(r'<a href="([^" >]+)"', r"<A class=t HREF=\1 ", body).replace("</a>", "</A>")
        return (
            head
            + mark
            + re.sub(r"<h[1-3][^>]*>(.*?)</h[1-3]>", r"<p align=center><font size=5><b>\1</b></font></p>", body)
        )


class Sloppy(Dress):
    """White space in and around addresses and words, entities, a comment with a dead menu, lists that are not closed."""

    def page(self, asked, text):
        text = re.sub(r'href="([^"]+)"', r'href=" \1\n"', text)
        text = re.sub(r"(<a [^>]*>)([^<]{4,})</a>", r"\1\n   <font color=#333>&nbsp;\2</font>\n</a>", text)
        return text.replace("</li>", "").replace(
            "<body>", '<body><!-- <ul><li><a href="/old/zfxxgknb/">政府信息公开年报</a></li></ul> -->', 1
        )


class Crowded(Dress):
    """Every page carries blocks of hot articles and a long menu of services beside its text."""

    def page(self, asked, text):
        hot = "".join(
            f'<li><a href="/xwzx/rd/{n}.html">热点：{word}工作年度报告会召开</a></li>'
            for n, word in enumerate(("教育", "文明创建", "信息公开", "残联", "工会", "慈善总会"))
        )
        return text.replace(
            '<div class="footer">', f'<div class="hot"><h4>热门文章</h4><ul>{hot}</ul></div><div class="footer">', 1
        )


class Label(Dress):
    """The column has another name."""

    def __init__(self, label):
        self.label = label

    def page(self, asked, text):
        return (
            text.replace(f"{ROOT_LABEL}<", f"{self.label}<")
            .replace(f'"{ROOT_LABEL}"', f'"{self.label}"')
            .replace(f">{ROOT_LABEL}-", f">{self.label}-")
        )


def worn(dress, asked, text):
    """Return a page in this dress; its scripts stay as they are."""
    scripts = SCRIPT.findall(text)
    dressed = dress.page(asked, SCRIPT.sub("<script-/>", text))
    for script in scripts:
        dressed = dressed.replace("<script-/>", script, 1)
    return dressed


DRESSES = {
    "tidy": Dress(),
    "relative_links": Relative(),
    "base": Base(),
    "cut_titles": Cut(),
    "undated": Undated(),
    "layout_tables": Tables(),
    "sloppy": Sloppy(),
    "crowded": Crowded(),
    "label_annual": Label("年度报告"),
    "label_disclosure": Label("公开年报"),
}
