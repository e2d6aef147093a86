"""A county's portal on loopback, answered by a function, and the harvest of it: for tests of what servers do."""

import contextlib
import gzip
import json
import socket
import sqlite3
import threading
from dataclasses import dataclass, field

from tests.crawler.conftest import Corpus

COUNTY = "贺兰县"
CODE = "640122"
YEARS = (2021, 2022, 2023)
LIST = "/zfxxgk/nb/"
SETTINGS = {
    "ALLOW_PRIVATE_ADDRESSES": 1,
    "DOWNLOAD_TIMEOUT": 4,
    "RETRY_TIMES": 1,
    "RETRY_BACKOFF": 0.1,
    "RETRY_BACKOFF_MAX": 0.5,
}


def title(year):
    return f"{COUNTY}{year}年政府信息公开工作年度报告"


def report(year, extra=""):
    """Return the page of a report: its figures are of its year only."""
    return (
        f"<html><head><meta charset=utf-8><title>{title(year)}</title></head><body><div class=article>"
        f"<h1>{title(year)}</h1><div class=info>发布时间：{year + 1}-01-20</div><div class=content>"
        f"<p>根据《中华人民共和国政府信息公开条例》，现公布{year}年度报告。{extra}</p>"
        f"<p>一、总体情况</p><p>全年主动公开政府信息{year * 3}条，受理申请{year % 100}件，均已按期答复。</p>"
        f"<p>二、存在的问题</p><p>公开内容有待充实，下一步加强培训，完善制度，提高质量。</p></div></div></body></html>"
    )


def listing(hrefs=None, head="<meta charset=utf-8>"):
    hrefs = hrefs or {year: f"{LIST}{year}.html" for year in YEARS}
    rows = "".join(
        f'<li><a href="{href}">{title(year)}</a><span>{year + 1}-01-20</span></li>' for year, href in hrefs.items()
    )
    return (
        f"<html><head>{head}<title>政府信息公开年报-{COUNTY}人民政府</title></head><body><ul>{rows}</ul></body></html>"
    )


def home(head="<meta charset=utf-8>"):
    return (
        f"<html><head>{head}<title>{COUNTY}人民政府</title></head><body>"
        f'<a href="{LIST}">政府信息公开年报</a></body></html>'
    )


def answer(body=b"", status="200 OK", *headers, kind="text/html"):
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def moved(location, *headers, status="302 Found"):
    return answer(b"", status, f"Location: {location}", *headers)


def head(*lines):
    """Return the head of an answer, for a body that is sent in a way of its own."""
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", ""]).encode()


def packed(text):
    return gzip.compress(text.encode() if isinstance(text, str) else text)


def usual(target, headers, of_year=None):
    """Answer as a portal does that has nothing odd; ``of_year`` answers for a report's page."""
    if target in {"/", "/index.html"}:
        return answer(home())
    if target == LIST:
        return answer(listing())
    for year in YEARS:
        if target == f"{LIST}{year}.html":
            return of_year(year) if of_year else answer(report(year))
    return answer("<p>none</p>", "404 Not Found")


@dataclass
class Served:
    """A portal on a free loopback port: ``answers(target, headers)`` gives the bytes, None hangs. End it with close."""

    answers: object
    address: str = "127.0.0.1"
    asked: list = field(default_factory=list)

    def __post_init__(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self.listener = socket.create_server((self.address, 0), family=family, backlog=50)
        self.port = self.listener.getsockname()[1]
        self.closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def home(self):
        return f"http://{f'[{self.address}]' if ':' in self.address else self.address}:{self.port}/"

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self.listener.accept()[0],), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            received = b""
            while b"\r\n\r\n" not in received:
                more = connection.recv(65536)
                if not more:
                    return
                received += more
            first, *lines = received.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
            target = first.split(" ")[1]
            self.asked.append(target)
            sent = self.answers(target, headers | {"port": str(self.port)})
            parts = sent if isinstance(sent, tuple) else (sent,)
            for part in parts:
                if part is None:  # goes on, and says nothing more
                    self.closing.wait(15)
                    return
                connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(1)
            connection.recv(10)

    def close(self):
        self.closing.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@dataclass(frozen=True)
class Harvest:
    """What one harvest of a portal came to."""

    corpus: Corpus
    process: object
    outcome: str
    reason: str
    records: list
    arguments: list

    @property
    def years(self):
        return sorted(record["year"] for record in self.records)

    def rows(self, query):
        with sqlite3.connect(self.corpus.path / "nianbao.db") as database:
            return database.execute(query).fetchall()


def harvest(path, home_url, environment=None, **settings):
    """Harvest a portal as a user does, into the archive below ``path``."""
    corpus = Corpus(path)
    registry = path / "portal.toml"
    registry.write_text(f'["{CODE}"]\nname = "{COUNTY}"\nhome = "{home_url}"\ndelay = 0\n', "utf-8")
    given = {**SETTINGS, **settings, "PORTALS_PATH": registry}
    arguments = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    process = corpus.run("crawl", "county_portals", "-a", f"portals={CODE}", *arguments, **(environment or {}))
    exported = corpus.run("export", "-")
    outcome, reason = "none", ""
    with sqlite3.connect(path / "nianbao.db") as database, contextlib.suppress(sqlite3.OperationalError, IndexError):
        outcome, reason = database.execute("SELECT outcome, reason FROM visit ORDER BY id DESC LIMIT 1").fetchall()[0]
    records = [json.loads(line) for line in exported.stdout.splitlines()]
    return Harvest(corpus, process, outcome or "none", reason or "", records, arguments)
