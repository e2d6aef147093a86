from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.extraction import ofd, pdf
from crawler.extraction.base import ExtractionError, Paragraph, Table, render
from crawler.extraction.layout.ruled_tables import Segment, lattices
from tests.replica.reports import compose
from tests.replica.writers import pdf as writer

Build = Callable[..., bytes]
PAGE = """<Page xmlns="http://www.ofdspec.org/2016"><Template TemplateID="9"/><Content><Layer ID="1">
<TextObject ID="2" Boundary="30 40 150 6" Size="4" CTM="1 0 0 1 0 0"><TextCode X="0" Y="4" DeltaX="g 5 4">一、总体情况</TextCode></TextObject>
<PathObject ID="3" Boundary="30 60 100 20"><AbbreviatedData>M 0 0 L 100 0 L 100 20 L 0 20 C M 0 10 L 100 10 M 50 0 L 50 20</AbbreviatedData></PathObject>
<TextObject ID="4" Boundary="32 62 40 6" Size="4"><TextCode X="0" Y="4">规章</TextCode></TextObject>
<TextObject ID="5" Boundary="82 62 40 6" Size="4"><TextCode X="0" Y="4" DeltaX="g 2 2">0</TextCode></TextObject>
<TextObject ID="6" Boundary="32 72 40 6" Size="4"><TextCode X="0" Y="4">行政许可</TextCode></TextObject>
<TextObject ID="7" Boundary="82 72 40 6" Size="4"><TextCode X="0" Y="4" DeltaX="g 2 2">118</TextCode></TextObject>
</Layer></Content></Page>"""
HEAD = """<Page xmlns="http://www.ofdspec.org/2016"><Content><Layer ID="1">
<TextObject ID="2" Boundary="30 10 150 6" Size="4"><TextCode X="0" Y="4">某县人民政府办公室</TextCode></TextObject></Layer></Content></Page>"""
DOCUMENT = """<Document xmlns="http://www.ofdspec.org/2016"><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>
<TemplatePage ID="9" BaseLoc="Tpls/T.xml"/></CommonData><Pages><Page ID="1" BaseLoc="/Doc_0/pages/P.xml"/></Pages></Document>"""
ROOT = """<OFD xmlns="http://www.ofdspec.org/2016"><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"""


def an_ofd() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in (("OFD.xml", ROOT), ("Doc_0/Document.xml", DOCUMENT), ("Doc_0/Tpls/T.xml", HEAD)):
            package.writestr(name, text)
        package.writestr("Doc_0/Pages/P.xml", PAGE)
    return stream.getvalue()


def test_an_ofd_gives_its_table_and_not_its_running_head() -> None:
    blocks = ofd.extract(an_ofd()).blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["一、总体情况"]
    assert [b.rows() for b in blocks if isinstance(b, Table)] == [[["规章", "0"], ["行政许可", "118"]]]


@pytest.mark.parametrize("variant", ["plain", "headed", "dense", "landscape", "rotated", "encrypted"])
@pytest.mark.parametrize("year", [2020, 2023])
def test_reports_come_back_as_they_were_composed(variant: str, year: int) -> None:
    report = compose("云岭县青石镇人民政府", "township", year, random.Random(year), "云岭县")
    data = writer.write(report.blocks, title=report.title, rng=random.Random(1), variant=variant)
    found = pdf.extract(data).blocks
    assert [b.rows() for b in found if isinstance(b, Table)] == [
        b.rows() for b in report.blocks if isinstance(b, Table)
    ]
    printed = [b.text.replace(" ", "") for b in found if isinstance(b, Paragraph)]
    assert printed == [report.title, *(b.text.replace(" ", "") for b in report.blocks if isinstance(b, Paragraph))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8))
def test_damaged_files_are_read_or_refused(
    typeset: Build, paper: Any, cut: float, flips: list[tuple[float, int]]
) -> None:
    whole = typeset([paper.prose("一、总体情况"), paper.grid([["甲", "1"], ["乙", "2"]], [], [80, 80])])
    for reader, sound in ((pdf, whole), (ofd, an_ofd())):
        data = bytearray(sound[: max(1, round(len(sound) * cut))])
        for place, value in flips:
            data[round(place * (len(data) - 1))] = value
        try:
            text = render(reader.extract(bytes(data)).blocks)
        except ExtractionError:
            continue
        assert text.encode().decode() == text


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=6),
    st.lists(st.integers(1, 3), min_size=1, max_size=6),
)
def test_a_full_grid_has_a_cell_between_all_its_rules(heights: list[int], widths: list[int]) -> None:
    ys = [sum(heights[:i]) * 20.0 for i in range(len(heights) + 1)]
    xs = [sum(widths[:i]) * 30.0 for i in range(len(widths) + 1)]
    found = lattices([Segment(y, 0, xs[-1]) for y in ys], [Segment(x, 0, ys[-1]) for x in xs])
    assert len(found) == 1
    assert len(found[0].spans) == len(heights) * len(widths)
    assert all((s.rowspan, s.colspan) == (1, 1) for s in found[0].spans)
