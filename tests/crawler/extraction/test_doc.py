from __future__ import annotations

import os
import random
import struct
import time
from pathlib import Path

import pytest

from crawler.extraction import doc as reader
from crawler.extraction import libreoffice
from crawler.extraction.base import Cell, EncryptedError, ExtractionError, Paragraph, Table, UnsupportedError, render
from crawler.extraction.doc.sprm import CharacterProperties, RowProperties, sprms
from tests.replica.writers import doc as writer
from tests.replica.writers.compound import compound
from tests.replica.writers.doc import sprm
from tests.replica.writers.doc.binary import Source, streams
from tests.replica.writers.doc.table import add_table

DOCUMENTS = Path(__file__).parents[2] / "documents"
BLOCKS = tuple(Paragraph(text) for text in ("标题", "第一段。", "第二段。"))


@pytest.fixture
def word():
    return bytearray(writer.write(BLOCKS, rng=random.Random(1), variant=writer.VARIANTS[0]))


def fib(data):
    """Return where the file information block stands."""
    return data.index(b"\xec\xa5", 512)


def test_a_plain_document(word):
    assert render(reader.extract(bytes(word)).blocks) == "标题\n第一段。\n第二段。"


@pytest.mark.parametrize("flags", [0x0100, 0x8100])
def test_a_password_is_reported(word, flags):
    at = fib(word) + 10
    word[at : at + 2] = struct.pack("<H", struct.unpack_from("<H", word, at)[0] | flags)
    with pytest.raises(EncryptedError):
        reader.extract(bytes(word))


def composed(compose):
    """Return a DOC whose main story ``compose`` writes."""
    source = Source(levels=[])
    compose(source.story)
    source.main = len(source.story.text)
    source.heads = [0] * 12
    source.story.end()  # of the empty heads
    return compound(streams(source), bytes(16))


def test_a_paragraph_whose_mark_was_deleted_runs_on_into_no_table():
    def compose(story):
        story.run("前半")
        story.run("\r", sprm.DELETED)
        story.paragraphs.append((len(story.text), bytes(2)))
        table = Table((Cell(0, 0, "甲"), Cell(0, 1, "1"), Cell(1, 0, "乙"), Cell(1, 1, "2")))
        add_table(story, table, flagged=False, folded=False, park=bytes)
        story.run("后半")
        story.end()

    assert render(reader.extract(composed(compose)).blocks) == "前半\n\n甲\t1\n乙\t2\n\n后半"


def test_what_word_draws_from_a_code_is_written():
    def compose(story):
        for text in ("\x13", "eq \\o\\ad(\\s\\up 9(nián),年)", "\x15"):
            story.run(text, sprm.SPECIAL if len(text) == 1 else b"")
        story.run("报")
        story.end()

    assert render(reader.extract(composed(compose)).blocks) == "年报"


def test_an_embedded_workbook_is_read_in_its_place():
    """Made by LibreOffice from a DOCX with an Excel object."""
    found = reader.extract((DOCUMENTS / "embedded.doc").read_bytes())
    assert render(found.blocks).startswith("前\n\n项目\t自然人\t总计\n新收\t12\t12\n结转\t0\t0\n\n后\n")
    assert found.notes == ()


def test_old_files_need_libreoffice_and_say_so(word, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    at = fib(word) + 2
    word[at : at + 2] = struct.pack("<H", 104)
    with pytest.raises(UnsupportedError, match=r"Word 6/95: .* soffice is not installed"):
        reader.extract(bytes(word))
    with pytest.raises(UnsupportedError, match="before 6"):
        reader.extract(b"\xdb\xa5\x2d\0" + bytes(100))


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)]
)
def test_what_is_no_document_says_so(data):
    with pytest.raises(ExtractionError):
        reader.extract(data)


def test_a_text_that_is_cut_off_is_no_text(word):
    longs = fib(word) + 34 + 2 * struct.unpack_from("<H", word, fib(word) + 32)[0] + 2
    word[longs + 12 : longs + 16] = struct.pack("<i", 10_000)
    with pytest.raises(ExtractionError, match="whole text"):
        reader.extract(bytes(word))


def office_script(folder, monkeypatch, script):
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_what_libreoffice_makes_of_an_old_file_is_read(tmp_path, monkeypatch):
    sample = DOCUMENTS / "libreoffice.odt"
    office_script(
        tmp_path,
        monkeypatch,
        f'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"; cp {sample} "$2/document.odt"',
    )
    document = libreoffice.convert(b"old", "Word 6/95")
    assert document.notes == ("converted_by_libreoffice",)
    assert render(document.blocks).startswith("某镇2020年")


def test_libreoffice_that_hangs_is_killed_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "SECONDS", 0.3)
    office_script(tmp_path, monkeypatch, f"(sleep 1; echo alive > {tmp_path}/child) & sleep 60")
    with pytest.raises(ExtractionError, match="did not finish"):
        libreoffice.convert(b"old", "Word 6/95")
    time.sleep(1.2)
    assert not (tmp_path / "child").exists()


def test_libreoffice_that_fails_is_reported(tmp_path, monkeypatch):
    office_script(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(ExtractionError, match="could not read it"):
        libreoffice.convert(b"old", "Word 6/95")


def test_commands_of_every_length_are_told_apart():
    tabs = b"\x15\xc6\xff" + b"\x01" + bytes(4) + b"\x02" + bytes(6)
    commands = b"\x16\x24\x01" + tabs + b"\x08\xd6\x06\x00" + bytes(5) + b"\x49\x66\x02\0\0\0" + b"\x0b\x46"
    assert [(code, len(operand)) for code, operand in sprms(commands)] == [
        (0x2416, 1), (0xC615, 13 - 1), (0xD608, 5), (0x6649, 4),
    ]  # fmt: skip


def test_toggles_refer_to_the_style():
    style = CharacterProperties(hidden=True)
    hide = [style.apply(b"\x3c\x08" + bytes([value]), style).hidden for value in (0, 1, 0x80, 0x81)]
    assert hide == [False, True, True, False]


def test_a_row_takes_merges_from_its_definition_and_from_commands():
    cells = b"".join(struct.pack("<H18x", flags) for flags in (0x60, 0x20, 0x02))
    definition = b"\x03" + struct.pack("<4h", 0, 100, 200, 300) + cells
    row = RowProperties().apply(
        b"\x08\xd6" + struct.pack("<H", len(definition) + 1) + definition + b"\x2b\xd6\x02\x00\x01"
    )
    assert (row.edges, row.up, row.left) == ([0, 100, 200, 300], {0, 1}, {2})
