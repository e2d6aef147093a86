"""A real Chromium acts on lists as a reader does: each way of showing more, and no click leads off the page."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from scrapy.http import Request

from crawler.downloader import acting, browser
from spiders.portals import Portal
from spiders.request_context import KEY, RequestContext
from tests.crawler.harvest_portal import LIST, Served, answer, harvest, report, usual

pytestmark = pytest.mark.browser
PER_PAGE, YEARS = 3, range(2010, 2022)
TITLE = "贺兰县{}年政府信息公开工作年度报告"
ADD = """
function add(rows) { for (const y of rows) document.getElementById('list').innerHTML +=
  `<li><a href="/nb/${y}.html">贺兰县${y}年政府信息公开工作年度报告</a><span>${y + 1}-01-20</span></li>`; }
function get(query) { return fetch('rows?' + query).then(r => r.json()).then(rows => (add(rows), rows)); }
let page = 1;
"""
MORE = "get('page=' + ++page).then(r => { if (r.length < 3) document.getElementById('more').remove(); })"
BODIES = "<ul id=u><li>县财政局</li><li>县教育局</li><li>立岗镇</li><li>县民政局</li></ul>"
LISTS = {
    "load more": f"<div id=more onclick=\"{MORE}\">加载更多</div><script>{ADD} get('page=1')</script>",
    "a listener and no attribute": "<div id=more class=btn-more>查看更多</div>"
    f"<script>{ADD} get('page=1'); document.getElementById('more').addEventListener('click', () => {MORE})</script>",
    "scrolling": "<div style='height:3000px'></div>"
    f"<script>{ADD} get('page=1'); window.addEventListener('scroll', () => get('page=' + ++page))</script>",
    "next page": "<a href='javascript:void(0)' id=n>下一页</a>"
    f"<script>{ADD} get('page=1'); document.getElementById('n').onclick = () => {{"
    "document.getElementById('list').innerHTML = ''; get('page=' + ++page); };</script>",
    "page numbers": "<div id=pager></div>"
    f"<script>{ADD} function show(n) {{ document.getElementById('list').innerHTML = ''; get('page=' + n);"
    "let row = ''; for (let k = 1; k <= 4; k++) row += `<a href='javascript:show(${k})'>${k}</a>`;"
    "document.getElementById('pager').innerHTML = row; } show(1);</script>",
    "years to press": "<div>" + "".join(f'<span onclick="year({y})">{y}年</span> ' for y in YEARS) + "</div>"
    f"<script>{ADD} function year(y) {{ document.getElementById('list').innerHTML = ''; get('year=' + y); }}</script>",
    "years to choose": "<select onchange=\"document.getElementById('list').innerHTML = ''; get('year=' + this.value)\">"
    "<option>全部</option>" + "".join(f"<option>{y}</option>" for y in YEARS) + f"</select><script>{ADD}</script>",
    "years to choose and a button": "<select id=y><option value=''>年份</option>"
    + "".join(f"<option value={y}>{y}年</option>" for y in YEARS)
    + "</select><button onclick=\"document.getElementById('list').innerHTML = ''; get('year=' + document.getElementById('y').value)\">查询</button>"
    f"<script>{ADD}</script>",
    "bodies with listeners": BODIES
    + f"<script>{ADD} document.querySelectorAll('#u li').forEach((li, n) => li.addEventListener('click', () => {{"
    "document.getElementById('list').innerHTML = ''; get('page=' + (n + 1)); }));</script>",
    "bodies that set a frame": f"{BODIES}<iframe id=f src='about:blank'></iframe><script>{ADD.replace('document.getElementById', 'into')}"
    "function into() { const d = document.getElementById('f').contentDocument; return d.body; }"
    "document.querySelectorAll('#u li').forEach((li, n) => li.onclick = () => { into().innerHTML = ''; get('page=' + (n + 1)); });</script>",
    "titles that a function opens": "".join(f'<p onclick="go({y})">{TITLE.format(y)}</p>' for y in YEARS)
    + "<script>function go(y) { location.href = ['', 'nb', y + '.html'].join('/'); }</script>",
    "titles that open a window": "".join(f"<p><a href='#' data-y={y}>{TITLE.format(y)}</a></p>" for y in YEARS)
    + "<script>document.querySelectorAll('a').forEach(a => a.onclick = () => { window.open('/nb/' + a.dataset.y + '.html'); return false; })</script>",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        if parts.path == "/zfxxgk/rows":
            first = PER_PAGE * (int(query.get("page", ["1"])[0]) - 1)
            rows = [int(query["year"][0])] if "year" in query else list(YEARS)[first : first + PER_PAGE]
            body, kind = json.dumps(rows).encode(), "application/json"
        else:
            body = f"<html><meta charset=utf-8><body><ul id=list></ul>{self.server.page}</body></html>".encode()
            kind = "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def serve():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked, server.page = [], ""
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def render(place, pause=0.0):
    async def allowed(_request):
        return None

    async def reachable(_request):
        return {place: "127.0.0.1"}

    async def run():
        chromium = browser.Browser("nianbao/test", allowed, reachable, pause)
        portal = Portal(code="640122", name="贺兰县", home=f"http://{place}/")
        try:
            return await chromium.render(Request(f"http://{place}/zfxxgk/", meta={KEY: RequestContext(portal=portal)}))
        finally:
            await chromium.close()

    return asyncio.run(run())


@pytest.mark.parametrize("name", LISTS)
def test_every_report_of_the_list_is_seen_and_none_is_opened(serve, name):
    serve.page = LISTS[name]
    place = f"127.0.0.1:{serve.server_address[1]}"
    url, dom, exchanges = render(place)
    links = {a.get("href").replace(f"http://{place}", ""): a.text for a in html.fromstring(dom).iter("a") if a.text}
    assert {f"/nb/{year}.html": TITLE.format(year) for year in YEARS}.items() <= links.items()
    assert url == f"http://{place}/zfxxgk/"
    assert not [path for path in serve.asked if path.startswith("/nb/")]
    assert {e.url.replace(f"http://{place}", "") for e in exchanges} == set(serve.asked)


def test_a_page_that_never_ends_is_left_after_its_bound(serve, monkeypatch):
    monkeypatch.setattr(acting, "MAX_ACTIONS", 12)
    serve.page = f'<div onclick="add([++page + 3000])">加载更多</div><script>{ADD}</script>'
    _, dom, _ = render(f"127.0.0.1:{serve.server_address[1]}")
    assert 8 <= dom.count("/nb/30") <= 30


def test_a_page_that_throws_at_every_click_is_read_as_it_stands(serve):
    serve.page = f"<p onclick='nothing.at.all()'>{TITLE.format(2020)}</p><div onclick='throw 1'>加载更多</div>"
    _, dom, _ = render(f"127.0.0.1:{serve.server_address[1]}")
    assert TITLE.format(2020) in dom


@pytest.mark.parametrize("name", ["titles that a function opens"])
def test_a_portal_with_such_a_list_is_harvested_whole(make_corpus, name):
    def answers(target, headers):
        parts = urlsplit(target)
        if parts.path == LIST:
            script = LISTS[name].replace("/nb/", LIST).replace("'nb'", "'zfxxgk/nb'")
            return answer(f"<html><meta charset=utf-8><title>政府信息公开年报</title><ul id=list></ul>{script}</html>")
        if parts.path == f"{LIST}rows":
            query = parse_qs(parts.query)
            first = PER_PAGE * (int(query.get("page", ["1"])[0]) - 1)
            rows = [int(query["year"][0])] if "year" in query else list(YEARS)[first : first + PER_PAGE]
            return answer(json.dumps(rows), kind="application/json")
        year = parts.path.removeprefix(LIST).removesuffix(".html")
        return answer(report(int(year))) if year.isdecimal() else usual(target, headers)

    portal = Served(answers)
    path = make_corpus("acting").path
    first = harvest(path, portal.home)
    assert (first.outcome, first.years) == ("complete", list(YEARS)), first.reason
    portal.close()
