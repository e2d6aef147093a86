"""A real Chromium on a page whose list only scripts can build, with the crawl's own manners."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from crawler import browser

pytestmark = pytest.mark.browser
SHELL = """<html><body><ul id=list></ul><img src="/logo.png"><script>
fetch('/data.json').then(r => r.json()).then(rows => rows.forEach(r => {
  document.getElementById('list').innerHTML += '<li><a href="' + r.url + '">' + r.title + '</a></li>';
}));
fetch('http://elsewhere.example/x');
</script></body></html>"""
DATA = '[{"url": "/a.html", "title": "某县2021年政府信息公开工作年度报告"}]'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        body = (SHELL if self.path == "/" else DATA).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def portal():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_list_is_rendered_and_every_exchange_is_kept(portal):
    home = f"http://127.0.0.1:{portal.server_address[1]}/"
    refused = []

    async def allowed(request):
        if not request.url.startswith(home):
            refused.append(request.url)
            raise IgnoreRequest("foreign")

    async def render():
        chromium = browser.Browser("nianbao/test", allowed)
        try:
            return await chromium.render(Request(home))
        finally:
            await chromium.close()

    url, dom, exchanges = asyncio.run(render())
    assert url == home
    assert "某县2021年政府信息公开工作年度报告</a>" in dom
    assert {(e.url, e.status, e.body.decode()) for e in exchanges} == {
        (home, 200, SHELL),
        (f"{home}data.json", 200, DATA),
    }
    assert portal.asked == ["/", "/data.json"]  # no picture, nothing foreign
    assert refused == ["http://elsewhere.example/x"]


def test_a_page_that_does_not_answer_is_a_timeout_of_the_world():
    async def allowed(_request):
        return None

    async def render():
        chromium = browser.Browser("nianbao/test", allowed)
        try:
            await chromium.render(Request("http://127.0.0.1:9/"))
        finally:
            await chromium.close()

    with pytest.raises(TimeoutError):
        asyncio.run(render())
