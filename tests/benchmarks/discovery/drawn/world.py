"""A portal drawn by chance from independent axes: its home, its answers, and the truth about its reports."""

import random
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.dress import DRESSES, worn
from tests.benchmarks.discovery.drawn.entrances import ENTRANCES
from tests.benchmarks.discovery.drawn.forms import FORMS
from tests.benchmarks.discovery.drawn.lists import LISTS
from tests.benchmarks.discovery.drawn.naming import NAMING
from tests.benchmarks.discovery.drawn.noise import NOISES
from tests.benchmarks.discovery.drawn.pages import JQUERY, REACH, Asked, Page, Report, Site
from tests.benchmarks.discovery.drawn.places import COUNTIES
from tests.benchmarks.discovery.drawn.wire import WIRES, encoded, packed

GROUPINGS = {"one": "one column", "levels": "a column for each level", "bodies": "a column for each body"}
AXES = {
    "entrance": ENTRANCES,
    "grouping": GROUPINGS,
    "list": LISTS,
    "naming": NAMING,
    "form": FORMS,
    "dress": DRESSES,
    "wire": WIRES,
    "noise": NOISES,
}
BY_YEAR = ("by_year", "year_tabs", "year_select")  # lists that say the year themselves
NAMES_ITSELF = ("matrix", "by_year")  # lists whose entries have words of their own


@dataclass(frozen=True)
class Draw:
    """One value of each axis."""

    entrance: str = "plain"
    grouping: str = "one"
    list: str = "single"
    naming: str = "title"
    form: str = "page"
    dress: str = "tidy"
    wire: str = "normal"
    noise: str = "none"

    def settled(self, keep=""):
        """Return the nearest draw whose values can stand together; the axis ``keep`` stays as it is."""
        draw = self
        if draw.form == "zip_of_year" and keep != "form" and ENTRANCES[draw.entrance].grouping == "bodies":
            draw = replace(draw, form="page")
        if draw.form == "several_years" and draw.list not in FORMS["several_years"].lists:
            draw = replace(draw, form="page") if keep == "list" else replace(draw, list="single")
        if draw.naming == "year_heading" and draw.list not in BY_YEAR:
            draw = replace(draw, naming="title") if keep == "list" else replace(draw, list="by_year")
        if draw.naming in {"year_heading", "column", "page", "file_name"} and draw.form in {
            "several_years",
            "zip_of_year",
        }:
            draw = replace(draw, form="page")
        if draw.naming == "file_name" and draw.form not in {"bare_file", "viewer"}:
            draw = replace(draw, form="bare_file")
        if draw.naming == "column":
            draw = replace(draw, grouping="bodies")
        needed = FORMS[draw.form].grouping or ENTRANCES[draw.entrance].grouping
        draw = replace(draw, grouping=needed) if needed else draw
        return replace(draw, naming="title") if draw.naming == "column" and draw.grouping != "bodies" else draw


@dataclass
class World:
    """What the parts of a portal share while it is built, and what it is afterwards."""

    seed: str
    draw: Draw
    county: object
    site: Site = None
    columns: list = field(default_factory=list)
    others: list = field(default_factory=list)  # columns without reports: (label, address)
    entries: list = field(default_factory=list)  # all entries of all columns
    articles: dict = field(default_factory=dict)
    lists: dict = field(default_factory=dict)
    city: str = ""
    promises: dict = field(default_factory=dict)  # what was promised and cannot be read -> pattern of words that say so
    reports: list = field(default_factory=list)

    @property
    def naming(self):
        return NAMING[self.draw.naming]

    @property
    def naming_name(self):
        return self.draw.naming

    @property
    def grouping(self):
        return self.draw.grouping

    @property
    def home(self):
        return self.site.url("/")

    @property
    def code(self):
        return self.county.code

    @property
    def name(self):
        return self.county.name

    def channel(self, column):
        """Return the number of a column behind scripts."""
        return str(1000 + self.columns.index(column))

    def front(self):
        """Return the news, as their column has them."""
        return f'<div class="news"><h3>今日要闻</h3><ul>{"".join(self.news)}</ul></div>'

    def welcome(self):
        """Return the blocks of the home page."""
        about = (
            f"{self.county.name}隶属{self.county.province}{self.county.city}，辖{len(self.county.towns)}个乡镇、街道。"
        )
        services = "".join(
            f"<span>{word}</span> " for word in ("个人办事", "法人办事", "便民查询", "县长信箱", "民意征集", "在线访谈")
        )
        return f'<div class="banner">{about}</div>{self.front()}<div class="services"><h3>服务大厅</h3>{services}</div>'

    def answer(self, url, method="GET", body="", headers=None):
        """Return (status, headers, body): what the portal's servers say. Nothing but the arguments decides."""
        wire = WIRES[self.draw.wire]
        asked = Asked(url.partition("#")[0], method, body if isinstance(body, str) else body.decode())
        if asked.path == "/robots.txt":
            return (
                (200, {"Content-Type": "text/plain"}, self.site.robots.encode())
                if self.site.robots
                else (404, {"Content-Type": "text/html"}, b"")
            )
        target = wire.target(self, asked)
        page = target if isinstance(target, Page) else self.site.look(target) or wire.missing(self, target)
        if isinstance(page.content, str) and page.type.startswith("text/html") and page.status == 200:
            dressed = worn(DRESSES[self.draw.dress], asked, page.content)
            page = replace(page, content=wire.rewritten(self, asked, dressed))
        content = encoded(wire, page)
        kind = wire.type if wire.type is not None and page.type.startswith("text/html") else page.type
        found = {**({"Content-Type": kind} if kind else {}), **dict(page.headers)}
        if wire.gzip and page.status == 200:
            found["Content-Encoding"], content = "gzip", packed(content)
        return page.status, found, content


def truth(county, rng, least, most):
    """Return the bodies' reports: the county, some departments and townships, each for some years in a row."""
    government, departments, towns = county.bodies
    bodies = [government, *rng.sample(departments, rng.randint(1, 4)), *rng.sample(towns, rng.randint(2, 4))]
    wanted = rng.randint(least, most)
    reports = []
    for at, body in enumerate(bodies):
        left = max(1, (wanted - len(reports)) // (len(bodies) - at))
        first = 2025 - left + 1
        if rng.random() < 0.4:  # a body that has stopped publishing, or is behind
            first = rng.randint(min(2011, first), first)
        reports += [Report(year, body) for year in range(first, first + left)]
    return reports


def build(seed, draw):
    """Return the portal of a seed and a draw."""
    rng = random.Random(f"{seed}")
    county = rng.choice(COUNTIES)
    world = World(str(seed), draw, county)
    wire, noise, entrance = WIRES[draw.wire], NOISES[draw.noise], ENTRANCES[draw.entrance]
    world.site = Site(county, f"www.{county.slug}.gov.cn", scheme=wire.scheme)
    world.reports = truth(county, rng, *((18, 26) if str(seed).startswith("one") else (5, 40)))
    world.columns = entrance.columns(world, world.reports)
    _news(world)
    entrance.build(world)
    noise.build(world)
    for column in world.columns:
        items = FORMS[draw.form].publish(world, column)
        items = wire.entries(world, column, noise.entries(world, column, items))
        world.entries += items
        LISTS[draw.list].build(world, column, DRESSES[draw.dress].entries(items))
    if draw.entrance == "search_only":
        for column in world.columns:
            gone = [url for url in world.site.oracle if plain_column(url) == world.site.url(column.path)]
            world.site.oracle.difference_update(gone)
            world.site.pages.pop((column.host, column.path), None)
    wire.prepare(world)
    reach = max(entrance.reach, LISTS[draw.list].reach if draw.entrance != "search_only" else "act", key=REACH.index)
    for report in world.reports:
        report.reach = reach
    away = {place for report in world.reports if report.elsewhere for place in (*report.places, *report.texts)}
    world.site.oracle = {url for url in world.site.oracle - away if urlsplit(url).netloc != world.city}
    return world


def plain_column(url):
    """Return the address of a list without its page."""
    return url.partition("?")[0].partition("#")[0]


def _news(world):
    site, county = world.site, world.county
    world.news = []
    for n, template in enumerate(texts.NEWS):
        rng = texts.rng(world.seed, "news", n)
        title = texts.fill(template, county, rng)
        href = f"/xwzx/2024{n + 1:02}/t2024{n + 1:02}10_{rng.randint(10**6, 10**7)}.html"
        site.page(href, title, f"<h1>{title}</h1>{texts.article(title, rng)}", ("新闻中心", "正文"))
        world.news.append(f'<li><a href="{href}">{title}</a><span>2024-{n + 1:02}-10</span></li>')
    site.page("/xwzx/", "新闻中心", lambda _: world.front(), ("新闻中心",))
    for path, title in (
        ("/bsfw/", "办事服务"),
        ("/hdjl/", "互动交流"),
        ("/gywm.html", "关于我们"),
        ("/lxwm.html", "联系我们"),
    ):
        site.page(path, title, texts.article(title, texts.rng(path)), (title,))
    site.put("/js/jquery.min.js", JQUERY, "application/javascript")
    site.put("/css/main.css", ".nav li{float:left}", "text/css")


def one_axis_at_a_time():
    """Yield (axis, value, draw): every value of every axis with all others plain."""
    yield "all", "plain", Draw()
    for axis, values in AXES.items():
        for value in values:
            draw = replace(Draw(), **{axis: value}).settled(axis)
            if draw != Draw():
                yield axis, value, draw


RARE = {"search_only": 0.2, "fresh_tokens": 0.5, "endless": 0.5}  # what hides all that the other axes say


def mixed(seed):
    """Return the draw of a seed: each axis by its own chance."""
    rng = random.Random(f"draw {seed}")
    drawn = {
        axis: rng.choices(list(values), [RARE.get(value, 1) for value in values])[0] for axis, values in AXES.items()
    }
    return Draw(**drawn).settled()
