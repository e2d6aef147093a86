"""The names of the files in a ZIP: labels, never paths. Nothing is decompressed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from spiders.pages.url_shapes import is_file

MAX_MEMBERS = 2000
MAX_NAME = 300  # characters
_UTF8, _ENCRYPTED = 0x800, 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError)
_PACKAGES = (
    "[Content_Types].xml",
    "mimetype",
    "OFD.xml",
    "META-INF/manifest.xml",
)  # documents that are ZIPs themselves


def members_of(data: bytes) -> tuple[str, ...]:
    """Return the names of the files in an archive, in its order; () for what is none, or a document."""
    if not data.startswith(b"PK"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [info for info in archive.infolist()[:MAX_MEMBERS] if not info.is_dir()]
    except _BROKEN:
        return ()
    names = tuple(name_of(info)[:MAX_NAME] for info in files)
    return () if any(info.flag_bits & _ENCRYPTED for info in files) or set(names) & set(_PACKAGES) else names


def member_titles(member: str) -> tuple[str, ...]:
    """Return what a document in an archive may be called: its name, or its folder's and its own; () for no document."""
    if not is_file(member):
        return ()
    folder, _, name = member.rpartition("/")
    return (name, f"{folder.rpartition('/')[2]}{name}") if folder else (name,)


def name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name: without the flag for UTF-8 it is taken for cp437, but most are GBK or UTF-8."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
