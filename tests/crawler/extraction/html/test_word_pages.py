"""What word processors and editors leave in pages: lists, hidden cells, columns a hair wide, comments, page numbers."""

from __future__ import annotations

import pytest

from crawler.extraction import html
from crawler.extraction.base import Paragraph

BODY = "<p>根据条例要求，编制本报告，数据截至年底。</p><p>一、总体情况</p><p>全年公开信息十条，情况良好。</p>"


def blocks(markup: str) -> list[str | list[list[str]]]:
    page = f"<html><body><div class=TRS_Editor>{BODY}{markup}</div></body></html>".encode()
    found = html.extract(page).blocks[3:]
    return [block.text if isinstance(block, Paragraph) else block.rows() for block in found]


def rows(markup: str) -> list[list[str]]:
    (table,) = (block for block in blocks(f"<table>{markup}</table>") if not isinstance(block, str))
    return table


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<ol style="list-style-type: decimal;"><li><p>甲项。</p><li>乙项。</ol>', ["1.甲项。", "2.乙项。"]),
        ('<ol class="custom_cn list-paddingleft-1"><li><p>甲项。</p><p>其下。</p><li>乙项。</ol>', ["一、甲项。", "其下。", "二、乙项。"]),
        ("<ol class=custom_cn2 start=3><li>甲项。<li value=9>乙项。</ol>", ["（三）甲项。", "（九）乙项。"]),
        ("<ol type=a><li><ol type=I><li>甲项。</ol><li>乙项。</ol>", ["I.甲项。", "b.乙项。"]),
        ("<ol><li>甲项。<li>乙项。</ol>", ["甲项。", "乙项。"]),
        ("<ol style='list-style:none'><li>甲项。</ol><ul><li>乙项。</ul>", ["甲项。", "乙项。"]),
    ],
)  # fmt: skip
def test_lists_are_numbered_as_far_as_the_page_says(markup: str, shown: list[str]) -> None:
    assert blocks(markup) == shown


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="mso-element:header"><p>页眉</p></div>',
        '<div title="footer"><p>— <sdfield type=PAGE>3</sdfield> —</p></div>',
        "<p>— 3 —</p>",
        "<p>－12－</p>",
        '<del cite="mailto:a" datetime="2022-01-05T09:00">旧句。</del>',
        '<div style="mso-element:comment-list"><div style="mso-element:comment">批注</div></div>',
        "<span class=MsoCommentReference><a href=#_msocom_1>[x1]</a></span>",
    ],
)
def test_what_belongs_to_the_document_and_not_to_its_text_is_left_out(markup: str) -> None:
    assert blocks(f"<p>甲句。</p>{markup}<p>乙句。</p>") == ["甲句。", "乙句。"]


def test_preformatted_text_keeps_its_lines_and_a_caption_its_place() -> None:
    markup = "<pre>甲句。\n乙句。</pre><table><caption>表一</caption><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    assert blocks(markup) == ["甲句。", "乙句。", "表一", [["甲", "1"], ["乙", "2"]]]


def test_a_label_that_floats_stands_before_its_words() -> None:
    assert blocks('<h2><span style="display:block;float:left">（一）</span>主动公开</h2>') == ["（一）主动公开"]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<tr><td>甲<td style='display: none'>9<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td hidden>9<td>1<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td>1<tr style='display:none'><td>旧<td>9<tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td style='visibility:hidden'>9<td>1<tr><td>乙<td>2<td>3", [["甲", "", "1"], ["乙", "2", "3"]]),
        ("<tr><td>甲<td><input value=1><tr><td>乙<td><textarea>2</textarea>", [["甲", "1"], ["乙", "2"]]),
        ("<tr><td>甲<td>1<input type=hidden value=9><tr><td>乙<td>2", [["甲", "1"], ["乙", "2"]]),
        (
            "<thead><tr><th rowspan=2>项目<th colspan=2>条数</thead><tbody><tr><th>去年<th>今年<tr><td>甲<td>1<td>2",
            [["项目", "条数", ""], ["", "去年", "今年"], ["甲", "1", "2"]],
        ),
    ],
)
def test_figures_stay_under_their_heads(markup: str, shown: list[list[str]]) -> None:
    assert rows(markup) == shown


def test_a_column_that_no_cell_has_to_itself_is_none_in_a_statutory_table() -> None:
    markup = (
        "<tr><td colspan=3>行政复议<td colspan=3>行政诉讼<tr><td>结果维持<td>结果纠正<td colspan=2>总计<td>结果维持<td>总计"
        "<tr><td>1<td>2<td colspan=2>3<td>4<td>5"
    )
    assert rows(markup) == [
        ["行政复议", "", "", "行政诉讼", ""],
        ["结果维持", "结果纠正", "总计", "结果维持", "总计"],
        ["1", "2", "3", "4", "5"],
    ]
    form = "<tr><td>姓名<td colspan=3>张某某<tr><td colspan=2>联系地址在此<td colspan=2>电话"
    assert rows(form)[1] == ["联系地址在此", "", "电话", ""]
