"""Axis: what the wire does with a portal's pages."""

import gzip
import re

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.pages import Item, Page, token

HREF = re.compile(r'(?P<lead>(?:href|src)=")(?P<path>/[^/"][^"]*|/|\./[^"]*)(?=")')
NOT_THERE = (
    '<html><head><meta charset="utf-8"><title>404</title></head><body><p>您访问的页面不存在或已被删除</p></body></html>'
)


class Wire:
    """Nothing special; the other wires say what is different."""

    scheme = "http"
    gzip = False
    charset = "utf-8"
    declared = '<meta charset="gb2312">'  # what pages say where they are not UTF-8
    type = None  # of pages; None = the page's own
    delay = 0.0  # seconds; only a served portal waits

    def prepare(self, world):
        """Change the portal under construction."""

    def entries(self, world, column, items):
        """Change the entries of a column."""
        return items

    def target(self, world, asked):
        """Return what is asked for in the portal's own spelling, or the Page that answers at once."""
        return asked

    def link(self, world, asked, path):
        """Return how a link is written on a page."""
        return path

    def missing(self, world, asked):
        """Return the answer for what is not there."""
        return Page(NOT_THERE, status=404)

    def rewritten(self, world, asked, text):
        """Return a page with its links as they are written."""
        return HREF.sub(lambda found: found["lead"] + self.link(world, asked, found["path"]), text)


class Gbk(Wire):
    charset = "gb18030"


class CharsetLie(Gbk):
    """GBK that the header calls UTF-8 and the page calls nothing."""

    type = "text/html; charset=utf-8"
    declared = ""


class NoType(Wire):
    """No Content-Type at all."""

    type = ""


class ToHttps(Wire):
    """http sends on to https."""

    def target(self, world, asked):
        if asked.url.startswith("http://"):
            return Page("", status=301, headers=(("Location", asked.url.replace("http://", "https://", 1)),))
        return asked


class Gzip(Wire):
    gzip = True


class Slow(Wire):
    delay = 1.0


def directory(path):
    """Tell whether a link leads to a directory."""
    return path.endswith("/") and not path.startswith("./")


class ToIndex(Wire):
    """A directory sends on to its index.html."""

    def target(self, world, asked):
        if asked.path.endswith("/") and (asked.host, asked.path) in world.site.pages and asked.method == "GET":
            query = asked.url.partition("?")[2]
            return Page(
                "", status=302, headers=(("Location", f"{asked.path}index.html{'?' + query if query else ''}"),)
            )
        return asked


class ToCase(Wire):
    """Links are in capitals, and the server sends on to its own spelling."""

    def link(self, world, asked, path):
        stem, mark, query = path.partition("?")
        return stem if stem.startswith(("/js", "/css")) or "%" in stem else stem.upper() + mark + query

    def target(self, world, asked):
        known = {path.upper(): path for host, path in world.site.pages if host == asked.host}
        right = known.get(asked.path.upper())
        if right and right != asked.path and asked.path not in known.values():
            query = asked.url.partition("?")[2]
            return Page("", status=301, headers=(("Location", f"{right}{'?' + query if query else ''}"),))
        return asked


class ToWww(Wire):
    """Links lead to the bare host, which sends on to www."""

    def link(self, world, asked, path):
        own = asked.host == world.site.host and path.startswith("/") and not path.startswith(("/js", "/css"))
        return f"http://{world.site.host.removeprefix('www.')}{path}" if own else path

    def target(self, world, asked):
        if asked.host == world.site.host.removeprefix("www."):
            return Page("", status=301, headers=(("Location", asked.url.replace("://", "://www.", 1)),))
        return asked


class Sessions(Wire):
    """Each page writes its links with a session of its own."""

    def link(self, world, asked, path):
        stem, mark, query = path.partition("?")
        return (
            path
            if stem.startswith(("/js", "/css"))
            else f"{stem};jsessionid={token(asked.url)[:16].upper()}.node1{mark}{query}"
        )

    def target(self, world, asked):
        url = re.sub(r";jsessionid=[^?#]*", "", asked.url)
        return asked if url == asked.url else type(asked)(url, asked.method, asked.body)


class Stamps(Wire):
    """Each page writes its links with the time of day."""

    def link(self, world, asked, path):
        mark = "&" if "?" in path else "?"
        return (
            path
            if path.startswith(("/js", "/css"))
            else f"{path}{mark}t={1700000000000 + int(token(asked.url)[:8], 16)}"
        )


class QueryNoise(Wire):
    """Links carry what sharing left behind."""

    def link(self, world, asked, path):
        mark = "&" if "?" in path else "?"
        return path if path.startswith(("/js", "/css")) else f"{path}{mark}from=timeline&isappinstalled=0"


class MixedScheme(Wire):
    """The portal is https, and writes its links with http."""

    scheme = "https"

    def link(self, world, asked, path):
        return f"http://{asked.host}{path}" if path.startswith("/") and not path.startswith(("/js", "/css")) else path

    def target(self, world, asked):
        return asked


class Dead(Wire):
    """A few entries lead nowhere."""

    def entries(self, world, column, items):
        if column is not world.columns[0]:
            return items
        world.promises["two dead entries"] = r"404|不存在|no answer|dead|not there|could not be read"
        body, last = column.reports[0].body, min(report.year for report in column.reports)
        rng = texts.rng(world.seed, "dead")
        gone = []
        for year in (last - 1, last - 2):
            title = world.naming.title(body, year, world.county, rng)
            gone.append(
                Item(
                    f"{column.path}{year + 1}01/t{year + 1}0120_{rng.randint(10**6, 10**7)}.html",
                    title,
                    f"{year + 1}-01-20",
                    year,
                    body,
                )
            )
        return [*items, *gone]


class SoftMissing(Dead):
    """What is not there is answered with 200."""

    def missing(self, world, asked):
        return Page(NOT_THERE.replace("404", "提示信息"), status=200)


class Robots(Wire):
    """robots.txt forbids one report."""

    def prepare(self, world):
        column = world.columns[-1]
        report = max(column.reports, key=lambda one: (one.year, one.body.slug))
        report.forbidden = True
        world.promises["one forbidden report"] = "robots"
        paths = sorted("/" + place.split("/", 3)[3] for place in report.places | report.texts)
        world.site.robots = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in paths)


def encoded(wire, page):
    """Return the page's bytes."""
    if isinstance(page.content, bytes):
        return page.content
    text = page.content
    if wire.charset != "utf-8" and page.type.startswith("text/html"):
        text = text.replace('<meta charset="utf-8">', wire.declared)
        return text.encode(wire.charset)
    return text.encode()


def packed(body):
    """Return a body as gzip, the same bytes each time."""
    return gzip.compress(body, mtime=0)


WIRES = {
    "normal": Wire(),
    "gbk": Gbk(),
    "charset_lie": CharsetLie(),
    "no_type": NoType(),
    "redirect_https": ToHttps(),
    "redirect_index": ToIndex(),
    "redirect_case": ToCase(),
    "redirect_www": ToWww(),
    "session_ids": Sessions(),
    "time_stamps": Stamps(),
    "gzip": Gzip(),
    "slow": Slow(),
    "soft_404": SoftMissing(),
    "dead_links": Dead(),
    "robots_one": Robots(),
    "query_noise": QueryNoise(),
    "http_in_https": MixedScheme(),
}
