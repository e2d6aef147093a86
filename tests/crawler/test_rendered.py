"""A list that only a browser can read, harvested for real: first rendered, then read where its script gets it from."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.crawler.conftest import Corpus

TITLE = "贺兰县2021年政府信息公开工作年度报告"
SECTIONS = "".join(
    f"<p>{words}</p>"
    for words in (
        "本报告数据期限自2021年1月1日起至2021年12月31日止，由贺兰县人民政府办公室编制。",
        "一、总体情况",
        "主动公开信息七百条，全年公开工作平稳有序。",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    )
)
SECRET = base64.b64encode(b"/inner/rows?of=nb&page=1").decode()
PAGES = {
    "/": "<html><title>贺兰县人民政府</title><body><ul><li><a href='/zwgk/nb/'>政府信息公开年报</a></li><li><a href='/a/'>走进贺兰</a></li></ul>"
    "<p>贺兰县人民政府主办</p></body></html>",
    "/zwgk/nb/": "<html><title>政府信息公开年报</title><body><h2>政府信息公开年报</h2><ul id=rows></ul><script>"
    f"window['fe' + 'tch'](atob('{SECRET}')).then(r => r.json()).then(d => d.rows.forEach(r => {{"
    "document.getElementById('rows').innerHTML += '<li><a href=\"' + r.url + '\">' + r.title + '</a>2022-01-20</li>'; }));"
    "</script></body></html>",
    "/inner/rows?of=nb&page=1": json.dumps({"total": 1, "rows": [{"title": TITLE, "url": "/zwgk/nb/t20220120_7.html"}]}),
    "/zwgk/nb/t20220120_7.html": f"<html><title>{TITLE}</title><body><h1>{TITLE}</h1><div id=app></div><script>"
    f"document.getElementById('app').innerHTML = decodeURIComponent(escape(atob('{base64.b64encode(SECTIONS.encode()).decode()}')));"
    "</script></body></html>",
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        kind = "application/json" if self.path.startswith("/inner") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
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


@pytest.fixture
def harvest(portal, tmp_path):
    host = f"127.0.0.1:{portal.server_address[1]}"
    registry = tmp_path / "registry.toml"
    registry.write_text(f'["640122"]\nname = "贺兰县"\nhome = "http://{host}/"\ndelay = 0\n', encoding="utf-8")
    corpus = Corpus(tmp_path)

    def run(*settings):
        portal.asked.clear()
        given = (f"PORTALS_PATH={registry}", f"TRUSTED_HOSTS={host}", *settings)
        options = [word for one in given for word in ("-s", one)]
        return corpus.run("crawl", "county_portals", "-a", "portals=all", *options)

    return corpus, run


@pytest.mark.browser
def test_it_is_rendered_once_and_its_endpoint_is_called_ever_after(harvest, portal):
    corpus, run = harvest
    process = run()
    assert process.returncode == 0, process.stderr[-3000:]
    assert "/inner/rows?of=nb&page=1" in [path for path, _ in portal.asked]
    assert {agent.startswith("nianbao/") for _, agent in portal.asked} == {True}
    (record,) = corpus.export()
    assert "主动公开信息七百条" in record["text"]
    assert record["url"].endswith("/zwgk/nb/t20220120_7.html")
    kinds = [record.rec_type for path in corpus.warcs() for record in ArchiveIterator(path.open("rb"))]
    assert kinds.count("resource") == 2  # the DOM of the list and of the report, beside what the server sent
    assert corpus.run("fixity").returncode == 0

    again = run()
    assert again.returncode == 0, again.stderr[-3000:]
    assert "(0 new versions, 0 changed, 0 gone)" in again.stderr
    asked = [path for path, _ in portal.asked]
    assert asked.count("/zwgk/nb/") == 1  # as it stands; its list came from the endpoint
    assert asked.count("/inner/rows?of=nb&page=1") == 1


def test_without_a_browser_the_portal_needs_one(harvest, monkeypatch):
    _, run = harvest
    monkeypatch.setenv("CHROMIUM_PATH", "/nowhere/chromium")
    process = run()
    assert process.returncode == 7, process.stderr[-3000:]
    assert "贺兰县: needs_browser" in process.stderr
    assert "health: new: the run: needs_browser since" in process.stderr
    assert run().returncode == 3  # it is told once
