"""The replica's reports as files: what is composed, and how it is written in each format."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.extraction.base import Block, Cell, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Composed:
    """A report before it has a format: title, true blocks and the date of publication."""

    title: str
    blocks: tuple[Block, ...]
    published: date


def compose(agency: str, level: str, year: int, rng: random.Random, county: str) -> Composed:
    """Compose the report of one body for one year."""
    short = agency.removeprefix(county) if level != "county" else agency
    lines = [
        f"根据《中华人民共和国政府信息公开条例》的规定，{short}编制了本报告，所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
        "一、总体情况",
        f"{year}年，{short}在门户网站公开信息{rng.randint(20, 400)}条。",
        "二、主动公开政府信息情况",
    ]
    rows = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "0", "0", "0"]]
    rows.append(["行政规范性文件", *(str(rng.randint(0, 9)) for _ in range(3))])
    table = Table(tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))
    tail = (Paragraph("三、其他需要报告的事项"), Paragraph("本年度没有收取信息处理费。"))
    blocks: tuple[Block, ...] = (*(Paragraph(line) for line in lines), table, *tail)
    published = date(year + 1, 1, 4) + timedelta(days=rng.randint(0, 80))
    return Composed(f"{agency}{year}年政府信息公开工作年度报告", blocks, published)


def markup(blocks: tuple[Block, ...], rng: random.Random) -> str:
    """Return the blocks as an HTML fragment."""
    del rng
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{html.escape(block.text)}</p>")
        else:
            cells = "".join(
                "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in block.rows()
            )
            parts.append(f'<table border="1">{cells}</table>')
    return "\n".join(parts)


MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write(ending: str, blocks: tuple[Block, ...], title: str, rng: random.Random) -> bytes:
    """Return the report as a file of this format."""
    del blocks, title, rng
    raise LookupError(ending)
