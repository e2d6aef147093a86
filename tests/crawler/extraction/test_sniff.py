import io
import json
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import extract
from crawler.extraction.base import Status
from crawler.extraction.sniff import MAX_PREFIX, sniff, start

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(*names, first=""):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "<x/>" * 50)
    return stream.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KNOWN = [
    (b"", "application/x-empty"),
    (b" \r\n\x00", "application/x-empty"),
    (b"%PDF-1.7 x", "application/pdf"),
    (b"\xef\xbb\xbf\r\njunk \x01" + b"j" * 2000 + b"%PDF-1.4", "application/pdf"),
    (b"<p>a page about %PDF-1.4</p>", "text/html"),
    (DOCX, WORD),
    (DOCX[: len(DOCX) // 2], WORD),
    (package("xl/workbook.xml", "word/x"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (package("ppt/presentation.xml"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (package("Doc_0/Document.xml", "OFD.xml"), "application/ofd"),
    (
        package("content.xml", first="application/vnd.oasis.opendocument.text"),
        "application/vnd.oasis.opendocument.text",
    ),
    (package("content.xml", "styles.xml"), "application/vnd.oasis.opendocument.text"),
    (package("年报.doc"), "application/zip"),
    (b"PK\x05\x06" + b"\x00" * 18, "application/zip"),
    (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "application/msword"),
    (OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "application/x-encrypted-office"),
    (OLE + b"\x00" * 600, "application/x-ole-storage"),
    (b"\xdb\xa5-\x00" + b"\x00" * 60, "application/msword"),
    (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08\x00", "application/gzip"),
    (zlib.compress(b"x" * 99), "application/octet-stream"),
    (b"{\\rtf1\\ansi", "application/rtf"),
    (b"\r\n{\\rtf1\\ansi", "application/rtf"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00\x08", "image/tiff"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"BM\x10\x00\x00\x00\x00\x00\x00\x00", "image/bmp"),
    (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n", "multipart/related"),
    (
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">',
        "application/vnd.ms-wordml",
    ),
    (b'<?xml version="1.0"?><datastore><record/></datastore>', "application/xml"),
    (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="y"><body>', "text/html"),
    (b"\xef\xbb\xbf  <!DOCTYPE HTML><html>", "text/html"),
    ("<html><body>信息公开</body></html>".encode("utf-16"), "text/html"),
    ("<div>没有根元素的片段</div>".encode("gb18030"), "text/html"),
    ("信息公开年度报告\n一、总体情况".encode(), "text/plain"),
    ("信息公开年度报告\n一、总体情况".encode("gb18030"), "text/plain"),
    (json.dumps({"data": {"content": "<p>正文</p>"}}).encode(), "application/json"),
    (b'callback({"a": "<p>x</p>"})', "application/json"),
    (b"[2021] 5, not json", "text/plain"),
    (b"\x01\x02\x03\x00\xff" * 100, "application/octet-stream"),
]


@pytest.mark.parametrize(("data", "media_type"), KNOWN)
def test_the_bytes_say_what_they_are(data, media_type):
    assert sniff(data) == media_type


@pytest.mark.parametrize(("data", "media_type"), KNOWN)
def test_whatever_server_and_name_say(data, media_type):
    if media_type != "text/plain":
        assert sniff(data, "application/pdf; charset=gb2312", "年报.xls") == media_type


def test_hints_decide_only_what_the_bytes_leave_open():
    assert sniff("第一行<br>第二行".encode()) == "text/plain"
    assert sniff("第一行<br>第二行".encode(), "text/html") == "text/html"
    assert sniff("第一行<br>第二行".encode(), "", "report.shtml") == "text/html"


def test_an_embedded_workbook_does_not_make_a_document_a_workbook():
    assert sniff(OLE + b"\x00" * 600 + "Workbook WordDocument".encode("utf-16-le")) == "application/msword"


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", OLE, b"PK\x03\x04", b"PK\x05\x06", b"{", b"<?xml", b"\xff\xfe", b"MIME-Version:"]),
)
def test_any_bytes_have_a_type(data, start):
    assert "/" in sniff(start + data)


PREFIXES = [
    b"\xef\xbb\xbf",
    b"\r\n\r\n",
    b"Warning: Undefined variable in /var/www/down.php on line 7\n",
    b"<br />\n<b>Notice</b>: session had already been started in <b>/www/f.php</b> on line <b>3</b><br />\n",
    b"<!-- served by cache -->\n",
    b"Content-Type: application/octet-stream\r\n\r\n",
]
MAGICS = [
    (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
    (DOCX, WORD),
    (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "application/msword"),
]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(("data", "media_type"), MAGICS)
def test_what_a_server_wrote_before_a_document_is_no_part_of_it(prefix, data, media_type):
    assert start(prefix + data) == len(prefix)
    assert sniff(prefix + data, "text/html", "x.html") == media_type


@pytest.mark.parametrize("data", [data for data, _ in MAGICS])
def test_a_document_too_far_behind_other_bytes_is_not_looked_for(data):
    assert start(b"x\n" * MAX_PREFIX + data) == 0


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><p>how to read %PDF-1.4 files</p></body></html>",
        b'{"text": "%PDF-1.4 1 0 obj"}',
        b"a text that names PK and %PDF-1.4",
    ],
)
def test_a_text_that_names_a_magic_is_a_text(page):
    assert start(page) == 0


def test_skipped_bytes_are_noted_and_the_document_is_read():
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        package.writestr("年报.txt", "一、总体情况")
    answer = extract(PREFIXES[2] + book.getvalue())
    assert (answer.status, answer.text) == (Status.OK, "一、总体情况")
    assert answer.notes[0] == f"{len(PREFIXES[2])} bytes before the document skipped"
