"""A portal whose server says what no server should: each answer is a recorded fact, and the harvest goes on."""

import contextlib
import gzip
import socket
import sqlite3
import threading

import pytest

from tests.spiders.discovery.lab import report

YEARS = range(2015, 2020)


def answer(body=b"x", status="200 OK", headers=b""):
    body = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n".encode()
    return head + headers + b"Connection: close\r\n\r\n" + body


def sends_on(location):
    return answer(b"", "302 Found", b"Location: " + location + b"\r\n")


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS = {
    "garbage": b"\x00\xff\x13garbage\r\n\r\nnot http",
    "nothing": b"",
    "http09": b"<html>old</html>",
    "no-status": b"HTTP/1.1 abc OK\r\n\r\nx",
    "status-0": answer(status="0 Zero"),
    "status-1000": answer(status="1000 Much"),
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "bomb": answer(gzip.compress(b"<p>0</p>" * 26_000_000), headers=b"Content-Encoding: gzip\r\n"),
    "no-gzip": answer(b"\x1f\x8bnot", headers=b"Content-Encoding: gzip\r\n"),
    "unasked": answer(headers=b"Content-Encoding: zstd\r\n"),
    "unknown-coding": answer(headers=b"Content-Encoding: foo, bar\r\n"),
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<html>cut",
    "negative": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<html>",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 7\r\n\r\nabcdefg",
    "bad-chunk": CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n",
    "cut-chunk": CHUNKED + b"1000\r\nabc",
    "huge-header": answer(headers=b"X: " + b"a" * 200_000 + b"\r\n"),
    "many-headers": answer(headers=b"".join(b"X-%d: a\r\n" % i for i in range(5000))),
    "binary-headers": answer(headers=b'X-\xff: \x80\r\nETag: \xff\xfe\r\nLast-Modified: "a\x00b"\r\n'),
    "cookies": answer(headers=b"".join(b"Set-Cookie: a%d=%s\r\n" % (i, b"x" * 3000) for i in range(20))),
    "loop": sends_on(b"/loop"),
    "no-url": sends_on(b"http://[bad"),
    "utf8": sends_on("/年报".encode()),
    "gbk": sends_on("/年报".encode("gbk")),
    "file": sends_on(b"file:///etc/passwd"),
    "script": sends_on(b"javascript:alert(1)"),
    "port": sends_on(b"http://127.0.0.1:99999/"),
    "nowhere": sends_on(b""),
    "metadata": sends_on(b"http://169.254.169.254/latest"),
    "unmodified": answer(b"", "304 Not Modified"),
    "partial": answer("part", "206 Partial Content", b"Content-Range: bytes 0-3/100\r\n"),
    "deep": answer("<div>" * 100_000),
    "long-url": answer(f'<a href="/{"a" * 100_000}">政府信息公开年报</a>'),
    "nul": answer('政府信息公开年报\x00<a href="/\x00">政府信息公开年报</a>'),
    "surrogates": answer(b'<meta charset=utf-8><a href="/\xed\xa0\x80">\xed\xa0\x80 2020</a>'),
    "nested-json": answer("[" * 100_000),
    "entities": answer('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + "ha" * 99 + '">]><l>' + "&a;" * 999 + "</l>"),
    "base": answer('<base href="http://evil.example/"><a href="x.html">2014年政府信息公开年度报告</a>'),
    "refresh": answer('<meta http-equiv=refresh content="0;url=http://[::1]/">'),
    "form": answer(f"<form action='http://[x' method=post><input name=__VIEWSTATE value={'A' * 400_000}></form>"),
    "pdf": answer(b"%PDF-1.4\n" + b"\x00" * 1000),
    "later": answer(status="503 Busy", headers=b"Retry-After: 99999999999999\r\n"),
    "never": answer(status="429 Busy", headers="Retry-After: 二\r\n".encode()),
    "wide": answer(report("贺兰县2013年政府信息公开工作年度报告").encode("utf-16")),
}  # fmt: skip


def home():
    columns = "".join(f'<li><a href="/{name}">政府信息公开年报{name}</a></li>' for name in ANSWERS)
    reports = "".join(f'<li><a href="/{year}.html">贺兰县{year}年政府信息公开工作年度报告</a></li>' for year in YEARS)
    return answer(f"<meta charset=utf-8><title>贺兰县人民政府</title><ul>{columns}</ul><ul>{reports}</ul>")


def serve(connection):
    with contextlib.suppress(OSError), connection:
        connection.settimeout(5)
        asked = connection.recv(65536)
        path = asked.split(b" ")[1].decode("latin-1") if b" " in asked else ""
        name = path.strip("/").removesuffix(".html")
        if path == "/":
            connection.sendall(home())
        elif name.isdigit() and int(name) in YEARS:
            connection.sendall(answer(report(f"贺兰县{name}年政府信息公开工作年度报告")))
        else:
            connection.sendall(ANSWERS.get(name, answer(status="404 Not Found")))


@pytest.fixture(scope="module")
def harvested(make_corpus):
    corpus = make_corpus("hostile")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        registry = corpus.path / "portal.toml"
        registry.write_text(
            f'["640122"]\nname = "贺兰县"\nhome = "http://127.0.0.1:{server.getsockname()[1]}/"\ndelay = 0\n'
        )
        settings = {
            "PORTALS_PATH": registry, "ALLOW_PRIVATE_ADDRESSES": 1, "DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 1,
            "RETRY_BACKOFF": 0.1, "RETRY_BACKOFF_MAX": 0.2,
        }  # fmt: skip
        arguments = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        process = corpus.run("crawl", "county_portals", "-a", "portals=640122", *arguments)
        server.shutdown(socket.SHUT_RDWR)
    return corpus, process


def test_the_harvest_goes_on_and_says_that_it_is_not_complete(harvested):
    _corpus, process = harvested
    assert process.returncode == 3, process.stderr[-3000:]
    assert "640122 贺兰县: incomplete" in process.stderr
    assert "Traceback" not in process.stderr


def test_every_answer_is_on_record(harvested):
    corpus, _process = harvested
    with sqlite3.connect(corpus.path / "nianbao.db") as database:
        rows = database.execute("SELECT url, status, error FROM fetch").fetchall()
    asked = {url.rsplit("/", 1)[1] for url, *_ in rows}
    assert set(ANSWERS) - asked == set()
    assert [row for row in rows if (row[1] is None) == (row[2] is None)] == []
    assert all(url.startswith("http://127.0.0.1:") for url, *_ in rows)


def test_the_reports_beside_them_are_kept_and_the_archive_is_sound(harvested):
    corpus, _process = harvested
    assert sorted(record["year"] for record in corpus.export()) == [2013, *YEARS]
    fixity = corpus.run("fixity")
    assert fixity.returncode == 0, fixity.stdout
