"""Reports handed in as forms: the values stand where the form shows them."""

from __future__ import annotations

import pytest

from crawler.extraction import pdf
from crawler.extraction.base import Table, render

COLUMNS, LINES = (60, 260, 380, 500), (700, 670, 640)
LONG = "本年度主动公开信息一千二百条，其中通过门户网站公开八百条，通过新媒体公开四百条，比上年多一成。"
FONT = (
    "<</Font<</F<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>>>>>"
)


def shown(text: str, x: float, y: float) -> str:
    return f"BT /F 10 Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


class Form:
    """A page with a table drawn on it, and what was filled in."""

    def __init__(self) -> None:
        self._objects: list[str] = [""] * 4
        self._fields: list[str] = []

    def fill(self, text: str, box: tuple[int, int, int, int], keys: str = "/FT/Tx", *, drawn: bool = True) -> None:
        """Add a value, with its look unless the program that filled it in left that to others."""
        left, bottom, right, top = box
        look = f"0 0 {right - left} {top - bottom} re S\n" + shown(text, 3, (top - bottom) / 2 - 4)
        words = f"<feff{text.encode('utf-16-be').hex()}>"
        if drawn:
            extent = f"/BBox[0 0 {right - left} {top - bottom}]"
            self._objects.append(self._stream(look, f"/Subtype/Form{extent}/Resources{FONT}"))
            keys += f"/AP<</N {len(self._objects)} 0 R>>"
        subtype = "" if "/Subtype" in keys else "/Subtype/Widget"
        self._objects.append(
            f"<</Type/Annot{subtype}/T(f{len(self._objects)})/Rect[{left} {bottom} {right} {top}]/DA(/F 10 Tf)"
            f"/V{words}/Contents{words}{keys}>>"
        )
        self._fields.append(f"{len(self._objects)} 0 R")

    def _stream(self, content: str, keys: str = "") -> str:
        return f"<<{keys}/Length {len(content)}>>stream\n{content}\nendstream"

    def saved(self, printed: str) -> bytes:
        rules = [f"{COLUMNS[0]} {y} m {COLUMNS[-1]} {y} l S" for y in LINES]
        rules += [f"{x} {LINES[0]} m {x} {LINES[-1]} l S" for x in COLUMNS]
        fields = " ".join(self._fields)
        self._objects[:4] = [
            f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{fields}]/DR{FONT}/DA(/F 10 Tf)>>>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources{FONT}/Annots[{fields}]>>",
            self._stream("\n".join(rules) + "\n" + printed),
        ]
        objects = "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(self._objects, 1))
        return f"%PDF-1.7\n{objects}trailer<</Root 1 0 R>>\n%%EOF".encode()


@pytest.mark.parametrize("drawn", [True, False])
def test_values_stand_in_their_cells_whether_their_looks_were_stored_or_not(*, drawn: bool) -> None:
    form = Form()
    form.fill("12", (270, 645, 370, 665), drawn=drawn)
    form.fill("0", (390, 645, 490, 665), "/FT/Ch/Ff 131072", drawn=drawn)
    heads = shown("项目", 65, 682) + shown("自然人", 265, 682) + shown("总计", 385, 682) + shown("本年新收", 65, 652)
    (table,) = (block for block in pdf.extract(form.saved(heads)).blocks if isinstance(block, Table))
    assert table.rows() == [["项目", "自然人", "总计"], ["本年新收", "12", "0"]]


def test_prose_that_was_filled_in_is_paragraphs() -> None:
    form = Form()
    form.fill(f"{LONG}\r{LONG}", (60, 500, 500, 600), "/FT/Tx/Ff 4096", drawn=False)
    text = render(pdf.extract(form.saved(shown("一、总体情况", 60, 610))).blocks)
    assert text.split("\n") == ["一、总体情况", LONG, LONG]


def test_text_typed_onto_the_page_is_read_and_what_does_not_print_is_not() -> None:
    form = Form()
    form.fill("补充说明", (60, 400, 300, 420), "/Subtype/FreeText")
    for keys in (
        "/Subtype/FreeText/F 2",
        "/FT/Tx/F 2",
        "/FT/Btn/Ff 65536",
        "/FT/Sig",
        "/Subtype/Stamp",
        "/Subtype/Text",
    ):
        form.fill("不见", (60, 300, 300, 320), keys)
    assert render(pdf.extract(form.saved("")).blocks) == "补充说明"


def test_values_on_a_turned_page_stand_in_their_cells() -> None:
    form = Form()
    form.fill("12", (270, 645, 370, 665))
    heads = shown("项目", 65, 682) + shown("自然人", 265, 682) + shown("总计", 385, 682) + shown("本年新收", 65, 652)
    turned = form.saved(heads).replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    (table,) = (block for block in pdf.extract(turned).blocks if isinstance(block, Table))
    assert table.rows() == [["项目", "自然人", "总计"], ["本年新收", "12", ""]]


def test_a_page_covered_with_annotations_is_read_without_them() -> None:
    form = Form()
    for _ in range(2000):
        form.fill("", (60, 400, 61, 401), "/Subtype/Link", drawn=False)
    form.fill("12", (60, 400, 160, 420))
    found = pdf.extract(form.saved(shown("一、总体情况", 60, 610)))
    assert render(found.blocks) == "一、总体情况"
    assert found.notes == ("more than 2000 annotations on a page, none read",)
