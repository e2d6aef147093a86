"""Characters that a print wraps in ActualText inside a scaled layer, as Chrome does for glyphs of two characters."""

from __future__ import annotations

import pytest

from crawler.extraction import pdf
from crawler.extraction.base import Table

ROWS = [("第二十条", "件数"), ("行政检查", "30"), ("一行二十", "11")]
WRAPPED = {"二": 0x2F06, "十": 0x2F17, "行": 0x2F8F, "一": 0x2F00}  # what the font says instead
CODES = {char: at for at, char in enumerate(dict.fromkeys("".join(map("".join, ROWS))), 1)}
WIDTH, HEIGHT, LEFT, BOTTOM, SIZE = 300, 60, 20, 20, 22


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def wrapped(text: str, shown: bytes) -> bytes:
    return b"/Span <</ActualText <feff%s>>> BDC %s EMC" % (text.encode("utf-16-be").hex().encode(), shown)


def cell(text: str, x: int, y: int, *, whole: bool) -> list[bytes]:
    if whole:
        codes = b"".join(b"%02x" % CODES[char] for char in text)
        return [wrapped(text, b"BT /F %d Tf 1 0 0 1 %d %d Tm <%s> Tj ET" % (SIZE, x, y, codes))]
    out = []
    for char in text:
        shown = b"BT /F %d Tf 1 0 0 1 %d %d Tm <%02x> Tj ET" % (SIZE, x, y, CODES[char])
        out.append(wrapped(char, shown) if char in WRAPPED else shown)
        x += SIZE if ord(char) > 255 else SIZE // 2
    return out


def printed(scale: float, *, whole: bool) -> bytes:
    rules = [b"%d %d m %d %d l S" % (LEFT, y, LEFT + 2 * WIDTH, y) for y in range(BOTTOM, BOTTOM + 4 * HEIGHT, HEIGHT)]
    rules += [b"%d %d m %d %d l S" % (x, BOTTOM, x, BOTTOM + 3 * HEIGHT) for x in range(LEFT, LEFT + 3 * WIDTH, WIDTH)]
    texts = [
        shown
        for row, cells in enumerate(ROWS)
        for column, text in enumerate(cells)
        for shown in cell(text, LEFT + column * WIDTH + 10, BOTTOM + (2 - row) * HEIGHT + 20, whole=whole)
    ]
    names = b" ".join(b"/g%d" % code for code in CODES.values())
    widths = b" ".join(b"1000" if ord(char) > 255 else b"500" for char in CODES)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 -120 1000 880] /FontMatrix [0.001 0 0 0.001 0 0] "
        b"/CharProcs << %s >> /Encoding << /Type /Encoding /Differences [1 %s] >> /FirstChar 1 /LastChar %d "
        b"/Widths [%s] /ToUnicode 7 0 R /Resources << >> >>"
    ) % (b" ".join(b"/g%d 8 0 R" % code for code in CODES.values()), names, len(CODES), widths)
    pairs = b"".join(b"<%02x> <%04x>\n" % (code, WRAPPED.get(char, ord(char))) for char, code in CODES.items())
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def "
        b"1 begincodespacerange <00> <ff> endcodespacerange %d beginbfchar\n%sendbfchar endcmap end end"
    ) % (len(CODES), pairs)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 842] /Contents 4 0 R "
            b"/Resources << /XObject << /X 5 0 R >> >> >>"
        ),
        stream(b"q %.2f 0 0 %.2f 60 500 cm /X Do Q" % (scale, scale)),
        stream(
            b"\n".join([b"1 w 0 0 0 RG", *rules, *texts]),
            b"/Type /XObject /Subtype /Form /BBox [0 0 700 300] /Resources << /Font << /F 6 0 R >> >>",
        ),
        font,
        stream(cmap),
        stream(b"1000 0 50 -100 950 850 d1 50 -100 900 950 re f"),
    ]
    data, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


@pytest.mark.parametrize("scale", [0.5, 0.75, 1.2])
@pytest.mark.parametrize("whole", [True, False])
def test_wrapped_characters_stand_where_they_are_printed(scale: float, whole: bool) -> None:
    (table,) = (block for block in pdf.extract(printed(scale, whole=whole)).blocks if isinstance(block, Table))
    assert table.rows() == [list(row) for row in ROWS]
