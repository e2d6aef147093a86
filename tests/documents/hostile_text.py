"""HTML, RTF, JSON, MHT and bytes without a format, as large and as deep as an attacker likes."""

from __future__ import annotations

import random

BOUNDED = {"corrupt", "timeout", "out_of_memory"}
ROWS = "<tr>" + "<td rowspan=65534 colspan=1000>格</td>" * 40 + "</tr>"


def page(body):
    return f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def mht(parts):
    nested = b"Content-Type: text/html\r\n\r\n<p>inner</p>"
    for n in range(parts):
        mark = b"b%d" % n
        nested = b'Content-Type: multipart/related; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            mark,
            mark,
            nested,
            mark,
        )
    return b"MIME-Version: 1.0\r\n" + nested


CASES = {
    "empty.bin": (lambda: b"", {"empty"}),
    "blanks.html": (lambda: b" \r\n\t" * 1000, {"empty"}),
    "zeros.doc": (lambda: bytes(100_000), {"empty", "unsupported"}),
    "noise.pdf": (lambda: random.Random(6).randbytes(100_000), {"unsupported", "corrupt"}),
    "divs_60000.html": (lambda: page("<div>" * 60_000 + "底"), BOUNDED | {"ok", "empty"}),
    "unclosed_300000.html": (lambda: page("<b><i>" * 150_000 + "底"), BOUNDED | {"ok", "empty"}),
    "tables_nested_3000.html": (lambda: page("<table><tr><td>" * 3000 + "底"), BOUNDED | {"ok", "empty"}),
    "rowspans_6000.html": (lambda: page("<table>" + ROWS * 150 + "</table>"), BOUNDED | {"ok"}),
    "colspan_1e9.html": (
        lambda: page("<table><tr><td colspan=1000000000>宽<td>窄</tr><tr><td>下</tr></table>"),
        BOUNDED | {"ok"},
        "下",
    ),
    "span_negative.html": (
        lambda: page("<table><tr><td rowspan=-3 colspan=x>甲<td>乙</tr><tr><td>丙</tr></table>"),
        {"ok"},
        "丙",
    ),
    "one_line_1000000.html": (lambda: page(f"<p>{'长' * 500_000}</p>"), {"ok"}, "长长"),
    "attribute_1500000.html": (lambda: page(f'<p title="{"a" * 1_500_000}">正文在此</p>'), {"ok"}, "正文在此"),
    "nulls.html": (lambda: page("<p>空\x00字\x00节</p>"), {"ok", "unsupported"}),
    "entities.html": (lambda: page("<p>" + "&#x110000;&#xD800;&bogus;&amp" * 2000 + "尾</p>"), {"ok"}, "尾"),
    "comments_open.html": (lambda: page("<p>前</p>" + "<!--" * 100_000), {"ok", "empty"}),
    "script_open.html": (lambda: page("<p>前</p><script>" + "<p>" * 100_000), {"ok", "empty"}),
    "system_entity.html": (
        lambda: (
            b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>'
        ),
        {"ok", "empty", "corrupt"},
    ),
    "half_utf8.html": (lambda: page("<p>正文</p>")[:-3] + b"\xe6\xad", {"ok"}, "正文"),
    "utf16_odd.html": (lambda: "<html><body><p>正文</p></body></html>".encode("utf-16") + b"\x00", {"ok"}, "正文"),
    "groups_1000000.rtf": (lambda: b"{\\rtf1 " + b"{" * 1_000_000, BOUNDED | {"ok", "empty"}),
    "closing_groups.rtf": (lambda: b"{\\rtf1 a}" + b"}" * 100_000, {"ok", "corrupt", "empty"}),
    "binary_lies.rtf": (lambda: b"{\\rtf1 before\\bin2000000000 after}", {"ok", "corrupt"}),
    "cells_50000.rtf": (
        lambda: b"{\\rtf1 " + b"\\trowd" + b"\\cellx1" * 1000 + b"\\intbl x\\cell" * 50_000 + b"\\row}",
        BOUNDED | {"ok"},
    ),
    "unicode_lies.rtf": (
        lambda: b"{\\rtf1\\uc99999 \\u-99999999999999 x\\u55357 y\\u \\'zz\\'8 z}",
        {"ok", "corrupt", "empty"},
    ),
    "truncated.rtf": (lambda: b"{\\rtf1\\ansi\\ansicpg936 \\'b9\\'a4\\'d7\\'f7\\'b", {"ok", "corrupt"}),
    "deep.json": (lambda: b"[" * 500_000, {"corrupt", "unsupported", "ok", "empty"}),
    "numbers.json": (lambda: b'{"data": ' + b"9" * 1_000_000 + b"}", {"corrupt", "unsupported", "ok", "empty"}),
    "nested_500.mht": (lambda: mht(500), BOUNDED | {"ok", "empty", "unsupported"}),
    "boundary_missing.mht": (
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<p>x</p>",
        {"corrupt", "ok", "empty", "unsupported"},
    ),
    "picture_cut.png": (
        lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06",
        {"corrupt", "unsupported", "out_of_memory"},
    ),
    "picture_cut.jpg": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40), {"corrupt", "unsupported"}),
}
