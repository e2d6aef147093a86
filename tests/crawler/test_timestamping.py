"""A harvest's manifest stamped by an authority over HTTP; and when the authority fails, a harvest that ends as ever."""

import contextlib
import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from storage.audit import timestamps
from tests.authority import Authority
from tests.spiders.discovery.lab import report

TITLE = "贺兰县2021年政府信息公开工作年度报告"
PAGES = {
    "/": f"<title>贺兰县人民政府</title><h2>政府信息公开年报</h2><ul><li><a href='/1.html'>{TITLE}</a></li></ul>",
    "/1.html": report(TITLE),
}


class Portal(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def corpus(make_corpus):
    return make_corpus("stamped")


@pytest.fixture
def authority(tmp_path):
    with Authority(tmp_path / "authority").serving() as authority:
        yield authority


@pytest.fixture
def harvest(corpus, authority):
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_address[1]}"
        registry = corpus.path / "registry.toml"
        registry.write_text(f'["640122"]\nname = "贺兰县"\nhome = "http://{host}/"\ndelay = 0\n', encoding="utf-8")
        given = (f"PORTALS_PATH={registry}", f"TRUSTED_HOSTS={host}", f"TIMESTAMP_URL={authority.url}")
        options = [word for one in given for word in ("-s", one)]
        yield lambda: corpus.run("crawl", "county_portals", "-a", "portals=all", *options)
        server.shutdown()


def run_of(corpus):
    with contextlib.closing(sqlite3.connect(corpus.path / "nianbao.db")) as database:
        return database.execute("SELECT id, stamped, notes, exit_status FROM run ORDER BY id DESC").fetchone()


@pytest.mark.openssl
def test_a_runs_manifest_is_stamped_and_whoever_has_the_certificate_can_check_it(harvest, corpus, authority):
    process = harvest()
    assert process.returncode == 0, process.stderr[-3000:]
    ((kind, agent, _query),) = authority.asked
    assert (kind, agent.startswith("nianbao/")) == ("application/timestamp-query", True)
    assert f"by {authority.url}" in process.stderr.splitlines()[-2]
    run, stamped, notes, _ = run_of(corpus)
    assert f"time-stamped {stamped[:10]}T{stamped[11:19]}Z" in process.stderr
    assert json.loads(notes) == []
    token, manifest = (corpus.path / "archive" / "manifests" / f"{run}.{ending}" for ending in ("tsr", "json"))
    authority.verify(token, manifest)
    assert corpus.run("fixity").returncode == 0
    token.unlink()
    fixity = corpus.run("fixity")
    assert (fixity.returncode, fixity.stdout) == (1, f"manifests/{token.name}: the time-stamp is missing\n")


@pytest.mark.openssl
@pytest.mark.parametrize("mood", [503, "an earlier answer"])
def test_an_authority_that_fails_changes_nothing_but_is_told_and_noted(harvest, corpus, authority, mood):
    authority.mood = mood if isinstance(mood, int) else authority.reply(timestamps.request("ab" * 32, 2**62))
    process = harvest()
    why = {503: "it answered 503"}.get(mood, "its answer stamps something else")
    assert process.returncode == 0, process.stderr[-3000:]
    assert f"not time-stamped by {authority.url}: {why}" in process.stderr.splitlines()[-2]
    assert len(authority.asked) == (3 if mood == 503 else 1)
    _, stamped, notes, status = run_of(corpus)
    assert (stamped, json.loads(notes), status) == (None, [f"the manifest is not time-stamped: {why}"], 0)
    assert corpus.run("fixity").returncode == 0
