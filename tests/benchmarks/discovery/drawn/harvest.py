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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[4]
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


def harvested(world, in_flight=1):
    """Return (found, asked, verdict, seconds) of one harvest of a drawn portal."""
    begun = time.monotonic()
    asked = []
    with (
        tempfile.TemporaryDirectory() as folder,
        _Server(80, world, asked),
        _Server(443, world, asked) as secure,
    ):
        path = Path(folder)
        _secure(secure, path)
        registry = path / "drawn.toml"
        registry.write_text(f'["{world.code}"]\nname = "{world.name}"\nhome = "{world.home}"\ndelay = 0\n', "utf-8")
        archive = {"NIANBAO_DATABASE_URL": f"sqlite:///{path}/n.db", "NIANBAO_ARCHIVE_URL": str(path / "archive")}
        given = {
            "PORTALS_PATH": registry,
            "ALLOW_PRIVATE_ADDRESSES": 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": in_flight,
            "RETRY_TIMES": 1,
            "RETRY_BACKOFF": 0.1,
            "PORTAL_BUDGET": 200 + 10 * len(world.site.oracle),
        }
        settings = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        crawl = [sys.executable, "-c", CHILD, "crawl", "county_portals", "-a", f"portals={world.code}", *settings]
        subprocess.run(crawl, cwd=ROOT, env=os.environ | archive, capture_output=True, timeout=900, check=False)
        export = [sys.executable, "-m", "scrapy", "export", "-"]
        exported = subprocess.run(export, cwd=ROOT, env=os.environ | archive, capture_output=True, check=True)
        with sqlite3.connect(path / "n.db") as database:
            verdict = database.execute("SELECT outcome, reason FROM visit ORDER BY id DESC LIMIT 1").fetchone()
    records = [json.loads(line) for line in exported.stdout.splitlines()]
    found = [(record["url"], record["year"], record["agency"], record["level"]) for record in records]
    return found, asked, verdict, time.monotonic() - begun
