import io
import random

import pypdfium2
import pytest
from PIL import Image

from crawler.extraction.base import Cell, Paragraph, Table, render
from tests.replica.counties import FOUNDING
from tests.replica.reports import compose
from tests.replica.writers import fonts, pdf, scan

SMALL = (Paragraph("一、总体情况"), Paragraph("全年公开信息12条。"), Table((Cell(0, 0, "规章"), Cell(0, 1, "0"))))
LONG = tuple(Paragraph(f"{n}.主动公开政府信息情况。") for n in range(60))


def pages(data):
    return list(pypdfium2.PdfDocument(data))


@pytest.mark.parametrize("variant", scan.VARIANTS)
def test_a_scan_has_ink_and_no_text(variant):
    for page in pages(scan.write(SMALL, title="年报", rng=random.Random(1), variant=variant)):
        assert page.get_textpage().count_chars() == 0
        assert page.get_size() == (595, 842)
        dark = sum(page.render(scale=0.5).to_pil().convert("L").histogram()[:128])
        assert dark > 50


def test_every_second_page_can_lie_on_its_side():
    sizes = [page.get_size() for page in pages(scan.write(LONG, rng=random.Random(1), variant="sideways"))]
    assert sizes[:2] == [(595, 842), (842, 595)]


def test_pictures_are_strips_or_pages():
    strip = Image.open(io.BytesIO(scan.picture(LONG, rng=random.Random(1), kind="png")))
    book = Image.open(io.BytesIO(scan.picture(LONG, rng=random.Random(1), kind="tiff")))
    assert strip.height > 2 * strip.width
    assert book.n_frames > 1
    assert scan.picture(SMALL, rng=random.Random(1)).startswith(b"\xff\xd8\xff")


def test_the_font_knows_every_character_of_the_replica():
    printed = set()
    bodies = [(county.name, organ) for county in FOUNDING for organ in county.organs]
    for seed, (county, organ) in enumerate(bodies * 3):
        report = compose(organ.agency, organ.level, 2010 + seed % 15, random.Random(seed), county)
        printed |= set(report.title + render(report.blocks))
    assert printed - {"\n", "\t"} <= fonts.characters()


def test_a_character_without_a_glyph_is_refused():
    with pytest.raises(ValueError, match="䶮"):
        scan.write((Paragraph("䶮"),), rng=random.Random(1))


def test_unmapped_glyphs_look_the_same_and_say_nothing(composed):
    embedded, unmapped = (pdf.write(composed.blocks, rng=random.Random(1), variant=v) for v in ("embedded", "unmapped"))
    text, noise = (page[0].get_textpage().get_text_bounded() for page in (pages(embedded), pages(unmapped)))
    assert "情况" in text
    assert "情况" not in noise
    assert pages(embedded)[0].render().to_pil() == pages(unmapped)[0].render().to_pil()


def test_the_same_seed_scans_the_same_bytes():
    first, second = (scan.write(SMALL, rng=random.Random(4), variant="noisy") for _ in range(2))
    assert first == second
