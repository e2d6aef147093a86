"""Word and Excel binaries with chains that never end, counts that lie, and ends that come too early."""

from __future__ import annotations

import random
import struct

from crawler.extraction.base import Cell, Paragraph, Table
from tests.replica.writers import doc, xls
from tests.replica.writers.compound import compound

REFUSED = {"corrupt", "unsupported"}
SURVIVED = REFUSED | {"ok", "empty"}
SECTOR = 512


def report(variant="plain"):
    table = Table(tuple(Cell(r, c, f"{r}行{c}列") for r in range(40) for c in range(5)))
    blocks = (*(Paragraph(f"第{n}段，内容若干。") for n in range(60)), table)
    return doc.write(blocks, title="年报", rng=random.Random(1), variant=variant)


def sheet():
    return xls.write((Table(tuple(Cell(r, c, f"{r}-{c}") for r in range(60) for c in range(6))),), rng=random.Random(1))


def patched(offset, form, *values: int, source=report):
    """Change numbers at a place of the WordDocument stream, which is the file's first stream."""
    data = bytearray(source())
    struct.pack_into(form, data, SECTOR + offset, *values)
    return bytes(data)


def fat_loop():
    """The chain of the first stream comes back to its beginning."""
    data = bytearray(report())
    fat = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, SECTOR * (fat + 1) + 4 * 5, 0)
    return bytes(data)


def directory_loop():
    """Every entry of the directory is its own neighbour."""
    data = bytearray(report())
    start = SECTOR * (struct.unpack_from("<I", data, 48)[0] + 1)
    for entry in range(4):
        struct.pack_into("<III", data, start + 128 * entry + 68, entry, entry, entry)
    return bytes(data)


def noise(source, start, count=4000):
    data = bytearray(source())
    rng = random.Random(4)
    for _ in range(count):
        data[rng.randrange(start, len(data))] = rng.randrange(256)
    return bytes(data)


def truncated(share, source=report):
    whole = source()
    return whole[: int(len(whole) * share)]


def locked():
    """The flag that says: everything after the first block is encrypted."""
    return patched(10, "<H", 0x1200 | 0x0100 | 0x4000)


def package():
    """An encrypted .docx: OOXML inside an OLE container."""
    info = struct.pack("<HHII", 4, 4, 0x40, 0) + b"<encryption/>"
    return compound(
        {"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", 9000) + bytes(random.Random(5).randbytes(9008))}
    )


def place(number):
    return 154 + 8 * number  # of an (offset, length) pair in the file information block


CASES = {
    "fat_loop.doc": (fat_loop, SURVIVED | {"timeout", "out_of_memory"}),
    "directory_loop.doc": (directory_loop, SURVIVED),
    "text_length_lies.doc": (lambda: patched(64 + 12, "<I", 0x7FFFFFFF), SURVIVED),
    "text_length_negative.doc": (lambda: patched(64 + 12, "<i", -5), SURVIVED),
    "piece_table_far.doc": (lambda: patched(place(33), "<II", 0x7FFFFF00, 0x7FFFFFFF), REFUSED),
    "piece_table_empty.doc": (lambda: patched(place(33), "<II", 0, 0), SURVIVED),
    "paragraph_pages_far.doc": (lambda: patched(place(13), "<II", 0x7FFFFF00, 400), SURVIVED),
    "list_table_noise.doc": (lambda: patched(place(73), "<II", 3, 4000, source=lambda: report("numbered")), SURVIVED),
    "noise_in_tables.doc": (lambda: noise(report, 6000), SURVIVED),
    "noise_everywhere.doc": (lambda: noise(report, 512), SURVIVED),
    "locked.doc": (locked, {"encrypted"}),
    "locked_package.docx": (package, {"encrypted"}),
    "old_magic.doc": (lambda: patched(0, "<HH", 0xA5DC, 0x65), REFUSED),
    "no_table_stream.doc": (
        lambda: report().replace("1Table".encode("utf-16-le"), "9Tabel".encode("utf-16-le")),
        REFUSED,
    ),
    "header_only.doc": (lambda: report()[:SECTOR], REFUSED | {"empty"}),
    **{
        f"truncated_{share}.doc": (lambda s=share: truncated(s / 100), SURVIVED)
        for share in (10, 30, 50, 70, 80, 90, 95, 98)
    },
    "noise.xls": (lambda: noise(sheet, 700, 600), SURVIVED),
    "truncated_40.xls": (lambda: truncated(0.4, sheet), SURVIVED),
    "empty_container.doc": (lambda: compound({"CompObj": b"x"}), REFUSED),
}
