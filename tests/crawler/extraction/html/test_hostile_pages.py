import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import html
from crawler.extraction.base import MAX_CELLS, Table, render
from spiders.pages import charset

LINE = "全年公开信息十条，情况良好，没有问题。"
P = f"<p>{LINE}</p>"
TAGS = [
    "<p>",
    "</p>",
    "<div class=nav>",
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td rowspan=9>",
    "<td colspan=3>",
    "</table>",
    "<br>",
    "<a href=x>",
    "</a>",
    "<h1>",
    "<li>",
    "<script>",
    "</script>",
    "<b>",
]
PIECES = st.lists(
    st.sampled_from([*TAGS, LINE, "一、总体情况", "&nbsp;", "<!--", "-->", "\x00", "&#xD800;", "<td", '"', "2021"]),
    max_size=40,
)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_page(data):
    text = render(html.extract(data).blocks)
    assert text.encode().decode() == text  # no half of a surrogate: it can be stored


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_any_soup_of_tags_is_a_page_with_rectangular_tables(pieces):
    document = html.extract("".join(pieces).encode())
    for block in document.blocks:
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows()}) == 1
    assert "\x00" not in render(document.blocks)
    render(document.blocks).encode()


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + P,
        "<table><tr><td>" * 5_000 + P,
        "<b><i><u><font>" * 20_000 + P,
        "<div>" * 3000 + "</div>" * 3000 + P,
    ],
    ids=["divisions", "tables", "inline", "closed"],
)
def test_nothing_is_lost_below_the_parsers_depth(markup):
    assert render(html.extract(markup.encode()).blocks) == LINE


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td rowspan=65534>x<td>y</tr>" * 2_000,
        "<tr><td colspan=1000>x<td>y</tr>" * 400,
        "<tr><td rowspan=65534 colspan=1000>x<td>y</tr>" * 400,
    ],
    ids=["tall", "wide", "both"],
)
def test_a_table_beyond_the_limit_becomes_text_with_a_note(rows):
    document = html.extract(f"{P}<table>{rows}</table>{P}".encode())
    assert not any(isinstance(block, Table) for block in document.blocks)
    assert str(MAX_CELLS) in document.notes[0]
    assert render(document.blocks).startswith(LINE)
    assert render(document.blocks).endswith(LINE)


def test_many_wide_tables_share_one_budget():
    table = "<table>" + "<tr><td colspan=1000>x<td>y</tr>" * 100 + "</table>"
    document = html.extract((P + table * 10).encode())
    assert 1 <= sum(isinstance(block, Table) for block in document.blocks) <= 4
    assert any("the rest is text" in note for note in document.notes)


def test_an_endless_page_is_cut_between_tags_with_a_note(monkeypatch):
    monkeypatch.setattr(charset, "MAX_BYTES", 5_000)
    document = html.extract((P * 3 + "<i></i>" * 900 + P).encode())
    assert document.notes == ("cut",)
    assert render(document.blocks) == "\n".join([LINE] * 3)


def test_inlined_images_are_no_size(monkeypatch):
    monkeypatch.setattr(charset, "MAX_BYTES", 5_000)
    page = f"{P}<img src='data:image/png;base64,{'A' * 6_000}'>{P}"
    assert html.extract(page.encode()).notes == ()


def test_entities_from_outside_are_not_loaded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("秘密")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body>{P}<p>&x;</p></body></html>'
    assert "秘密" not in render(html.extract(page.encode()).blocks)
