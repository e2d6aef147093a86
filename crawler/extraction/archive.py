"""ZIP, 7z and RAR: the documents inside, one after the other. Names are labels here, never paths.

Nothing is written to disk. Sizes are counted while reading, archives inside archives are followed once, and
what cannot be read is named in the notes. RAR needs the system's libarchive and ``make archives``.
"""

from __future__ import annotations

import importlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from typing import Any

from crawler.extraction.base import Block, BlockDocument, EncryptedError, ExtractionError, UnsupportedError
from spiders.pages.archives import MAX_NAME, name_of

NAME = "archive"
MEDIA_TYPES = frozenset({"application/zip", "application/x-7z-compressed", "application/vnd.rar"})
VERSION = 4  # raise it with those of the readers of its members: it has their text
NEEDS = "make archives, or pip install 'nianbao[archives]'"
MAX_ENTRIES = 2000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 192 << 20
MAX_DEPTH = 2
MAX_NOTES = 50

_depth: ContextVar[int] = ContextVar("depth", default=0)
_ENCRYPTED = 0x1
_SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError)

Member = tuple[str, bytes]


def extract(data: bytes) -> BlockDocument:
    """Return the blocks of all readable members in order; EncryptedError when the archive asks for a password."""
    depth = _depth.get()
    if depth >= MAX_DEPTH:
        msg = "archives nested too deeply"
        raise UnsupportedError(msg)
    token = _depth.set(depth + 1)
    try:
        blocks: list[Block] = []
        notes: list[str] = []
        members: list[tuple[str, int]] = []
        for name, content in _members(data):
            found, note = _read(name, content)
            blocks += found
            notes.append(note)
            members.append((name[:MAX_NAME], len(found)))
    finally:
        _depth.reset(token)
    if notes and not blocks and all("no reader for" in note for note in notes):
        raise UnsupportedError(f"no member can be read: {notes[0]}")
    return BlockDocument(tuple(blocks), tuple(notes[:MAX_NOTES]), members=tuple(members))


def _read(name: str, content: bytes) -> tuple[tuple[Block, ...], str]:
    extraction = importlib.import_module("crawler.extraction")  # the registry imports its readers: not at the top
    found = extraction.sniff.sniff(content, "", name)
    reader = extraction.reader(found)
    label = name[:100]
    if reader is None:
        return (), f"{label}: no reader for {found}"
    if reader.NAME == "ocr":  # slow: one archive of photographs would use up the time of its documents
        return (), f"{label}: a picture, not recognised"
    try:
        document = reader.extract(content[extraction.sniff.start(content) :])
    except ExtractionError as error:
        return (), f"{label}: {error.status}: {str(error)[:100]}"
    if document.unread_pages:
        return document.blocks, f"{label}: {len(document.unread_pages)} pages are pictures, not recognised"
    return document.blocks, label if document.blocks else f"{label}: empty"


def _members(data: bytes) -> Iterator[Member]:
    """Yield name and content of the files, within the limits."""
    if data.startswith(b"Rar!"):
        files = _rar(data)
    elif data.startswith(b"7z"):
        files = _seven(data)
    else:
        files = _zip(data)
    left = MAX_TOTAL
    for count, (name, content) in enumerate(files, 1):
        left -= len(content)
        if count > MAX_ENTRIES or left < 0 or len(content) > MAX_MEMBER:
            msg = f"beyond the limits of {MAX_ENTRIES} entries, {MAX_MEMBER} bytes each, {MAX_TOTAL} together"
            raise ExtractionError(msg)
        if not any(part in name for part in _SKIPPED):
            yield name, content


def _zip(data: bytes) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            msg = "the archive asks for a password"
            raise EncryptedError(msg)
        for info in infos[: MAX_ENTRIES + 1]:
            with archive.open(info) as member:
                yield name_of(info), member.read(MAX_MEMBER + 1)
    except (*_BROKEN, NotImplementedError) as error:
        msg = f"not a readable zip: {str(error)[:150]}"
        raise ExtractionError(msg) from error


def _seven(data: bytes) -> Iterator[Member]:
    try:
        import py7zr  # noqa: PLC0415 - optional, and slow to import
        from py7zr.exceptions import ArchiveError, PasswordRequired  # noqa: PLC0415
    except ModuleNotFoundError as error:
        msg = f"7z needs py7zr: {NEEDS}"
        raise UnsupportedError(msg) from error
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                msg = "the archive asks for a password"
                raise EncryptedError(msg)
            sizes = [int(entry.uncompressed or 0) for entry in archive.list()]
            if len(sizes) > MAX_ENTRIES or sum(sizes) > MAX_TOTAL:
                msg = f"beyond the limits of {MAX_ENTRIES} entries and {MAX_TOTAL} bytes"
                raise ExtractionError(msg)
            memory = py7zr.io.BytesIOFactory(MAX_MEMBER)
            archive.extractall(factory=memory)
    except PasswordRequired as error:
        msg = "the archive asks for a password"
        raise EncryptedError(msg) from error
    except (*_BROKEN, ArchiveError, KeyError, IndexError, TypeError, AttributeError) as error:
        msg = f"not a readable 7z: {str(error)[:150]}"
        raise ExtractionError(msg) from error
    for name, product in sorted(memory.products.items()):
        product.seek(0)
        yield name, product.read()


@cache
def rar_library() -> Any:
    """Return what reads RAR, None without it. It starts programs to find its library: before a cage closes."""
    try:
        return importlib.import_module("libarchive")
    except (ImportError, OSError, AttributeError, TypeError):  # the module, or the system's library, is missing
        return None


def _rar(data: bytes) -> Iterator[Member]:
    libarchive = rar_library()
    if libarchive is None:
        msg = f"RAR needs libarchive: {NEEDS}"
        raise UnsupportedError(msg)
    try:
        empty = True
        with libarchive.memory_reader(data) as archive:
            for entry in archive:
                empty = False
                if entry.isfile:
                    content = bytearray()
                    for chunk in entry.get_blocks():
                        content += chunk
                        if len(content) > MAX_MEMBER:
                            break
                    yield entry.pathname, bytes(content)
        if empty:
            msg = "no files in the RAR"
            raise ExtractionError(msg)
    except libarchive.ArchiveError as error:
        text = str(error)
        if "encrypt" in text.lower() or "passphrase" in text.lower():
            raise EncryptedError(text[:150]) from error
        msg = f"not a readable RAR: {text[:150]}"
        raise ExtractionError(msg) from error
