"""Axis: how one gets in. Each value draws the home page and the way from it to the columns."""

import json
import re

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.pages import Column

ROOT = "政府信息公开年报"
INTRODUCTION = "公民、法人和其他组织可以在本栏目查阅本县行政机关主动公开的政府信息，也可以到县档案馆、图书馆查阅。"


def links(items, *, between=""):
    """Return menu entries as list items."""
    return between.join(f'<li><a href="{href}">{label}</a></li>' for label, href in items)


class Entrance:
    """A plain menu; the other entrances say what is different."""

    reach = "html"
    grouping = None  # how reports must be gathered: one | levels | bodies
    hub = "/zwgk/"

    def host(self, world):
        """Return the host of disclosure."""
        return world.site.host

    # --- columns ------------------------------------------------------------------------------------------------------
    def columns(self, world, reports):
        """Return the columns of the reports, by the portal's grouping."""
        return getattr(self, world.grouping)(world, reports)

    def column(self, world, title, path, reports, *trail, owner=None):
        """Return a column whose trail is 政务公开, then these."""
        return Column(title, path, reports, ("政务公开", *trail), self.host(world), owner)

    def one(self, world, reports):
        return [self.column(world, ROOT, f"{self.hub}zfxxgknb/", reports, ROOT)]

    def levels(self, world, reports):
        names = (
            ("county", "县政府年报", "xzf"),
            ("department", "县直部门年报", "bm"),
            ("township", "乡镇（街道）年报", "xz"),
        )
        found = [(title, slug, [r for r in reports if r.body.level == level]) for level, title, slug in names]
        return [
            self.column(world, title, f"{self.hub}zfxxgknb/{slug}/", some, ROOT, title)
            for title, slug, some in found
            if some
        ]

    def bodies(self, world, reports):
        of_body = {}
        for report in reports:
            of_body.setdefault(report.body, []).append(report)
        return [
            self.column(world, f"{body.short}{ROOT}", self.path(body), some, body.short, ROOT, owner=body)
            for body, some in of_body.items()
        ]

    def path(self, body):
        """Return the address of a body's column."""
        return f"{self.hub}zfxxgknb/{body.slug}/"

    # --- the way ------------------------------------------------------------------------------------------------------
    def build(self, world):
        """Draw home, hub and the page above the columns."""
        site, host = world.site, self.host(world)
        world.others = others(world, host)
        self.above(world)
        site.nav = lambda on: self.nav(world, on)
        self.home(world)
        site.page(
            self.hub,
            "政务公开",
            lambda _: f'{self.menu(world)}<p class="tip">{INTRODUCTION}</p>',
            ("政务公开",),
            host=host,
        )
        site.know(site.url("/"), site.url(self.hub, host))

    def above(self, world):
        """Serve the page that links the columns, where there are several."""
        if world.grouping == "one":
            return
        shown = [
            (column.title if world.grouping == "levels" else column.owner.short, column.path)
            for column in world.columns
        ]
        world.site.know(
            world.site.page(
                f"{self.hub}zfxxgknb/",
                ROOT,
                f'<h3>{ROOT}</h3><ul class="sub">{links(shown)}</ul>',
                ("政务公开", ROOT),
                host=self.host(world),
            )
        )

    def items(self, world):
        """Return the menu of the hub: (label, address)."""
        return [*world.others[:3], (ROOT, f"{self.hub}zfxxgknb/"), *world.others[3:]]

    def top(self, world):
        """Return the menu of the portal."""
        return [
            ("首页", "/"),
            ("新闻中心", "/xwzx/"),
            ("政务公开", self.hub),
            ("办事服务", "/bsfw/"),
            ("互动交流", "/hdjl/"),
        ]

    def nav(self, world, on):
        return f'<ul class="nav">{links(self.top(world))}</ul>'

    def menu(self, world):
        return f'<ul class="left-menu">{links(self.items(world))}</ul>'

    def home(self, world, path="/"):
        name = f"{world.county.name}人民政府"
        world.site.page(path, name, lambda _: world.welcome())


class Hover(Entrance):
    """The menu opens under the pointer; css hides it until then. There is no hub."""

    def nav(self, world, on):
        below = f'<ul style="display:none" class="sub-nav">{links(self.items(world))}</ul>'
        return f'<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xwzx/">新闻中心</a></li><li class="has-sub"><a href="javascript:;">政务公开</a>{below}</li><li><a href="/bsfw/">办事服务</a></li></ul>'

    def build(self, world):
        super().build(world)
        hub = world.site.url(self.hub)
        world.site.oracle.discard(hub)
        del world.site.pages[world.site.host, self.hub]


class Frameset(Entrance):
    """Home is a frameset: the menu above, the news below."""

    def nav(self, world, on):
        return ""

    def home(self, world, path="/"):
        site, name = world.site, f"{world.county.name}人民政府"
        site.put(
            "/",
            f'<html><head><meta charset="utf-8"><title>{name}</title></head><frameset rows="120,*"><frame name="top" src="/top.html"><frame name="main" src="/main.html"></frameset></html>',
        )
        menu = "".join(f'<td><a href="{href}" target="main">{label}</a></td>' for label, href in self.top(world))
        site.know(site.page("/top.html", "导航", f"<table><tr>{menu}</tr></table>", bare=True))
        super().home(world, "/main.html")


class InnerFrame(Entrance):
    """The menu of the hub stands in a frame of its own."""

    def menu(self, world):
        shown = "".join(f'<p><a href="{href}" target="_parent">{label}</a></p>' for label, href in self.items(world))
        world.site.know(world.site.page(f"{self.hub}left.html", "目录", shown, bare=True))
        return f'<iframe src="{self.hub}left.html" width="220" height="600" frameborder="0"></iframe>'

    def build(self, world):
        super().build(world)
        self.menu(world)


class ImageMap(Entrance):
    """The menu is a picture with areas."""

    def nav(self, world, on):
        areas = "".join(
            f'<area shape="rect" coords="{90 * n},0,{90 * n + 90},40" href="{href}">'
            for n, (_, href) in enumerate(self.top(world))
        )
        return f'<img src="/images/nav.jpg" usemap="#nav" border="0"><map name="nav">{areas}</map>'

    def menu(self, world):
        areas = "".join(
            f'<area shape="rect" coords="0,{40 * n},180,{40 * n + 40}" href="{href}">'
            for n, (_, href) in enumerate(self.items(world))
        )
        return f'<img src="/images/left.jpg" usemap="#left" border="0"><map name="left">{areas}</map>'


class OnClick(Entrance):
    """Nothing is a link: all is done by onclick."""

    reach = "inline"

    def nav(self, world, on):
        return (
            '<div class="nav">'
            + "".join(
                f'<div class="nav-item" onclick="window.open(\'{href}\')">{label}</div>'
                for label, href in self.top(world)
            )
            + "</div>"
        )

    def menu(self, world):
        return (
            '<ul class="left-menu">'
            + "".join(
                f"<li onclick=\"location.href='{href}'\"><span>{label}</span></li>" for label, href in self.items(world)
            )
            + "</ul>"
        )


class InlineScript(Entrance):
    """Scripts of the page write the menus."""

    reach = "inline"

    def written(self, items):
        data = json.dumps([{"name": label, "url": href} for label, href in items], ensure_ascii=False)
        return f"<script>(function(){{var menus={data};var h='<ul class=\"nav\">';for(var i=0;i<menus.length;i++){{h+='<li><a href=\"'+menus[i].url+'\">'+menus[i].name+'</a></li>';}}document.write(h+'</ul>');}})();</script>"

    def nav(self, world, on):
        return self.written(self.top(world))

    def menu(self, world):
        return self.written(self.items(world))


class ScriptFile(Entrance):
    """A script in a file of the portal writes the menus."""

    reach = "script"

    def nav(self, world, on):
        return '<div id="nav"></div><script src="/js/menu.js"></script>'

    def menu(self, world):
        return '<div id="left"></div><script>writeLeft();</script>'

    def build(self, world):
        super().build(world)
        top, left = (
            json.dumps([{"n": label, "u": href} for label, href in items], ensure_ascii=False)
            for items in (self.top(world), self.items(world))
        )
        script = (
            f"var topMenu={top};var leftMenu={left};function draw(m,id){{var h='';for(var i=0;i<m.length;i++){{h+='<a href=\"'+m[i].u+'\">'+m[i].n+'</a>';}}document.getElementById(id).innerHTML=h;}}"
            "draw(topMenu,'nav');function writeLeft(){draw(leftMenu,'left');}"
        )
        world.site.know(world.site.put("/js/menu.js", script, "application/javascript"))


class Splash(Entrance):
    """Home sends on to the real home page."""

    def top(self, world):
        return [(label, "/portal/index.html" if href == "/" else href) for label, href in super().top(world)]

    def home(self, world, path="/"):
        world.site.put(
            "/", '<html><head><meta http-equiv="refresh" content="0;url=/portal/index.html"></head><body></body></html>'
        )
        super().home(world, "/portal/index.html")
        world.site.know(world.site.url("/portal/index.html"))


class Departments(Entrance):
    """A directory of bodies: each has its own page, and there its own column."""

    grouping = "bodies"

    def path(self, body):
        return f"{self.hub}bm/{body.slug}/zfxxgknb/"

    def items(self, world):
        return [
            *world.others[:3],
            ("部门信息公开", f"{self.hub}bm/"),
            ("乡镇信息公开", f"{self.hub}xz/"),
            *world.others[3:],
        ]

    def above(self, world):
        groups = {"bm": ("部门信息公开", ("county", "department")), "xz": ("乡镇信息公开", ("township",))}
        for slug, (title, levels) in groups.items():
            shown = [
                (column.owner.short if column.owner.level != "county" else "县政府办公室", self.front(column))
                for column in world.columns
                if column.owner.level in levels
            ]
            world.site.know(
                world.site.page(
                    f"{self.hub}{slug}/",
                    title,
                    f'<h3>{title}</h3><ul class="units">{links(shown)}</ul>',
                    ("政务公开", title),
                )
            )
        for column in world.columns:
            self.own_page(world, column)

    def front(self, column):
        """Return the address of a body's own page."""
        return f"{self.hub}bm/{column.owner.slug}/"

    def own_page(self, world, column):
        """Serve a body's page with its menu."""
        front, short = self.front(column), column.owner.short
        menu = [
            ("机构职能", f"{front}jgzn.html"),
            ("政府信息公开指南", f"{front}zn.html"),
            (ROOT, column.path),
            ("政策文件", f"{front}zcwj.html"),
        ]
        for label, href in (menu[0], menu[1], menu[3]):
            world.site.page(
                href, label, texts.article(f"{short}{label}", texts.rng(world.seed, href)), ("政务公开", short, label)
            )
        world.site.know(
            world.site.page(
                front, short, f'<h3>{short}信息公开</h3><ul class="menu">{links(menu)}</ul>', ("政务公开", short)
            )
        )


class Letters(Departments):
    """The directory is sorted by the first letters of the bodies, a tab for each."""

    def above(self, world):
        of_letter = {}
        for column in sorted(world.columns, key=lambda column: column.owner.slug):
            of_letter.setdefault(column.owner.slug[0].upper(), []).append((column.owner.short, self.front(column)))
        tabs = "".join(f'<a href="{self.hub}bm/?letter={letter}">{letter}</a> ' for letter in "ABCDEFGHJKLMNPQRSTWXYZ")
        first = min(of_letter)

        def directory(asked):
            letter = asked.query.get("letter", first)
            return f'<div class="letters">{tabs}</div><ul class="units">{links(of_letter.get(letter, []))}</ul>'

        world.site.page(f"{self.hub}bm/", "部门信息公开", directory, ("政务公开", "部门信息公开"))
        world.site.know(
            world.site.url(f"{self.hub}bm/"),
            *(world.site.url(f"{self.hub}bm/?letter={letter}") for letter in of_letter if letter != first),
        )
        for column in world.columns:
            self.own_page(world, column)

    def items(self, world):
        return [*world.others[:3], ("信息公开目录（按单位）", f"{self.hub}bm/"), *world.others[3:]]


class TownSites(Departments):
    """Each body has a small site below its own path, linked on the home page."""

    def path(self, body):
        return f"/{body.slug}/zwgk/zfxxgknb/"

    def front(self, column):
        return f"/{column.owner.slug}/"

    def above(self, world):
        for column in world.columns:
            front, short = self.front(column), column.owner.short
            hub = f"{front}zwgk/"
            world.site.page(f"{front}gk.html", f"{short}概况", texts.article(f"{short}概况", texts.rng(front)))
            world.site.know(
                world.site.page(
                    front,
                    short,
                    f'<h2>{short}</h2><ul class="menu">{links([("首页", front), ("概况", f"{front}gk.html"), ("政务公开", hub)])}</ul>',
                    (short,),
                ),
                world.site.page(
                    hub,
                    f"{short}政务公开",
                    f'<ul class="menu">{links([("概况", f"{front}gk.html"), (ROOT, column.path)])}</ul>',
                    (short, "政务公开"),
                ),
            )

    def items(self, world):
        county = [(ROOT, column.path) for column in world.columns if column.owner.level == "county"]
        return [*world.others[:3], *county, *world.others[3:]]

    def home(self, world, path="/"):
        shown = [(column.owner.short, self.front(column)) for column in world.columns if column.owner.level != "county"]
        world.site.page(
            path,
            f"{world.county.name}人民政府",
            lambda _: f'{world.welcome()}<div class="sites"><h3>部门、乡镇网站</h3><ul>{links(shown)}</ul></div>',
        )


class SelectSites(TownSites):
    """The bodies' small sites are the options of a choice at the foot of the home page."""

    reach = "inline"

    def home(self, world, path="/"):
        shown = "".join(
            f'<option value="{self.front(column)}">{column.owner.short}</option>'
            for column in world.columns
            if column.owner.level != "county"
        )
        choice = f'<select onchange="if(this.value)window.open(this.value)"><option value="">== 部门、乡镇网站 ==</option>{shown}</select>'
        world.site.page(
            path, f"{world.county.name}人民政府", lambda _: f'{world.welcome()}<div class="sites">{choice}</div>'
        )


class Tree(Entrance):
    """The menu of the hub is a tree of nodes in a script of the page."""

    reach = "inline"
    grouping = "bodies"

    def path(self, body):
        return f"{self.hub}{body.slug}/nb/"

    def items(self, world):
        return [*world.others, (ROOT, f"{self.hub}zfxxgknb/")]

    def above(self, world):
        """No page: the tree leads to the columns."""

    def menu(self, world):
        nodes = [{"id": n, "pId": 0, "name": label, "url": href} for n, (label, href) in enumerate(world.others, 1)]
        nodes.append({"id": 100, "pId": 0, "name": ROOT, "open": True})
        nodes += [
            {"id": 101 + n, "pId": 100, "name": column.owner.short, "url": column.path, "target": "_self"}
            for n, column in enumerate(world.columns)
        ]
        return f'<ul id="treeDemo" class="ztree"></ul><script>var zNodes={json.dumps(nodes, ensure_ascii=False)};$(function(){{var h="";zNodes.forEach(function(n){{h+=n.url?\'<li><a href="\'+n.url+\'">\'+n.name+"</a></li>":"<li>"+n.name+"</li>";}});$("#treeDemo").html(h);}});</script>'


class JsonMenu(Entrance):
    """The menu of the hub comes by a call of the page's script."""

    reach = "inline"

    def menu(self, world):
        return '<ul class="left-menu" id="left"></ul><script>$(function(){$.getJSON("/api/menu",{siteId:"1"},function(d){var h="";d.data.forEach(function(m){h+=\'<li><a href="\'+m.url+\'">\'+m.name+"</a></li>";});$("#left").html(h);});});</script>'

    def build(self, world):
        super().build(world)
        data = [{"id": n, "name": label, "url": href} for n, (label, href) in enumerate(self.items(world))]
        world.site.put("/api/menu", texts.json({"code": 0, "data": data}), "application/json")
        world.site.know(world.site.url("/api/menu?siteId=1"))


class More(Entrance):
    """The hub shows the newest entries of each column; 更多 leads to the column."""

    def menu(self, world):
        return "".join(
            f'<div class="box"><div class="hd"><span>{label}</span><a href="{href}" class="more">更多&gt;&gt;</a></div><ul>{"".join(world.news[:3])}</ul></div>'
            for label, href in self.items(world)
        )


class ScriptSplash(Splash):
    """A script sends on to the real home page."""

    def home(self, world, path="/"):
        super().home(world, path)
        world.site.put(
            "/",
            '<html><head><meta charset="utf-8"><title>欢迎访问</title><script>window.location.href="portal/index.html";</script></head><body></body></html>',
        )


class Search(Entrance):
    """Reports are found by searching alone."""

    reach = "act"
    grouping = "one"

    def top(self, world):
        return [pair for pair in super().top(world) if pair[0] != "政务公开"]

    def nav(self, world, on):
        form = '<form action="/search" method="get" class="search"><input type="text" name="q" placeholder="请输入关键字"><input type="submit" value="搜索"></form>'
        return f'<ul class="nav">{links(self.top(world))}</ul>{form}'

    def build(self, world):
        super().build(world)
        del world.site.pages[world.site.host, self.hub]
        world.site.oracle.discard(world.site.url(self.hub))

        def results(asked):
            words = asked.query.get("q", "")
            found = [item for item in world.entries if words and words in item.title]
            return f'<p>共找到 {len(found)} 条结果</p><ul class="list">{links((i.title, i.href) for i in found)}</ul>'

        world.site.page("/search", "站内搜索", results, ("站内搜索",))
        world.site.know(world.site.url("/search?q=信息公开"))


class SubDomain(Entrance):
    """Disclosure stands on a host of its own below the portal's."""

    hub = "/"

    def host(self, world):
        return f"zwgk.{world.site.host.removeprefix('www.')}"

    def top(self, world):
        own = world.site.url
        return [
            ("首页", own("/")),
            ("新闻中心", own("/xwzx/")),
            ("政务公开", own("/", self.host(world))),
            ("办事服务", own("/bsfw/")),
        ]


class CityHost(Entrance):
    """The county's own reports stand here; departments and townships publish on a host of the city."""

    grouping = "levels"

    def columns(self, world, reports):
        here = [report for report in reports if report.body.level == "county"]
        column = self.column(world, "县政府年报", f"{self.hub}zfxxgknb/", here, ROOT)
        city = f"zwgk.{world.county.city_slug}.gov.cn"
        away = [report for report in reports if report.body.level != "county"]
        for report in away:
            report.elsewhere = True
        world.city = city
        world.promises[f"reports on {city}"] = re.escape(city)
        return [column, Column("部门乡镇年报", "/nb/", away, ("信息公开年报",), city)]

    def items(self, world):
        city = f"http://{world.city}/?dept={world.county.code}"
        return [*super().items(world), ("部门、乡镇政府信息公开年报", city)]

    def above(self, world):
        world.site.page("/", "政府信息公开平台", f"<ul>{links([('信息公开年报', '/nb/')])}</ul>", host=world.city)


class SiteMap(Entrance):
    """The menu shows the news alone; a map of the site, linked at the foot, shows the rest."""

    def top(self, world):
        return [("首页", "/"), ("新闻中心", "/xwzx/"), ("办事服务", "/bsfw/"), ("网站地图", "/wzdt.html")]

    def build(self, world):
        super().build(world)
        site = world.site
        tree = "".join(f"<li><a href='{href}'>{label}</a></li>" for label, href in self.items(world))
        site.know(
            site.page(
                "/wzdt.html",
                "网站地图",
                f'<dl class="map"><dt>新闻中心</dt><dd><a href="/xwzx/">新闻</a></dd><dt>政务公开</dt><dd><ul>{tree}</ul></dd></dl>',
                ("网站地图",),
            )
        )
        del site.pages[site.host, self.hub]
        site.oracle.discard(site.url(self.hub))


def others(world, host):
    """Serve the columns that hold no annual reports on disclosure; return (label, address) of each."""
    found = []
    for n, (label, templates) in enumerate(texts.OTHERS.items()):
        rng = texts.rng(world.seed, label)
        path = f"/zwgk/lm{n}/"
        entries = []
        for k in range(rng.randint(3, 9)):
            title = texts.fill(rng.choice(templates), world.county, rng)
            href = f"{path}{rng.randint(2019, 2024)}{rng.randint(1, 12):02}/t{rng.randint(10**7, 10**8)}_{k}.html"
            world.site.page(
                href,
                title,
                f'<div class="article"><h1>{title}</h1><div id="zoom">{texts.article(title, rng)}</div></div>',
                ("政务公开", label, "正文"),
                host=host,
            )
            entries.append((title, href))
        world.site.page(
            path, label, f'<h3>{label}</h3><ul class="list">{links(entries)}</ul>', ("政务公开", label), host=host
        )
        found.append((label, path))
    world.site.page(
        "/zwgk/ysqgk.html",
        "依申请公开",
        "<p>申请人可当面、邮寄或在线提出政府信息公开申请。</p><form action='/ysqgk/submit' method='post'><input name='name'><input name='content'></form>",
        ("政务公开", "依申请公开"),
        host=host,
    )
    return [*found, ("依申请公开", "/zwgk/ysqgk.html")]


ENTRANCES = {
    "plain": Entrance(),
    "hover": Hover(),
    "frameset": Frameset(),
    "iframe_menu": InnerFrame(),
    "image_map": ImageMap(),
    "onclick": OnClick(),
    "inline_script": InlineScript(),
    "script_file": ScriptFile(),
    "splash": Splash(),
    "departments": Departments(),
    "letters": Letters(),
    "town_sites": TownSites(),
    "select_sites": SelectSites(),
    "tree": Tree(),
    "json_menu": JsonMenu(),
    "more_links": More(),
    "script_splash": ScriptSplash(),
    "search_only": Search(),
    "sub_domain": SubDomain(),
    "city_host": CityHost(),
    "site_map": SiteMap(),
}
