"""One loopback HTTP server per portal: keep-alive, validators, gzip and chunks as its site says, and an access log.

Nothing is served beyond the site's pages, and nothing off the loopback address.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TextIO
from urllib.parse import parse_qsl

from tests.replica.faults import DRIP, RESET, STALL, Faults
from tests.replica.site import HTML, Page, Site

_NOT_FOUND = Page(lambda: "<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>", status=404)
_CHUNK = 4096
_STALL = 600  # seconds


class AccessLog:
    """Writes one JSON line per answer; ``inflight`` counts the requests that the portal was answering."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, **entry: object) -> None:
        """Write one line at once, so that a reader sees every answer that was sent."""
        if self._stream is not None:
            with self._lock:
                self._stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self._stream.flush()


class PortalServer(ThreadingHTTPServer):
    """Serves one portal on one port of 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, name: str, build: Callable[[], Site], port: int, log: AccessLog) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.name, self.log = name, log
        self.inflight = 0
        self.lock = threading.Lock()
        self._building = threading.Lock()
        self._build = build
        self._site: Site | None = None
        self.faults = Faults()

    @property
    def site(self) -> Site:
        """The site, built when it is first asked for: that keeps the start short."""
        with self._building:
            if self._site is None:
                self._site = self._build()
            return self._site

    def become(self, build: Callable[[], Site], faults: Faults) -> None:
        """Serve another site, with other faults, from the next answer on."""
        with self._building:
            self._build, self._site, self.faults = build, None, faults

    @property
    def host(self) -> str:
        """The host:port under which the portal is known."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: that is their right."""


class Handler(BaseHTTPRequestHandler):
    """Answers from the site's pages."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60  # an idle connection
    server: PortalServer

    def version_string(self) -> str:
        """Name the server as most portals do."""
        return "nginx"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name is the base class's
        """Keep quiet: the access log is ours."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve(self.server.faults.page(self.path) or self.server.site.find(self.path))

    do_HEAD = do_GET  # noqa: N815 — the base class looks for this name

    def do_POST(self) -> None:
        """Answer a form: list and detail endpoints behind scripts."""
        length = min(int(self.headers.get("Content-Length") or 0), 1 << 20)
        form = dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace"), keep_blank_values=True))
        site = self.server.site
        endpoint = site.posts.get(self.path.partition("?")[0])
        page = self.server.faults.page(self.path)
        self._serve(page or (endpoint(self.path, form) if endpoint else site.find(self.path)))

    def _serve(self, page: Page | None) -> None:
        server, page = self.server, page or _NOT_FOUND
        with server.lock:
            server.inflight += 1
            inflight = server.inflight
        line, self.wfile = self.wfile, io.BytesIO()
        try:
            status, size = self._answer(page)
            wire = self.wfile.getvalue()
            server.log.write(
                t=datetime.now(UTC).isoformat(),
                portal=server.name,
                method=self.command,
                target=self.path,
                status=status,
                bytes=size,
                agent=self.headers.get("User-Agent", ""),
                host=self.headers.get("Host", ""),
                disallowed=self.path.startswith(server.site.disallowed),
                inflight=inflight,
            )
        finally:
            self.wfile = line
            with server.lock:
                server.inflight -= 1
        self._deliver(wire)  # only now: who has the answer finds it in the log

    def _deliver(self, wire: bytes) -> None:
        manner = self.server.faults.manner(self.path)
        if not manner:
            self.wfile.write(wire)
            return
        self.close_connection = manner != DRIP
        if manner == DRIP:
            for start in range(0, len(wire), len(wire) // 20 + 1):
                self.wfile.write(wire[start : start + len(wire) // 20 + 1])
                time.sleep(0.05)
            return
        self.wfile.write(wire[: len(wire) * 2 // 3])
        if manner == STALL:
            select.select([self.connection], [], [], _STALL)  # until the client has had enough
        if manner == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _answer(self, page: Page) -> tuple[int, int]:
        site = self.server.site
        body = site.body(self.path, page, self.headers.get("Host", ""))
        headers = [("Content-Type", page.content_type or site.content_type), *page.headers]
        kinds = (site.validators if page.validators is None else page.validators).split()
        etag = _etag(body, weak="weak" in kinds) if {"etag", "weak"} & set(kinds) else ""
        modified = page.modified if "modified" in kinds else None
        headers += [("ETag", etag)] if etag else []
        headers += [("Last-Modified", format_datetime(modified, usegmt=True))] if modified else []
        if page.status == HTTPStatus.OK and self._fresh(etag, modified):
            return self._send(304, headers, None)
        return self._send(page.status, headers, body)

    def _fresh(self, etag: str, modified: datetime | None) -> bool:
        if (match := self.headers.get("If-None-Match")) is not None:
            return bool(etag) and etag.removeprefix("W/") in match
        since = self.headers.get("If-Modified-Since")
        return bool(since and modified and modified <= parsedate_to_datetime(since))

    def _send(self, status: int, headers: list[tuple[str, str]], body: bytes | None) -> tuple[int, int]:
        site, text = self.server.site, headers[0][1].startswith(HTML)
        if body is not None and site.gzip and text and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if body is None:
            self.end_headers()
            return status, 0
        chunked = site.chunked and text
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(_chunks(body) if chunked else body)
        return status, len(body)


def _etag(body: bytes, *, weak: bool) -> str:
    return ("W/" if weak else "") + '"' + hashlib.sha256(body).hexdigest()[:16] + '"'


def _chunks(body: bytes) -> bytes:
    pieces = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
