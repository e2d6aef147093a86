"""Archives that are bombs, lie about their contents, or name files outside of themselves."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

from tests.replica.writers.archives import seven_zip_of

BOUNDED = {"corrupt", "timeout", "out_of_memory"}
PAGE = "<html><body><p>压缩包里的正文</p></body></html>".encode()
REPORTED = BOUNDED | {"ok", "empty", "unsupported"}


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def layers(depth):
    data = zipped([("正文.html", PAGE)])
    for _ in range(depth):
        data = zipped([("内.zip", data)])
    return data


def bomb():
    """Ten zips of three members of 20 MB each."""
    inner = zipped([(f"{n}.txt", bytes(20_000_000)) for n in range(3)])
    return zipped([(f"{n}.zip", inner) for n in range(10)])


def overlapping():
    """A hundred directory entries that all point at one large member."""
    data = zipped([("a.txt", b"a" * 20_000_000)])
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[at:end]
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, 100, 100, 100 * len(entry), at)
    return data[:at] + entry * 100 + bytes(tail)


def locked():
    data = bytearray(zipped([("a.html", PAGE)]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


TRAVERSAL = [("../../../../tmp/nianbao_escaped.html", PAGE), ("/etc/nianbao_escaped.html", PAGE), ("C:\\x.html", PAGE)]

CASES = {
    "layers_3.zip": (lambda: layers(2), REPORTED),
    "layers_200.zip": (lambda: layers(200), REPORTED),
    "bomb.zip": (bomb, REPORTED),
    "overlapping.zip": (overlapping, REPORTED),
    "entries_18000.zip": (lambda: zipped((f"{n}", b"") for n in range(18_000)), REPORTED),
    "path_traversal.zip": (lambda: zipped(TRAVERSAL), REPORTED),
    "locked.zip": (locked, {"encrypted", "unsupported"}),
    "truncated.zip": (lambda: zipped([("a.html", PAGE * 400)])[:150], {"corrupt", "unsupported"}),
    "bomb.gz": (lambda: gzip.compress(bytes(100_000_000), 9, mtime=0), REPORTED),
    "noise.7z": (lambda: b"7z\xbc\xaf'\x1c\x00\x04" + bytes(range(200)), {"corrupt", "unsupported"}),
    "truncated.7z": (lambda: seven_zip_of({"a.html": PAGE * 50})[:90], {"corrupt", "unsupported"}),
    "noise.rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(range(100)), {"corrupt", "unsupported"}),
}
