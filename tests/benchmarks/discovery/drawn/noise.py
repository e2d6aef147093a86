"""Axis: what else stands in the way. Each value adds entries, pages or marks beside the text."""

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.pages import Item, token
from tests.benchmarks.discovery.drawn.places import COUNTIES


class Noise:
    """None beyond what every portal has."""

    def build(self, world):
        """Add pages."""

    def entries(self, world, column, items):
        """Add entries to a column."""
        return items


class Duplicates(Noise):
    """Every entry is linked three times, once as the page to print."""

    def entries(self, world, column, items):
        def again(item):
            return Item(
                f"{item.href}{'&' if '?' in item.href else '?'}type=print", item.title, item.date, item.year, item.body
            )

        return [one for item in items for one in (item, item, again(item))]


class Calendar(Noise):
    """A calendar without end."""

    def build(self, world):
        world.site.extras.append(lambda asked: '<div class="calendar"><a href="/rili?y=2024&amp;m=5">日历</a></div>')

        def month(asked):
            y, m = asked.number("y", default=2024), asked.number("m", default=5)
            before, after = (y - (m == 1), (m - 2) % 12 + 1), (y + (m == 12), m % 12 + 1)
            days = "".join(f'<td><a href="/rili?y={y}&amp;m={m}&amp;d={d}">{d}</a></td>' for d in range(1, 29))
            turn = "".join(
                f'<a href="/rili?y={a}&amp;m={b}">{word}</a>' for (a, b), word in ((before, "上月"), (after, "下月"))
            )
            return f"<h3>{y}年{m}月信息公开日历</h3>{turn}<table><tr>{days}</tr></table><p>当日发布信息0条</p>"

        world.site.page("/rili", "日历", month, ("日历",))


class TagCloud(Noise):
    """Fifty tags on each page; each leads to news."""

    def build(self, world):
        words = (
            "信息公开",
            "年报",
            "报告",
            "乡镇",
            "财政",
            "教育",
            "公示",
            "政务公开",
            "年度报告",
            "统计",
            "部门",
            "规划",
            "农业",
            "水利",
            "民生",
        )
        tags = [f"{a}{b}" for a in words for b in ("", "动态", "工作", "专题")]
        cloud = (
            '<div class="tags">'
            + "".join(f'<a href="/tag/{token(tag)[:8]}.html">{tag}</a> ' for tag in tags)
            + "</div>"
        )
        world.site.extras.append(lambda asked: cloud)
        for tag in tags:
            world.site.page(f"/tag/{token(tag)[:8]}.html", f"标签：{tag}", lambda _: world.front(), ("标签",))


class Tokens(Noise):
    """Pages that link themselves with a fresh token each time."""

    def build(self, world):
        def beside(asked):
            own = asked.path
            fresh = token(asked.url, "next")[:12]
            return f'<div class="tools"><a href="{own}?token={fresh}">刷新</a> <a href="{own}?print=1&amp;token={fresh}">打印本页</a> <a href="{own}?style=old&amp;token={fresh}">长者模式</a></div>'

        world.site.extras.append(beside)


class Added(Noise):
    """Entries in the columns that are no reports of the county's bodies."""

    def added(self, world, column, rng):
        """Return the titles, and who says so."""
        return []

    def entries(self, world, column, items):
        found = list(items)
        rng = texts.rng(world.seed, column.path, type(self).__name__)
        for n, (title, source, year) in enumerate(self.added(world, column, rng)):
            href = f"{column.path}{year + 1}03/t{year + 1}03{n + 10}_{rng.randint(10**6, 10**7)}.html"
            inner = f'<div class="article"><h1>{title}</h1><div class="info">来源：{source}</div><div id="zoom">{self.text(world, title, source, year, rng)}</div></div>'
            world.site.page(href, title, inner, (*column.crumbs, "正文"), host=column.host)
            found.insert(rng.randint(0, len(found)), Item(href, title, f"{year + 1}-03-{n + 10}", year, None))
        return found

    def text(self, world, title, source, year, rng):
        return texts.article(title, rng)


class Reposts(Added):
    """Reports of the city and the province, reposted."""

    def added(self, world, column, rng):
        if column is not world.columns[0]:
            return []
        county = world.county
        who = (f"{county.city}人民政府", f"{county.province}人民政府", f"{county.city}财政局", "国务院办公厅")
        return [
            (f"{name}{year}年政府信息公开工作年度报告", name, year)
            for name, year in zip(who, rng.sample(range(2016, 2024), 4), strict=True)
        ]

    def text(self, world, title, source, year, rng):
        return texts.markup(source, "我市", year, rng)


class Interpretations(Added):
    """Pictures and explanations of reports."""

    def added(self, world, column, rng):
        some = rng.sample(column.reports, min(3, len(column.reports)))
        forms = ("【图解】{}", "一图读懂{}", "《{}》解读")
        return [
            (form.format(f"{one.body.name}{one.year}年政府信息公开工作年度报告"), "本站", one.year)
            for one, form in zip(some, forms, strict=False)
        ]

    def text(self, world, title, source, year, rng):
        return f'<p><img src="/images/{token(title)[:8]}.jpg"></p><p>为便于公众了解，现将有关情况图解如下。</p>'


class Drafts(Added):
    """Notices, forms and drafts about reports."""

    def added(self, world, column, rng):
        if column is not world.columns[0]:
            return []
        county = world.county
        return [
            ("关于做好2023年政府信息公开工作年度报告编制和发布工作的通知", f"{county.name}人民政府办公室", 2023),
            (
                f"《{county.name}2022年政府信息公开工作年度报告（征求意见稿）》公开征求意见",
                f"{county.name}人民政府办公室",
                2022,
            ),
            ("政府信息公开工作年度报告格式（模板）", "国务院办公厅政府信息与政务公开办公室", 2021),
            (f"{county.name}政府信息公开工作年度报告制度", f"{county.name}人民政府办公室", 2020),
        ]


class Neighbours(Added):
    """Reports of another county and its bodies, reposted."""

    def added(self, world, column, rng):
        if column is not world.columns[0]:
            return []
        other = rng.choice([county for county in COUNTIES if county is not world.county])
        government, departments, towns = other.bodies
        who = (government, rng.choice(departments), rng.choice(towns))
        return [
            (f"{other.name}{body.name.removeprefix(other.name)}{year}年政府信息公开工作年度报告", body.name, year)
            for body, year in zip(who, rng.sample(range(2016, 2024), 3), strict=True)
        ]

    def text(self, world, title, source, year, rng):
        return texts.markup(source, "我县", year, rng)


class LookAlikes(Added):
    """Annual reports of other kinds in the same column."""

    def added(self, world, column, rng):
        name = world.county.name
        return [
            (f"{name}人民政府网站2022年工作年度报表", f"{name}人民政府办公室", 2022),
            (f"{name}第一中学2021—2022学年信息公开工作年度报告", f"{name}第一中学", 2022),
            (f"{name}2023年第三季度政府信息公开工作报告", f"{name}人民政府办公室", 2023),
            (f"{name}2021年行政执法统计年报", f"{name}司法局", 2021),
            (f"{name}供水有限公司2022年度信息公开年报", f"{name}供水有限公司", 2022),
            (f"{name}2020年法治政府建设年度报告", f"{name}司法局", 2020),
        ][: rng.randint(3, 6)]


NOISES = {
    "none": Noise(),
    "duplicates": Duplicates(),
    "calendar": Calendar(),
    "tag_cloud": TagCloud(),
    "fresh_tokens": Tokens(),
    "reposts": Reposts(),
    "interpretations": Interpretations(),
    "drafts": Drafts(),
    "neighbours": Neighbours(),
    "look_alikes": LookAlikes(),
}
