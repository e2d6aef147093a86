"""A drawn portal harvested for real, browser included: served on ports 80 and 443 of loopback, where all names lead.

Needs the right to listen there, and openssl for a certificate. The harvest is `scrapy crawl county_portals` in a process of its own; only its
resolver is told that every name is 127.0.0.1.
"""

import json
import os
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[4]
MAX_SECONDS = 900  # of one harvest
CHILD = """
import socket
real = socket.getaddrinfo
def mapped(host, *rest, **options):
    named = isinstance(host, str) and any(sign.isalpha() for sign in host) and ":" not in host
    return real("127.0.0.1" if named else host, *rest, **options)
socket.getaddrinfo = mapped
from scrapy.cmdline import execute
execute()
"""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer("GET", "")

    def do_POST(self):
        self._answer("POST", self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("latin-1"))

    def _answer(self, method, body):
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        url = f"{scheme}://{self.headers['Host']}{self.path}"
        if not self.path.startswith("/robots.txt"):
            self.server.asked.append(url if method == "GET" else f"{url}#{method} {body}")
        status, headers, content = self.server.world.answer(url, method, body, dict(self.headers))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, world, asked):
        super().__init__(("127.0.0.1", port), _Handler)
        self.world, self.asked = world, asked
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        """Say nothing of clients that hang up."""


def _secure(server, folder):
    """Speak TLS with a certificate that nobody has signed, as many counties do."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=drawn.example"]
    subprocess.run([*made, "-keyout", "key.pem", "-out", "cert.pem"], cwd=folder, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)


@dataclass
class Harvest:
    """What harvests of one portal came to: the corpus and the verdict after each."""

    found: list  # (url, year, agency, level)
    asked: list  # addresses on the wire
    verdict: tuple
    seconds: float
    again: list = None  # what a second harvest of the unchanged portal added
    killed: list = None  # what differs after a harvest that was killed and run again


def harvested(world, in_flight=1, *, again=False, kill_at=0.0):
    """Return the Harvest of a drawn portal. ``kill_at``: share of its requests at which another one is killed."""
    asked = []
    with tempfile.TemporaryDirectory() as folder, _Server(80, world, asked), _Server(443, world, asked) as secure:
        _secure(secure, Path(folder))
        site = _Site(Path(folder), world, in_flight)
        begun = time.monotonic()
        site.crawl()
        result = Harvest(site.corpus(), list(asked), site.verdict(), time.monotonic() - begun)
        if again:
            site.crawl()
            result.again = sorted(set(site.corpus()) - set(result.found))
        if kill_at:
            other = _Site(Path(folder) / "killed", world, in_flight)
            first = len(asked)
            other.crawl(kill=lambda: len(asked) - first >= kill_at * len(result.asked))
            other.crawl()
            result.killed = sorted(set(other.corpus()) ^ set(result.found))
    return result


class _Site:
    """An archive of its own, and the commands on it."""

    def __init__(self, folder, world, in_flight):
        folder.mkdir(exist_ok=True)
        self.database, self.world = folder / "n.db", world
        registry = folder / "drawn.toml"
        registry.write_text(f'["{world.code}"]\nname = "{world.name}"\nhome = "{world.home}"\ndelay = 0\n', "utf-8")
        self.env = os.environ | {
            "NIANBAO_DATABASE_URL": f"sqlite:///{self.database}",
            "NIANBAO_ARCHIVE_URL": str(folder / "archive"),
        }
        given = {
            "PORTALS_PATH": registry,
            "ALLOW_PRIVATE_ADDRESSES": 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": in_flight,
            "RETRY_TIMES": 1,
            "RETRY_BACKOFF": 0.1,
            "PORTAL_BUDGET": 200 + 10 * len(world.site.oracle),
        }
        self.settings = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]

    def crawl(self, kill=None):
        """Harvest to the end, or until ``kill`` says so."""
        command = [sys.executable, "-c", CHILD, "crawl", "county_portals", "-a", f"portals={self.world.code}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([*command, *self.settings], cwd=ROOT, env=self.env, **quiet) as process:
            end = time.monotonic() + MAX_SECONDS
            while process.poll() is None:
                if (kill and kill()) or time.monotonic() > end:
                    process.kill()
                time.sleep(0.02)

    def corpus(self):
        """Return url, year, agency and level of each record."""
        export = [sys.executable, "-m", "scrapy", "export", "-"]
        exported = subprocess.run(export, cwd=ROOT, env=self.env, capture_output=True, check=True)
        records = map(json.loads, exported.stdout.splitlines())
        return [(record["url"], record["year"], record["agency"], record["level"]) for record in records]

    def verdict(self):
        """Return outcome and reason of the last visit."""
        with sqlite3.connect(self.database) as database:
            return database.execute("SELECT outcome, reason FROM visit ORDER BY id DESC LIMIT 1").fetchone()
