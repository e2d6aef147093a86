"""Say what bytes are by looking at them; the declared type and the file name are hints of last resort.

Servers of county portals send Word files as ``text/html`` and PDF files named ``.doc``. Nothing is decoded into
text and nothing is decompressed here beyond a ZIP's directory and its first member: a sniff must be cheap.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib

import olefile

from spiders.pages.charset import utf16

VERSION = 2  # raise it when bytes that were taken for one thing are now taken for another

EMPTY = "application/x-empty"
BINARY = "application/octet-stream"
GZIP = "application/gzip"
PDF = "application/pdf"
DOC = "application/msword"  # also Kingsoft .wps: the same container and streams
XLS = "application/vnd.ms-excel"  # also Kingsoft .et
PPT = "application/vnd.ms-powerpoint"
WORKS = "application/vnd.ms-works"
OLE = "application/x-ole-storage"
LOCKED = "application/x-encrypted-office"  # an OOXML package inside an encrypted OLE container
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"  # the document as one XML file
FLAT_ODS = "application/vnd.oasis.opendocument.spreadsheet-flat-xml"
OFD = "application/ofd"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
TAR = "application/x-tar"
RTF = "application/rtf"
MHT = "multipart/related"
WORD_XML = "application/vnd.ms-wordml"  # Word 2003 XML
FLAT_OPC = "application/vnd.ms-word2006ml"  # a DOCX package as one XML file
EXCEL_XML = "application/vnd.ms-spreadsheetml"
XML = "application/xml"
JSON = "application/json"
HTML = "text/html"
PLAIN = "text/plain"

_WINDOW = 65_536
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", GZIP),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xdb\xa5", DOC),  # Word 2, Word 1 and Write: the reader says what it makes of them
    (b"\x9b\xa5", DOC),
    (b"1\xbe\x00\x00", DOC),
    (b"2\xbe\x00\x00", DOC),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rt", RTF),
    (b"PK\x05\x06", ZIP),  # an empty one
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INNER_MAGIC = (  # offset, bytes: the format's name comes after a length or a file name
    (8, b"WEBP", "image/webp"),
    (257, b"ustar", TAR),
)
_OLE_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("MatOST", WORKS),
    ("CONTENTS", WORKS),
)
_ZIP_MEMBERS = (
    ("word/document", DOCX),
    ("xl/workbook.bin", XLSB),
    ("xl/", XLSX),
    ("ppt/", PPTX),
    ("ofd.xml", OFD),
)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, struct.error)
_XML_MARKS = (
    (b"schemas.microsoft.com/office/word/2003/wordml", WORD_XML),
    (b"schemas.microsoft.com/office/2006/xmlPackage", FLAT_OPC),
    (b"urn:schemas-microsoft-com:office:spreadsheet", EXCEL_XML),
    (b'office:mimetype="application/vnd.oasis.opendocument.text', FLAT_ODT),
    (b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet', FLAT_ODS),
)
MAX_PREFIX = 8192  # bytes before a document's magic that are skipped
_FIRST_BYTES = re.compile(
    rb"%PDF-\d|PK\x03\x04|" + re.escape(_OLE_MAGIC) + rb"|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x89PNG\r\n\x1a\n"
)
_PDF_OBJECT = re.compile(rb"\b\d{1,10}[ \r\n]+\d{1,5}[ \r\n]+obj\b")
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|style|link|table|tbody|tr|td|div|section|article|p|span|h[1-6]"
    rb"|ul|ol|li|a|br|hr|img|font|center|b|strong|em|iframe|form|input)\b",
    re.IGNORECASE,
)
_HTML_ROOT = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MHT = re.compile(  # each line in one way only, or many lines would be tried in all combinations
    rb"^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:mime-version:|content-type:\s*multipart/)", re.IGNORECASE
)
_JSONP = re.compile(rb"^[\w$.]{1,60}\s*\(\s*[\[{]")


def sniff(data: bytes, declared: str = "", name: str = "") -> str:
    """Return the media type of ``data``; ``application/octet-stream`` when nothing is known about such bytes."""
    if not data.strip(b"\x00 \t\r\n"):
        return EMPTY
    data = data[start(data) :]
    return _container(data) or _text(data, declared.partition(";")[0].strip().lower(), name.lower())


def start(data: bytes) -> int:
    """Return where the document begins behind what a server wrote before it: a mark, blank lines, a warning, a comment.

    0 for most. Text before the magic of PDF, ZIP, OLE, RAR, 7z or PNG is none of the document, nor is such a document
    the text of a page: a PDF's source is no text.
    """
    magic = _FIRST_BYTES.search(data, 0, MAX_PREFIX + 8)
    if magic is None or any(data.startswith(known) for known, _ in _MAGIC):
        return 0
    prefix = data[: magic.start()].strip(_BLANK)
    if prefix and not _is_written_before(prefix):
        return 0
    if prefix and magic[0].startswith(b"%PDF") and not _PDF_OBJECT.search(data, magic.end()):
        return 0
    return magic.start()


def _is_written_before(prefix: bytes) -> bool:
    """Tell whether bytes are text that is no document of its own, as JSON and a mail are."""
    return not (prefix.startswith((b"{", b"[")) or _is_binary(prefix) or _MHT.match(prefix[:4096]))


def _container(data: bytes) -> str | None:
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    known = next((kind for magic, kind in _MAGIC if head.startswith(magic) or data.startswith(magic)), None)
    if known:
        return known
    if data.startswith(_OLE_MAGIC):
        return _ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x07\x08")):
        return _zip(data)
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "image/bmp"
    if b"%PDF-" in head and not head.startswith((b"<", b"{", b"[")):
        return PDF
    return next((media_type for at, magic, media_type in _INNER_MAGIC if data[at : at + len(magic)] == magic), None)


def _ole(data: bytes) -> str:
    """Tell Word, Excel and the rest by the streams in the root: an embedded object has the same names deeper."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {path[0] for path in ole.listdir() if len(path) == 1}
    except (OSError, ValueError, IndexError, struct.error):  # what olefile raises for a broken directory
        names = {stream for stream, _ in _OLE_STREAMS if stream.encode("utf-16-le") in data}
    return next((media_type for stream, media_type in _OLE_STREAMS if stream in names), OLE)


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [member.lower().replace("\\", "/") for member in package.namelist()]
            if "mimetype" in names[:1]:
                with package.open("mimetype") as member:
                    return member.read(100).decode("ascii", "replace").strip() or ZIP
    except _ZIP_ERRORS:
        names = _local_names(data)
    for start, media_type in _ZIP_MEMBERS:
        if any(member.startswith(start) for member in names):
            return media_type
    return ODT if {"content.xml", "styles.xml"} <= set(names) else ZIP


def _local_names(data: bytes) -> list[str]:
    """Return member names from the local headers: all that a cut-off ZIP still says."""
    found = re.findall(rb"PK\x03\x04.{22}(.)\x00..([\w\[\]./-]{1,80})", data[: 64 * _WINDOW], re.DOTALL)
    return [name[: length[0]].decode("ascii").lower() for length, name in found]


def _text(data: bytes, declared: str, name: str) -> str:
    if charset := utf16(data):
        data = data[: 4 * _WINDOW].decode(charset, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    head = data[:_WINDOW].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _is_binary(head):
        return BINARY
    if head.startswith((b"{", b"[")) or _JSONP.match(head):
        return JSON if _is_json(data, declared) else PLAIN
    if _MHT.match(head[:4096]):
        return MHT
    if head.startswith(b"<?xml") or (head.startswith(b"<") and not _TAG.search(head)):
        return _xml(head)
    return HTML if _is_html(head, declared, name) else PLAIN


def _is_binary(head: bytes) -> bool:
    """Tell whether there is a NUL, or a twentieth is control characters."""
    controls = head.translate(None, bytes(range(9, 14)) + bytes(range(32, 256)))
    return b"\x00" in head[:4096] or len(controls) * 20 > len(head)


def _xml(head: bytes) -> str:
    known = next((media_type for mark, media_type in _XML_MARKS if mark in head), None)
    return known or (HTML if _HTML_ROOT.search(head) else XML)


def _is_html(head: bytes, declared: str, name: str) -> bool:
    tags = len(_TAG.findall(head))
    if head.startswith(b"<") or _HTML_ROOT.search(head):
        return tags > 0
    hinted = "html" in declared or name.endswith((".html", ".htm", ".shtml", ".jsp"))
    return tags >= (1 if hinted else 3)


def _is_json(data: bytes, declared: str) -> bool:
    if "json" in declared or _JSONP.match(data.lstrip()):
        return True
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
