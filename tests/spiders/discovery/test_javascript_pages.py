"""Columns that a script fills, and columns that are merely empty."""

import json

from spiders import urls
from tests.spiders.discovery.lab import HOME, listing, report

ROWS = 20
SCRIPT = """<script>var channelId = "{id}"; function show(p) {{ $.ajax({{ url: "/common/search/" + channelId +
"?_isJson=true&_pageSize=15&page=" + p, type: "get", success: draw }}); }} show(1);</script>"""
DRAWN = "<html><title>政府信息公开年报</title><body><ul id=list></ul>{script}</body></html>"
EMPTY = "<html><title>政府信息公开年报</title><script src=/j.js></script><body><ul class=list></ul></body></html>"
ORGANS = ("教育局", "财政局", "审计局", "立岗镇", "金贵镇")


def entry(organ: str, number: int) -> tuple[str, str]:
    return f"/info/{number}.html", f"{organ}{2001 + number}年政府信息公开工作年度报告"


def portal(columns: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    organs = "".join(f"<li><a href='/nb/{name}/'>{name}</a></li>" for name in ORGANS)
    home = "<html><title>贺兰县人民政府</title><body><a href='/nb/'>政府信息公开年报</a></body></html>"
    pages = {"/": home, "/nb/": f"<html><title>政府信息公开年报</title><ul>{organs}</ul></html>"}
    return pages | {f"/nb/{name}/": columns[name] for name in ORGANS} | more


def spelled(pages: dict[str, str]) -> dict[str, str]:
    """Return the pages under the addresses that a browser sends."""
    return {(urls.resolve(HOME, path) or "").removeprefix(HOME.rstrip("/")): page for path, page in pages.items()}


def test_the_list_that_a_script_asks_for_by_the_columns_identifier(visit):
    """The endpoint is put together from pieces; its last page is shorter than the others and there is none behind."""
    column = "0123456789abcdef" * 2
    entries = [entry("教育局", number) for number in range(ROWS)]
    url = f"/common/search/{column}?_isJson=true&_pageSize=15&page="
    pages = {"/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>"}
    pages["/nb/"] = DRAWN.format(script=SCRIPT.format(id=column))
    for page in (1, 2):
        rows = [{"title": title, "url": href} for href, title in entries[(page - 1) * 15 : page * 15]]
        pages[f"{url}{page}"] = json.dumps({"data": {"total": ROWS, "results": rows}}, ensure_ascii=False)
    done = visit(pages | {href: report(title) for href, title in entries})
    assert len(done.reports) == ROWS
    assert not any("page=3" in asked for asked in done.urls)
    assert done.explorer.verdict()[0] == "complete"


def test_an_empty_column_among_columns_that_stand_in_their_pages_needs_no_browser(visit):
    found = [entry(name, number) for number, name in enumerate(ORGANS)]
    for first in (True, False):  # whether the empty one is met before or after
        columns = {name: listing(one) for name, one in zip(ORGANS, found, strict=True)}
        columns[ORGANS[0 if first else -1]] = EMPTY
        done = visit(spelled(portal(columns, {href: report(title) for href, title in found})))
        assert done.explorer.verdict()[0] == "complete"
        assert len(done.reports) == len(ORGANS) - 1
        assert sum(link.render for link, _ in done.asked) <= 1


def test_an_empty_column_alone_is_left_to_a_browser(visit):
    done = visit({"/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>", "/nb/": EMPTY})
    assert any(link.render for link, _ in done.asked)
    assert done.explorer.verdict()[0] != "complete"


def test_columns_and_organs_behind_clicks_are_asked_for_what_the_click_fetches(visit):
    """Every organ's list stands at one address and differs in what is posted: each is a list of its own."""
    click = """<script>function show(id){ location.href = "/organ?org=" + id; }</script>"""
    organs = "".join(f"<li><a onclick=\"show('{n}')\">{name}</a></li>" for n, name in enumerate(ORGANS))
    load = """<script>function fill(c){ cat = c; load(); }
    function load(){ $.getJSON("/list.json", { catId: cat, page: 1 }, draw); }</script>"""
    found = [entry(name, number) for number, name in enumerate(ORGANS)]
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/xxgk/'>部门信息公开目录</a></html>",
        "/xxgk/": f"<html><title>部门信息公开目录</title><body>{click}<ul>{organs}</ul></body></html>",
    }
    for number, (href, title) in enumerate(found):
        menu = f"<li onclick=\"fill('b{number}')\">财政预决算</li><li onclick=\"fill('n{number}')\">信息公开年报</li>"
        pages[f"/organ?org={number}"] = (
            f"<html><title>{ORGANS[number]}</title><body>{load}<ul>{menu}</ul></body></html>"
        )
        answer = {"total": 1, "rows": [{"title": title, "url": href}]}
        pages[f"/list.json?catId=n{number}&page=1"] = json.dumps(answer, ensure_ascii=False)
    done = visit(pages | {href: report(title) for href, title in found})
    assert {one.agency for one in done.reports.values()} >= {"贺兰县教育局", "贺兰县立岗镇人民政府"}
    assert len(done.reports) == len(ORGANS)
    assert done.explorer.verdict()[0] == "complete"


def test_a_tree_of_nodes_without_addresses_is_climbed_with_the_pages_own_call(visit):
    shell = """<html><title>政府信息公开平台</title><body><ul id=tree></ul><script>var cat = "";
    $.getJSON("/tree.json", grow); function load(){ $.getJSON("/list.json", { catId: cat, page: 1 }, draw); }</script>"""
    tree = [{"id": f"o{n}", "pId": "0", "name": name} for n, name in enumerate(ORGANS)]
    tree += [{"id": f"b{n}", "pId": f"o{n}", "name": "财政预决算"} for n in range(len(ORGANS))]
    tree += [{"id": f"n{n}", "pId": f"o{n}", "name": "年度报告"} for n in range(len(ORGANS))]
    found = [(f"/info/{n}.html", "2021年政府信息公开工作年度报告") for n in range(len(ORGANS))]
    pages = {"/": "<html><title>贺兰县人民政府</title><a href='/xxgk/'>政府信息公开平台</a></html>", "/xxgk/": shell}
    pages["/tree.json"] = json.dumps(tree, ensure_ascii=False)
    for number, (href, title) in enumerate(found):
        rows = {"total": 1, "rows": [{"title": title, "url": href}]}
        pages[f"/list.json?catId=n{number}&page=1"] = json.dumps(rows, ensure_ascii=False)
    done = visit(pages | {href: report(title, number) for number, (href, title) in enumerate(found)})
    assert sorted(one.agency or "" for one in done.reports.values()) == sorted(
        f"贺兰县{name}人民政府" if name.endswith("镇") else f"贺兰县{name}" for name in ORGANS
    )
    assert not any("catId=b" in url for url in done.urls)
    assert done.explorer.verdict()[0] == "complete"


def test_two_addresses_of_one_page_are_filled_by_the_same_frame(visit):
    title, frame = "贺兰县教育局2021年政府信息公开工作年度报告", "<iframe src='/c/1.html'></iframe>"
    page = f"<html><title>{title}</title><script>n()</script><body><h1>{title}</h1><div id=zoom>{frame}</div></body></html>"
    lines = [("/nb/1.html", title), ("/dy/1.html", title)]
    pages = {
        "/": "<html><title>贺兰县人民政府</title><a href='/nb/'>政府信息公开年报</a></html>",
        "/nb/": listing(*lines),
    }
    done = visit(pages | {href: page for href, _ in lines} | {"/c/1.html": report(title)})
    assert (len(done.reports), done.explorer.verdict()[0]) == (1, "complete")
    assert not any(link.render for link, _ in done.asked)
