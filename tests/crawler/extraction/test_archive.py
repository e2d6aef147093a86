from __future__ import annotations

import io
import zipfile

import py7zr
import pytest

from crawler.extraction import archive, extract
from crawler.extraction.base import EncryptedError, ExtractionError, Paragraph, Status
from spiders.pages.archives import name_of

PAGE = "<html><body><div id='zoom'><p>一、总体情况</p><p>本年主动公开信息12条。</p></div></body></html>".encode()


GARBLED = (("a", "一、总体情况"), ("b", "\ue001\ue002\ue003" * 40), ("c", "六、其他事项"))


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members:
            package.writestr(name, content)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    return [block.text for block in archive.extract(data).blocks if isinstance(block, Paragraph)]


def test_members_are_read_in_order_by_their_bytes() -> None:
    data = zipped(("b.htm", PAGE), ("a.txt", "二、主动公开".encode()))
    assert "一、总体情况" in texts(data)
    assert texts(data)[-1] == "二、主动公开"
    assert archive.extract(data).notes == ("b.htm", "a.txt")


def test_names_without_the_unicode_flag_are_gbk() -> None:
    info = zipfile.ZipInfo("年报.htm".encode("gb18030").decode("cp437"))
    info.flag_bits = 0
    assert name_of(info) == "年报.htm"


def test_each_member_s_lines_and_tables_are_told() -> None:
    table = "<html><body><div id='zoom'><p>一、总体情况</p><table><tr><td>项</td><td>数</td></tr><tr><td>件</td><td>7</td></tr></table></div></body></html>"
    found = extract(
        zipped(("a.htm", PAGE), ("b.htm", table.encode()), ("c.bin", b"\x00\x01"), ("d.txt", "六、其他事项".encode()))
    )
    ends = [(member.name, member.lines, member.tables) for member in found.members]
    assert found.text.split("\n") == [
        "一、总体情况",
        "本年主动公开信息12条。",
        "一、总体情况",
        "",
        "项\t数",
        "件\t7",
        "",
        "六、其他事项",
    ]
    assert ends == [("a.htm", 2, 0), ("b.htm", 6, 1), ("c.bin", 6, 1), ("d.txt", 8, 1)]


def test_a_member_in_a_wrong_charset_takes_no_other_with_it() -> None:
    garbled = zipped(*((f"{name}.txt", line.encode()) for name, line in GARBLED))
    found = extract(garbled)
    assert (found.status, found.text) == (Status.OK, "一、总体情况\n六、其他事项")
    assert [(member.name, member.lines) for member in found.members] == [("a.txt", 1), ("b.txt", 1), ("c.txt", 2)]
    assert any(note.startswith("b.txt: ") for note in found.notes)


def test_seven_zip() -> None:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w") as package:
        package.writestr(PAGE, "年报.htm")
    assert "一、总体情况" in texts(stream.getvalue())


def test_an_archive_in_an_archive_is_followed_once() -> None:
    once = zipped(("inner.zip", zipped(("a.htm", PAGE))))
    assert "一、总体情况" in texts(once)
    assert texts(zipped(("outer.zip", once))) == []


def test_encrypted_seven_zip_asks_for_a_password() -> None:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", password="sesame") as package:
        package.writestr(PAGE, "a.htm")
    with pytest.raises(EncryptedError):
        archive.extract(stream.getvalue())


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ExtractionError):
        archive.extract(zipped(("zeros", bytes(archive.MAX_MEMBER + 1))))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 and no more", b"7z\xbc\xaf\x27\x1c\x00\x04 cut", b"Rar!\x1a\x07\x01\x00 cut"]
)
def test_broken_archives_are_refused(data: bytes) -> None:
    with pytest.raises(ExtractionError):
        archive.extract(data)


def test_the_dispatcher_reads_archives() -> None:
    found = extract(zipped(("a.htm", PAGE)))
    assert (found.status, found.extractor) == (Status.OK, "archive")
    assert "总体情况" in found.text
