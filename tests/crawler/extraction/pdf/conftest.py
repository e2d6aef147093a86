"""A small typesetter: statutory tables and paragraphs on paper, with the truth beside them."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Table

Rows = list[list[str]]
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
LABELS: list[tuple[str, str, str]] = [
    ("一、本年新收政府信息公开申请数量", "", ""),
    ("二、上年结转政府信息公开申请数量", "", ""),
    ("三、本年度办理结果", "（一）予以公开", ""),
    ("", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""),
    ("", "（三）不予公开", "1.属于国家秘密"),
    *[("", "", f"{n}.{text}") for n, text in enumerate(["其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益"], 2)],
    *[("", "", f"{n}.{text}") for n, text in enumerate(["属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项"], 5)],
    ("", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("", "", "2.没有现成信息需要另行制作"),
    ("", "", "3.补正后申请内容仍不明确"),
    ("", "（五）不予处理", "1.信访举报投诉类申请"),
    *[("", "", text) for text in ["2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"]],
    ("", "（六）其他处理", "1.申请人无正当理由逾期不补正"),
    ("", "", "2.申请人逾期未按收费通知要求缴纳费用"),
    ("", "", "3.其他"),
    ("", "（七）总计", ""),
    ("四、结转下年度继续办理", "", ""),
]  # fmt: skip


def requests_table(seed: int) -> tuple[Rows, list[tuple[Any, ...]]]:
    """The 申请情况 table: its grid, and the merged cells as reportlab wants them."""
    dice = random.Random(seed)
    rows: Rows = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", *[""] * 4, "总计"],
        ["", "", "", "", *HEADS[1:6], ""],
    ]
    rows += [[*label, *(str(dice.choice([0, 0, 0, 1, 7, 23, 118])) for _ in HEADS)] for label in LABELS]
    spans: list[tuple[Any, ...]] = [
        ("SPAN", (0, 0), (2, 2)),
        ("SPAN", (3, 0), (9, 0)),
        ("SPAN", (3, 1), (3, 2)),
        ("SPAN", (4, 1), (8, 1)),
        ("SPAN", (9, 1), (9, 2)),
        ("SPAN", (0, 5), (0, 26)),
    ]
    spans += [("SPAN", (0, r), (2, r)) for r in (3, 4, 27)]
    spans += [("SPAN", (1, r), (2, r)) for r in (5, 6, 26)]
    spans += [("SPAN", (1, a), (1, b)) for a, b in ((7, 14), (15, 17), (18, 22), (23, 25))]
    return rows, spans


def proactive_table(seed: int) -> tuple[Rows, list[tuple[Any, ...]]]:
    """The 主动公开 table."""
    dice = random.Random(seed)
    rows: Rows = [["第二十条第（一）项", "", "", ""], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]
    rows += [[name, *(str(dice.randrange(30)) for _ in range(3))] for name in ("规章", "行政规范性文件")]
    spans: list[tuple[Any, ...]] = [("SPAN", (0, 0), (3, 0))]
    for item, names in (("（五）", ["行政许可"]), ("（六）", ["行政处罚", "行政强制"])):
        spans += [("SPAN", (0, len(rows)), (3, len(rows)))]
        rows += [[f"第二十条第{item}项", "", "", ""], ["信息内容", "本年处理决定数量", "", ""]]
        rows += [[name, str(dice.randrange(5000)), "", ""] for name in names]
        spans += [("SPAN", (1, r), (3, r)) for r in range(len(rows) - 1 - len(names), len(rows))]
    return rows, spans


def grid(rows: Rows, spans: list[tuple[Any, ...]], widths: list[float], size: float = 9, repeat: int = 0) -> Table:
    style = ParagraphStyle("cell", fontName=FONT, fontSize=size, leading=size * 1.25, wordWrap="CJK", alignment=1)
    cells = [[Paragraph(text, style) if text else "" for text in row] for row in rows]
    look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]
    return Table(cells, widths, style=look, repeatRows=repeat)


def prose(text: str, size: float = 12) -> Paragraph:
    style = ParagraphStyle(
        "p", fontName=FONT, fontSize=size, leading=size * 1.8, firstLineIndent=2 * size, wordWrap="CJK"
    )
    return Paragraph(text, style)


def title(text: str, size: float = 18) -> Paragraph:
    return Paragraph(
        text, ParagraphStyle("t", fontName=FONT, fontSize=size, leading=size * 1.6, alignment=1, wordWrap="CJK")
    )


@pytest.fixture(scope="session")
def typeset() -> Callable[..., bytes]:
    """Return a function that puts flowables on A4 pages; ``head`` runs on top, page numbers below."""

    def build(flowables: list[Any], head: str = "", **options: Any) -> bytes:
        out = io.BytesIO()

        def furniture(canvas: Any, doc: Any) -> None:
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(A4[0] / 2, 30, f"- {doc.page} -")
            canvas.drawString(72, A4[1] - 40, head)

        paper = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=72, rightMargin=72, topMargin=72, bottomMargin=72, **options
        )
        paper.build(flowables, onFirstPage=furniture, onLaterPages=furniture)
        return out.getvalue()

    return build


@pytest.fixture(scope="session")
def two_columns() -> Callable[[list[Any]], bytes]:
    """Return a function that puts flowables on A4 pages of two columns."""

    def build(flowables: list[Any]) -> bytes:
        out = io.BytesIO()
        width = (A4[0] - 124) / 2
        frames = [Frame(x, 60, width, A4[1] - 120, 0, 0, 0, 0) for x in (50, 74 + width)]
        BaseDocTemplate(out, pagesize=A4, pageTemplates=[PageTemplate("both", frames)]).build(flowables)
        return out.getvalue()

    return build


@pytest.fixture(scope="session")
def paper() -> Any:
    """Return this module: the pieces that can be put on paper."""
    return sys.modules[__name__]
