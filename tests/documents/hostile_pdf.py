"""PDF files that loop, multiply, lie and end early. Built by hand: no library writes such things."""

from __future__ import annotations

import io
import random
import zlib

import pypdfium2

from crawler.extraction.base import Paragraph
from tests.replica.writers import pdf as writer

BOUNDED = {"corrupt", "timeout", "out_of_memory"}
ABORTED = BOUNDED | {"crashed"}  # PDFium ends its process when it runs out of memory
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def build(objects, trailer=b""):
    """Objects by number, 1 being the catalogue; a correct cross reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, trailer, start))
    return out.getvalue()


def stream(content, more=b""):
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def blank_stream(megabytes):
    """A stream of blanks a thousand times larger than its packed form, made without packing them all."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + block * megabytes + packer.flush()
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def document(content, resources=b"", more=None, *, box=b"0 0 595 842", kids=b"[3 0 R]", count=1):
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, count),
        3: page % (box, resources),
        4: stream(content),
        5: FONT,
    }
    return build(objects | (more or {}))


def form(content, names=b""):
    return stream(
        content,
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> /XObject << %s >> >>"
        % names,
    )


def self_recursive():
    return document(b"/X Do", b"/XObject << /X 6 0 R >>", {6: form(b"/X Do /X Do", b"/X 6 0 R")})


def fan_out():
    forms = {n: form(b"/X Do " * 12, b"/X %d 0 R" % (n + 1)) for n in range(6, 26)}
    return document(b"/X Do", b"/XObject << /X 6 0 R >>", forms | {26: form(b"BT /F 9 Tf (a) Tj ET")})


def page_tree_loop():
    return document(b"", kids=b"[2 0 R 3 0 R]", count=2)


def many_pages(count):
    return document(b"BT /F 12 Tf 72 700 Td (page) Tj ET", kids=b"[" + b"3 0 R " * count + b"]", count=count)


def deep_page_tree(depth):
    nodes = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(10, 10 + depth)}
    nodes[10 + depth] = b"<< /Type /Page /MediaBox [0 0 9 9] >>"
    return document(b"", kids=b"[10 0 R]", more=nodes)


def previous_loop():
    data = document(b"BT /F 12 Tf 72 700 Td (loop) Tj ET")
    start = data.rindex(b"startxref")
    place = int(data[start:].split()[1])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def rules(count):
    rng = random.Random(1)
    lines = b" ".join(b"%d %d m %d %d l S" % tuple(rng.randrange(595) for _ in range(4)) for _ in range(count))
    grid = b" ".join(
        b"0 %d m 595 %d l S %d 0 m %d 842 l S" % (n % 842, n % 842, n % 595, n % 595) for n in range(count)
    )
    return document(lines + b" " + grid)


def report():
    return writer.write(
        tuple(Paragraph(f"第{n}段，内容若干。") for n in range(120)), rng=random.Random(1), variant="plain"
    )


def truncated(share):
    whole = report()
    return whole[: int(len(whole) * share)]


def locked():
    """A password that nobody has: standard security with an owner and a user entry of noise."""
    rng = random.Random(2)
    noise = bytes(rng.randrange(33, 40) + 60 for _ in range(32))
    security = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O (%s) /U (%s) >>" % (noise, noise[::-1])
    data = document(b"BT /F 12 Tf 72 700 Td (locked) Tj ET", more={9: security})
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R /ID [<00> <00>]")


def flipped():
    data = bytearray(report())
    rng = random.Random(3)
    for _ in range(200):
        data[rng.randrange(200, len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def blank():
    document_ = pypdfium2.PdfDocument.new()
    document_.new_page(595, 842)
    buffer = io.BytesIO()
    document_.save(buffer)
    return buffer.getvalue()


CASES = {
    "seventeen_bytes.pdf": (lambda: b"404 page missing.", {"ok", "unsupported", "corrupt"}),
    "magic_only.pdf": (lambda: b"%PDF-1.7\n", {"corrupt"}),
    "self_recursive_form.pdf": (self_recursive, ABORTED | {"empty"}),
    "fan_out_forms.pdf": (fan_out, ABORTED | {"empty"}),
    "flate_bomb.pdf": (lambda: document(b"", more={4: blank_stream(1000)}), ABORTED | {"empty"}),
    "page_tree_loop.pdf": (page_tree_loop, BOUNDED | {"empty"}),
    "page_tree_deep.pdf": (lambda: deep_page_tree(5000), BOUNDED | {"empty"}),
    "pages_20000.pdf": (lambda: many_pages(20_000), BOUNDED | {"ok", "empty"}),
    "count_lies.pdf": (
        lambda: document(b"BT /F 12 Tf 72 700 Td (few) Tj ET", count=2_000_000_000),
        BOUNDED | {"ok", "empty"},
    ),
    "previous_loop.pdf": (previous_loop, {"ok", "corrupt"}),
    "operators_1000000.pdf": (lambda: document(b"q Q " * 1_000_000), BOUNDED | {"empty"}),
    "rules_60000.pdf": (lambda: rules(30_000), BOUNDED | {"ok", "empty"}),
    "one_line_1000000.pdf": (
        lambda: document(b"BT /F 1 Tf 0 100 Td (" + b"x" * 1_000_000 + b") Tj ET"),
        BOUNDED | {"ok"},
    ),
    "box_absurd.pdf": (
        lambda: document(b"BT /F 12 Tf 72 700 Td (box) Tj ET", box=b"0 0 1e30 -1e30"),
        {"ok", "empty", "corrupt"},
    ),
    "matrix_singular.pdf": (
        lambda: document(b"0 0 0 0 0 0 cm BT /F 12 Tf 72 700 Td (flat) Tj ET"),
        {"ok", "empty", "corrupt"},
    ),
    "truncated_20.pdf": (lambda: truncated(0.2), {"corrupt"}),
    "truncated_60.pdf": (lambda: truncated(0.6), {"corrupt", "ok", "empty"}),
    "truncated_95.pdf": (lambda: truncated(0.95), {"corrupt", "ok", "empty"}),
    "flipped_bits.pdf": (flipped, {"corrupt", "ok", "empty"}),
    "junk_before.pdf": (lambda: b"\r\nX-Cache: MISS" * 120 + report(), {"ok"}, "第7段"),
    "locked.pdf": (locked, {"encrypted"}),
    "blank.pdf": (blank, {"empty"}),
}
