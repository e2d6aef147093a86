"""Portals whose bodies, years and reports only a form asks for: ASP.NET's events, and menus with a button."""

import json
from base64 import b64decode, b64encode
from itertools import count, product
from urllib.parse import parse_qsl

import pytest

from spiders.discovery import Explorer
from tests.spiders.discovery.lab import HOME, PORTAL, Visit, html, report

BODIES = ("财政局", "教育局", "民政局", "立岗镇", "金贵镇")
YEARS = range(2019, 2024)
PER_PAGE = 3
COLUMN = "gk/nb.aspx"
START = f'<title>贺兰县人民政府</title><a href="/{COLUMN}">政府信息公开年报</a>'
FRAME = "<html><head><title>政府信息公开年报-贺兰县人民政府</title></head><body>{}</body></html>"


def title(body, year):
    return f"贺兰县{BODIES[body]}{year}年政府信息公开工作年度报告"


def postback(control, argument=""):
    return f"javascript:__doPostBack(&#39;{control}&#39;,&#39;{argument}&#39;)"


def menu(name, values, chosen, blank=""):
    options = "".join(f"<option value={v}{' selected' if v == chosen else ''}>{words}</option>" for v, words in values)
    script = f"javascript:setTimeout(&#39;__doPostBack(\\&#39;{name}\\&#39;,\\&#39;\\&#39;)&#39;, 0)"
    return f'<select name="{name}" onchange="{script}">{blank}{options}</select>'


class Events:
    """A column on ASP.NET: all that was chosen is in the view state, which is another at every look."""

    def __init__(self, bodies, years, titles):
        self.bodies, self.years, self.titles, self.looks = bodies, years, titles, count()

    def __call__(self, link):
        path = link.url.removeprefix(HOME)
        if path == "":
            return html(link.url, START)
        if path.startswith("gk/show.aspx?id="):
            return html(link.url, report(title(*map(int, path.partition("=")[2].split("_")))))
        return self._column(link) if path == COLUMN else None

    def _column(self, link):
        state, event, argument = {"body": 0, "year": 0, "page": 1}, "", ""
        if link.method == "POST":
            sent = dict(parse_qsl(link.body, keep_blank_values=True))
            state = json.loads(b64decode(sent["__VIEWSTATE"]))["state"]
            event, argument = sent["__EVENTTARGET"], sent["__EVENTARGUMENT"]
            state |= {key: int(sent[key] or 0) for key in ("body", "year") if key in sent}
        if event == "Pager":
            state["page"] = int(argument)
        elif event == "TreeView1":
            state |= {"body": BODIES.index(argument.split("\\")[-1]), "page": 1}
        elif event.startswith("rptBody"):
            state |= {"body": int(event.split("ctl")[1][:2]), "page": 1}
        elif event.startswith("rptList"):
            return self._article(link, self._items(state)[int(event.split("ctl")[1][:2])])
        elif event:
            state["page"] = 1
        return html(link.url, FRAME.format(self._form(state)))

    def _article(self, link, item):
        url = f"{HOME}gk/show.aspx?id={item[0]}_{item[1]}" if self.titles == "sends on" else link.url
        return html(url, report(title(*item)))

    def _all(self, state):
        return [(state["body"], year) for year in YEARS if state["year"] in {0, year}]

    def _items(self, state):
        return self._all(state)[(state["page"] - 1) * PER_PAGE : state["page"] * PER_PAGE]

    def _form(self, state):
        held = b64encode(json.dumps({"state": state, "look": next(self.looks)}).encode()).decode()
        hidden = f'<input type=hidden name=__EVENTTARGET value=""><input type=hidden name=__EVENTARGUMENT value=""><input type=hidden name=__VIEWSTATE value="{held}">'
        rows = "".join(
            f"<li><a href='{self._href(n, item)}'>{title(*item)}</a></li>" for n, item in enumerate(self._items(state))
        )
        pages = -(-len(self._all(state)) // PER_PAGE)
        turns = " ".join(f'<a href="{postback("Pager", n)}">{n}</a>' for n in range(1, pages + 1) if n != state["page"])
        pager = f"共{len(self._all(state))}条 第{state['page']}/{pages}页 {turns}"
        return f"<form method=post action=nb.aspx>{hidden}<input name=key>{self._menus(state)}<ul>{rows}</ul>{pager}</form>"

    def _href(self, number, item):
        return (
            f"show.aspx?id={item[0]}_{item[1]}" if self.titles == "links" else postback(f"rptList$ctl{number:02d}$go")
        )

    def _menus(self, state):
        bodies = {
            "tree": "".join(
                f'<div><a href="{postback("TreeView1", f"root&#92;&#92;{name}")}">{name}</a></div>' for name in BODIES
            ),
            "buttons": "".join(
                f'<li><a href="{postback(f"rptBody$ctl{n:02d}$go")}">{name}</a></li>' for n, name in enumerate(BODIES)
            ),
            "menu": menu("body", enumerate(BODIES), state["body"]),
        }[self.bodies]
        years = menu("year", ((year, f"{year}年") for year in YEARS), state["year"], "<option value=''>全部</option>")
        return bodies + (years if self.years else "")


@pytest.mark.parametrize(
    ("bodies", "years", "titles"),
    list(product(("tree", "buttons", "menu"), (False, True), ("links", "sends on", "stays"))),
)
def test_each_choice_is_made_once_and_every_report_is_read(bodies, years, titles):
    visit = Visit(Explorer(PORTAL), Events(bodies, years, titles)).run()
    assert {found.title for found in visit.reports.values()} == {title(*item) for item in product(range(5), YEARS)}
    assert visit.explorer.verdict()[0] == "complete"
    keys = [link.key for link, _ in visit.asked]
    assert len(keys) == len(set(keys))
    assert len(keys) <= (80 if years else 45)


@pytest.mark.parametrize("with_years", [False, True])
def test_a_posted_form_of_menus_is_sent_for_every_choice(with_years):
    """Each body's reports are called by their years alone: what was chosen says whose they are."""

    def answer(link):
        path = link.url.removeprefix(HOME)
        if path == "":
            return html(link.url, START)
        if path.startswith("gk/show.aspx?id="):
            return html(link.url, report(f"{path[-4:]}年政府信息公开工作年度报告"))
        sent = dict(parse_qsl(link.body)) if link.method == "POST" else {}
        years = [year for year in YEARS if sent.get("year", str(year)) == str(year)] if "unit" in sent else []
        rows = "".join(
            f"<li><a href=show.aspx?id={sent['unit']}_{y}>{y}年政府信息公开工作年度报告</a></li>" for y in years
        )
        units = "".join(f"<option value={n}>{name}</option>" for n, name in enumerate(BODIES))
        of_year = "".join(f"<option>{year}</option>" for year in YEARS)
        menus = f"<select name=unit><option value=''>请选择</option>{units}</select>" + (
            f"<select name=year>{of_year}</select>" if with_years else ""
        )
        form = f"<form method=post>{menus}<input type=submit name=go value=查询></form>"
        return html(link.url, FRAME.format(f"{form}<ul>{rows}</ul>")) if path == COLUMN else None

    visit = Visit(Explorer(PORTAL), answer).run()
    full = {f"贺兰县{name}{'人民政府' if name.endswith('镇') else ''}" for name in BODIES}
    assert {(found.agency, found.year) for found in visit.reports.values()} == set(product(full, YEARS))
    assert visit.explorer.verdict()[0] == "complete"


def test_what_is_no_choice_is_not_pressed():
    """A button to log out or to vote is not sent because it could be."""
    buttons = "".join(
        f'<a href="{postback(name)}">{words}</a>' for name, words in (("out", "退出登录"), ("up", "点赞"))
    )
    page = FRAME.format(f"<form method=post><input type=hidden name=__VIEWSTATE value=x>{buttons}</form>")
    pages = {"": START, COLUMN: page}
    visit = Visit(Explorer(PORTAL), lambda link: html(link.url, pages.get(link.url.removeprefix(HOME), ""))).run()
    assert not [link for link, _ in visit.asked if link.method == "POST"]
