"""A zip of XML parts (OOXML, ODF) read with suspicion: sizes are counted while reading, entities never resolved.

A zip whose directory is broken is read from its local headers; a part that is itself incomplete stays an error.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from crawler.extraction.base import EncryptedError, ExtractionError

MAX_PART = 64 << 20
MAX_TOTAL = 192 << 20
MAX_ENTRIES = 20_000

Element = etree._Element  # noqa: SLF001 - the type has no public name

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|spreadsheetml|drawingml)/")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LOCAL = struct.Struct("<4s5H3I2H")
_ENCRYPTED_FLAG = 0x1
_DIRECTORY = b"PK\x01\x02"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError)


def parse_xml(data: bytes) -> Element:
    """Parse untrusted XML: no entities, no network, libxml2's depth and size limits. Raises ExtractionError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        msg = f"broken XML: {str(error)[:200]}"
        raise ExtractionError(msg) from error


class Package:
    """The parts of a zip by name. Names are compared without case and leading slashes."""

    def __init__(self, data: bytes) -> None:
        self.notes: tuple[str, ...] = ()  # zip_repaired: parts were found by their headers; truncated: some are lost
        self._left = MAX_TOTAL
        self._data = data
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._local: dict[str, tuple[int, int, int]] = {}
        self._cut: tuple[str, ExtractionError] | None = None  # the part that the file ends in
        if data.startswith(_OLE_MAGIC):  # Office wraps an encrypted package in an OLE container
            msg = "the document asks for a password"
            raise EncryptedError(msg)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (*_BROKEN, NotImplementedError) as error:
            self._local = _local_entries(data)
            if not self._local:
                msg = f"not a readable zip: {error}"
                raise ExtractionError(msg) from error
            self._drop_cut()
            return
        if len(infos) > MAX_ENTRIES:
            msg = f"{len(infos)} entries in the zip, more than {MAX_ENTRIES}"
            raise ExtractionError(msg)
        self._infos = {_key(info.filename): info for info in infos}

    def _drop_cut(self) -> None:
        """Leave out the last part when the file ends inside it. Without a directory behind it parts are lost."""
        last = max(self._local, key=lambda key: self._local[key])
        try:
            self._salvaged(last, MAX_PART)
            cut = self._data.find(_DIRECTORY, self._local[last][0]) < 0
        except ExtractionError as error:
            cut, self._cut = True, (last, error)
            del self._local[last]
        self.notes = ("truncated", "zip_repaired") if cut else ("zip_repaired",)

    def __contains__(self, name: str) -> bool:
        key = _key(name)
        return key in self._infos or key in self._local

    def read(self, name: str) -> bytes:
        """Return a part's bytes. Raises ExtractionError when it is missing, damaged or beyond the limits."""
        key = _key(name)
        if self._cut and key == self._cut[0]:
            raise self._cut[1]
        if key not in self:
            msg = f"the part {name[:100]} is missing"
            raise ExtractionError(msg)
        limit = min(MAX_PART, self._left)
        data = self._stored(self._infos[key], limit) if key in self._infos else self._salvaged(key, limit)
        if len(data) > limit:
            msg = f"the part {name[:100]} unpacks to more than {limit} bytes"
            raise ExtractionError(msg)
        self._left -= len(data)
        return data

    def _stored(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        if info.flag_bits & _ENCRYPTED_FLAG:
            msg = "the zip asks for a password"
            raise EncryptedError(msg)
        try:
            with self._zip.open(info) as part:
                return part.read(limit + 1)
        except (*_BROKEN, NotImplementedError) as error:
            msg = f"the part {info.filename[:100]} cannot be unpacked: {error}"
            raise ExtractionError(msg) from error

    def _salvaged(self, key: str, limit: int) -> bytes:
        start, method, size = self._local[key]
        if method == zipfile.ZIP_STORED:
            if start + size > len(self._data):
                msg = f"the file ends inside the part {key[:100]}"
                raise ExtractionError(msg)
            return self._data[start : start + min(size, limit + 1)]
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = inflater.decompress(memoryview(self._data)[start:], limit + 1)
        except zlib.error as error:
            msg = f"the part {key[:100]} is damaged: {error}"
            raise ExtractionError(msg) from error
        if not inflater.eof and len(data) <= limit:
            msg = f"the file ends inside the part {key[:100]}"
            raise ExtractionError(msg)
        return data

    def part(self, name: str) -> bytes:
        """Return an XML part's bytes, Strict OOXML namespaces rewritten to the usual ones."""
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", self.read(name))

    def xml(self, name: str) -> Element:
        """Return an XML part parsed."""
        return parse_xml(self.part(name))

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return a part's relationships inside the package: id → (last word of the type, part name)."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self:
            return {}
        found = {}
        for item in self.xml(rels).iter(_RELATION):
            if item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(item.get("Target", ""))))
                found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def main(self, kind: str, default: str) -> str:
        """Return the name of the part the package is about: the target of its ``kind`` relationship."""
        for type_, target in self.relations("").values():
            if type_ == kind and target in self:
                return target
        return default


class Flat(Package):
    """A package whose parts were found elsewhere than in a zip."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.notes = ()
        self._parts = {_key(name): content for name, content in parts.items()}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def read(self, name: str) -> bytes:
        """Return a part's bytes. Raises ExtractionError when it is missing."""
        if name not in self:
            msg = f"the part {name[:100]} is missing"
            raise ExtractionError(msg)
        return self._parts[_key(name)]


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _local_entries(data: bytes) -> dict[str, tuple[int, int, int]]:
    """Find the local headers of a zip without directory: name → (start of data, method, size as stored)."""
    found: dict[str, tuple[int, int, int]] = {}
    at = data.find(b"PK\x03\x04")
    while at >= 0 and at + _LOCAL.size <= len(data) and len(found) < MAX_ENTRIES:
        _, _, flags, method, _, _, _, size, _, name_length, extra_length = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_length + extra_length
        name = data[at + _LOCAL.size : at + _LOCAL.size + name_length].decode("utf-8", "replace")
        readable = method in {zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED} and not flags & _ENCRYPTED_FLAG
        if readable and name and (size or method == zipfile.ZIP_DEFLATED):
            found[_key(name)] = (start, method, size)
        at = data.find(b"PK\x03\x04", at + 4)
    return found
