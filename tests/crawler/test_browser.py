"""A real Chromium on a page whose list only scripts can build, with the crawl's own manners."""

import asyncio
import contextlib
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.async_api import BrowserType
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


def test_a_picture_of_welcome_is_waited_for_until_it_sends_on(serve):
    portal = serve()
    place = f"127.0.0.1:{portal.server_address[1]}"
    portal.shell = "<div><img src=/welcome.jpg></div><script>setTimeout(() => location = '/data.json', 1500)</script>"

    async def reachable(_request):
        return {place: "127.0.0.1"}

    url, dom, _ = render(f"http://{place}/", allow_all, reachable)
    assert url == f"http://{place}/data.json"
    assert "某县2021年政府信息公开工作年度报告" in dom


def test_a_page_that_does_not_answer_is_a_timeout_of_the_world():
    async def allowed(_request):
        return None

    async def reachable(_request):
        return {"127.0.0.1:9": "127.0.0.1"}

    with pytest.raises(TimeoutError):
        render("http://127.0.0.1:9/", allowed, reachable)


CALLING = """<html><body><p id=done></p><script>
const done = () => { document.getElementById('done').textContent = 'done'; };
try {
  const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.2:PORT'}]});
  peer.createDataChannel('x');
  peer.onicegatheringstatechange = () => { if (peer.iceGatheringState === 'complete') done(); };
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
} catch (error) { done(); }
</script></body></html>"""


@pytest.mark.parametrize("alone", ["flag", "script"])
def test_no_datagram_of_webrtc_leaves_the_lock(serve, monkeypatch, alone):
    if alone == "flag":
        monkeypatch.setattr(browser, "WITHOUT_WEBRTC", "0")
    else:
        monkeypatch.setattr(browser, "FLAGS", [flag for flag in browser.FLAGS if "webrtc" not in flag])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.2", 0))
        datagrams.settimeout(0)
        portal = serve()
        portal.shell = CALLING.replace("PORT", str(datagrams.getsockname()[1]))
        own = f"127.0.0.1:{portal.server_address[1]}"
        _, dom, _ = render(f"http://{own}/", allow_all, lambda _: known({own: "127.0.0.1"}))
        assert '<p id="done">' in dom
        with pytest.raises(BlockingIOError):
            datagrams.recv(100)


def test_a_system_without_a_sandbox_for_the_browser_renders_without_one(serve, monkeypatch):
    tried = []

    async def launch(self, **options):
        tried.append(options["chromium_sandbox"])
        if options["chromium_sandbox"]:
            raise browser.PlaywrightError("no usable sandbox")
        return await real(self, **options)

    real = BrowserType.launch
    monkeypatch.setattr(BrowserType, "launch", launch)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    portal = serve()
    own = f"127.0.0.1:{portal.server_address[1]}"
    render(f"http://{own}/", allow_all, lambda _: known({own: "127.0.0.1"}))
    assert tried == [True, False]


async def allow_all(_):
    """Refuse nothing."""


async def known(places):
    return places
