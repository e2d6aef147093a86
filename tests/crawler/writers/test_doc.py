"""A reader of [MS-DOC] of its own, just large enough to see that the files say what they should."""

import io
import itertools
import random
import struct

import olefile
import pytest

from crawler.extraction.base import Paragraph, Table, render
from tests.replica.writers import doc
from tests.replica.writers.compound import compound
from tests.replica.writers.doc.story import GHOST
from tests.replica.writers.grid import size

CLX, PAPX, CHPX, HEADS, LISTS = 33, 13, 12, 11, 73


class File:
    def __init__(self, data) -> None:
        ole = olefile.OleFileIO(io.BytesIO(data))
        self.streams = {name[0]: ole.openstream(name).read() for name in ole.listdir()}
        self.main = self.streams["WordDocument"]
        self.table = self.streams["1Table"]
        longs = struct.unpack_from("<22I", self.main, 64)
        self.ccp_text, self.ccp_heads = longs[3], longs[5]
        clx = self.part(CLX)
        count = (struct.unpack_from("<I", clx, 1)[0] - 4) // 12
        bounds = struct.unpack_from(f"<{count + 1}I", clx, 5)
        offsets = [struct.unpack_from("<I", clx, 5 + 4 * (count + 1) + 8 * n + 2)[0] for n in range(count)]
        self.pieces = [
            (start, end, (fc & 0x3FFFFFFF) // 2 if fc >> 30 else fc, 1 if fc >> 30 else 2)
            for start, end, fc in zip(bounds, bounds[1:], offsets, strict=False)
        ]
        self.text = "".join(
            self.main[offset : offset + (end - start) * width].decode("latin-1" if width == 1 else "utf-16-le")
            for start, end, offset, width in self.pieces
        )

    def part(self, place):
        offset, length = struct.unpack_from("<II", self.main, 154 + 8 * place)
        return self.table[offset : offset + length]

    def formatted(self, place, slot):
        """(first offset, end offset, raw properties) of every run of a bin table's pages."""
        plc = self.part(place)
        count = (len(plc) - 4) // 8
        for page in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)):
            fkp = self.main[page * 512 : (page + 1) * 512]
            runs = fkp[-1]
            bounds = struct.unpack_from(f"<{runs + 1}I", fkp, 0)
            for n in range(runs):
                at = fkp[4 * (runs + 1) + slot * n] * 2
                size_ = fkp[at] * 2 - 1 if fkp[at] else fkp[at + 1] * 2
                start = at + (1 if fkp[at] else 2)
                if slot == 1:
                    size_, start = fkp[at], at + 1
                yield bounds[n], bounds[n + 1], fkp[start : start + size_] if at else b""


def cells_of(table):
    """The cell texts in file order when cells merged across are one cell, and cells merged down are repeated empty."""
    height, width = size(table)
    at = {(c.row + i, c.col): c.text if i == 0 else "" for c in table.cells for i in range(c.rowspan)}
    for row in range(height):
        yield from (at[row, col] for col in range(width) if (row, col) in at)
        yield ""  # the end of the row


@pytest.mark.parametrize("variant", ["plain", "pieces", "huge"])
def test_the_piece_table_gives_the_text_cell_by_cell(composed, squeeze, variant):
    data = doc.write(composed.blocks, title=composed.title, rng=random.Random(variant), variant=variant)
    word = File(data)
    assert len(word.pieces) == 1 or variant == "pieces"
    main = word.text[: word.ccp_text]
    expected = composed.title
    for block in composed.blocks:
        expected += "".join(text + "\x07" for text in cells_of(block)) if isinstance(block, Table) else block.text
    assert squeeze(main) == squeeze(expected)  # a \r is white space, and may fold a label in its cell


@pytest.mark.parametrize("variant", doc.VARIANTS)
def test_formatted_pages_cover_every_character_once(composed, variant):
    word = File(doc.write(composed.blocks, title="年报", rng=random.Random(variant), variant=variant))
    text = sorted((offset, offset + (end - start) * width) for start, end, offset, width in word.pieces)
    for place, slot in ((PAPX, 13), (CHPX, 1)):
        covered = [(a, b) for a, b, _ in word.formatted(place, slot)]
        assert covered[0][0] == text[0][0]
        assert covered[-1][1] == text[-1][1]
        assert all(a[1] == b[0] for a, b in itertools.pairwise(covered))


def test_every_row_ends_with_its_definition(composed):
    word = File(doc.write(composed.blocks, rng=random.Random(1), variant="plain"))
    rows = sum(size(block)[0] for block in composed.blocks if isinstance(block, Table))
    definitions = [data for _, _, data in word.formatted(PAPX, 13) if b"\x08\xd6" in data]
    assert len(definitions) == rows
    merged = [cell for block in composed.blocks if isinstance(block, Table) for cell in block.cells if cell.rowspan > 1]
    starts = sum(definition_flags(data).count(0x60) for data in definitions)
    assert starts == len(merged)


def definition_flags(data):
    at = data.index(b"\x08\xd6") + 4
    count = data[at]
    cells = at + 1 + 2 * (count + 1)
    return [struct.unpack_from("<H", data, cells + 20 * n)[0] for n in range(count)]


def test_large_rows_live_in_the_data_stream(composed):
    word = File(doc.write(composed.blocks, rng=random.Random(1), variant="huge"))
    wide = any(size(block)[1] > 10 for block in composed.blocks if isinstance(block, Table))
    assert ("Data" in word.streams) == wide


def test_numbers_stand_only_in_the_list_table(composed):
    word = File(doc.write(composed.blocks, rng=random.Random(1), variant="numbered"))
    assert "\r二、" in "\r" + render(composed.blocks).replace("\n", "\r")
    assert "\r二、" not in word.text
    assert "、".encode("utf-16-le") in word.table[struct.unpack_from("<I", word.main, 154 + 8 * LISTS)[0] :]


def test_deleted_and_hidden_words_are_marked(composed):
    word = File(doc.write(composed.blocks, rng=random.Random(1), variant="tracked"))
    marked = [data for _, _, data in word.formatted(CHPX, 1) if b"\x00\x08\x01" in data or b"\x3c\x08\x01" in data]
    assert GHOST in word.text
    assert marked


def test_head_and_page_number_follow_the_main_text(composed):
    word = File(doc.write(composed.blocks, title=composed.title, rng=random.Random(1), variant="plain"))
    heads = word.text[word.ccp_text :]
    assert composed.title in heads
    assert " PAGE " in heads
    assert "PAGE" not in word.text[: word.ccp_text]
    assert len(heads) == word.ccp_heads + 1


def test_the_program_that_wrote_it_stands_in_the_summary(composed):
    data = doc.write(composed.blocks, title="年报", rng=random.Random(1), variant="plain", program=doc.WPS)
    meta = olefile.OleFileIO(io.BytesIO(data)).get_metadata()
    assert meta.creating_application.decode("gb18030") == doc.WPS
    assert meta.title.decode("gb18030") == "年报"


def test_a_compound_file_keeps_its_streams():
    streams = {f"s{n}": bytes([n]) * (n * 3000 + 1) for n in range(1, 9)}
    ole = olefile.OleFileIO(io.BytesIO(compound(streams)))
    assert sorted(name[0] for name in ole.listdir()) == sorted(streams)
    for name, body in streams.items():
        read = ole.openstream(name).read()
        assert read.startswith(body)
        assert not read[len(body) :].strip(b"\0")


def test_the_same_seed_writes_the_same_bytes(composed):
    for variant in doc.VARIANTS:
        first, second = (doc.write(composed.blocks, rng=random.Random(4), variant=variant) for _ in range(2))
        assert first == second


def test_a_document_without_tables_is_one_too():
    word = File(doc.write((Paragraph("一、总体情况"), Paragraph("无。")), rng=random.Random(0), variant="plain"))
    assert word.text[: word.ccp_text] == "一、总体情况\r无。\r"
