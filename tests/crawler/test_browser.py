"""A real Chromium on a page whose list only scripts can build, with the crawl's own manners."""

import asyncio
import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler.downloader import browser
from spiders.portals import Portal
from spiders.request_context import KEY, RequestContext

pytestmark = pytest.mark.browser
SHELL = """<html><body><ul id=list></ul><img src="/logo.png"><script>
fetch('/data.json').then(r => r.json()).then(rows => rows.forEach(r => {
  document.getElementById('list').innerHTML += '<li><a href="' + r.url + '">' + r.title + '</a></li>';
}));
fetch('http://elsewhere.example/x');
fetch('/away').catch(() => 0);
window.open('/away');
new WebSocket('ws://127.0.0.1:DECOY/socket');
new Worker(URL.createObjectURL(new Blob(['fetch("http://127.0.0.1:DECOY/worker", {mode: "no-cors"})'])));
</script><iframe src="/away"></iframe></body></html>"""
DATA = '[{"url": "/a.html", "title": "某县2021年政府信息公开工作年度报告"}]'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.decoy}/secret")
            self.end_headers()
            return
        body = (self.server.shell if self.path == "/" else DATA).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(decoy=0):
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
            server.asked, server.decoy = [], decoy
            server.shell = SHELL.replace("DECOY", str(decoy))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return server

        yield start


PORTAL = Portal(code="640122", name="贺兰县", home="http://127.0.0.1/")


def render(url, allowed, reachable):
    async def run():
        chromium = browser.Browser("nianbao/test", allowed, reachable)
        try:
            return await chromium.render(Request(url, meta={KEY: RequestContext(portal=PORTAL)}))
        finally:
            await chromium.close()

    return asyncio.run(run())


def test_the_list_is_rendered_every_exchange_kept_and_nothing_foreign_reached(serve):
    decoy = serve()
    portal = serve(decoy.server_address[1])
    place = f"127.0.0.1:{portal.server_address[1]}"
    home = f"http://{place}/"
    refused = []

    async def allowed(request):
        if not request.url.startswith(home):
            refused.append(request.url)
            raise IgnoreRequest("foreign")

    async def reachable(_request):
        return {place: "127.0.0.1"}

    url, dom, exchanges = render(home, allowed, reachable)
    assert url == home
    assert "某县2021年政府信息公开工作年度报告</a>" in dom
    assert {(home, 200, portal.shell), (f"{home}data.json", 200, DATA)} <= {
        (e.url, e.status, e.body.decode()) for e in exchanges
    }
    assert set(portal.asked) == {"/", "/data.json", "/away"}  # no picture
    assert decoy.asked == []  # neither by redirect, popup, frame and socket nor from a worker
    assert "http://elsewhere.example/x" in refused


def test_a_page_that_does_not_answer_is_a_timeout_of_the_world():
    async def allowed(_request):
        return None

    async def reachable(_request):
        return {"127.0.0.1:9": "127.0.0.1"}

    with pytest.raises(TimeoutError):
        render("http://127.0.0.1:9/", allowed, reachable)
