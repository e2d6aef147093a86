"""Reports up to 2018: no statutory form, six to nine parts, sometimes the old sheet of indicators as an annex."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.extraction.base import Block, Paragraph
from tests.replica.chance import chance
from tests.replica.reports.extras import extra_table
from tests.replica.reports.statutory import Spanned, lay
from tests.replica.reports.titles import chinese_number
from tests.replica.reports.voice import Voice

_ESSENTIAL = (0, 1, 2, 4, 7)  # parts that no report leaves out
_PROBLEMS = 7
_MANY = 2
_WITH_SHEET_FROM = 2014


def compose(year: int, voice: Voice) -> tuple[Block, ...]:
    """Return the report's blocks for a year before 2019."""
    rng = voice.rng
    heads = voice.draw("free_heads_all")
    optional = [index for index in range(len(heads)) if index not in _ESSENTIAL]
    parts = sorted({*_ESSENTIAL, *rng.sample(optional, rng.randint(1, len(optional)))})
    blocks: list[Block] = [Paragraph(voice.say("free_lead"))]
    for number, part in enumerate(parts, 1):
        head = Paragraph(f"{chinese_number(number)}、{rng.choice(heads[part])}")
        blocks += [head, *_part(part, voice)]
    if year >= _WITH_SHEET_FROM and chance(rng, 0.5):  # half of them carry the sheet
        blocks += [
            Paragraph(rng.choice(("附表", "附件", "附")) + "：政府信息公开情况统计表"),
            lay(indicator_rows(year, rng)),
        ]
    return tuple(blocks)


def _part(part: int, voice: Voice) -> list[Block]:
    rng = voice.rng
    symbols: dict[int, list[str]] = {
        0: ["free_overview"] * rng.randint(1, 3),
        1: ["proactive"] * rng.randint(2, 4),
        2: ["requests_none" if voice.facts["new"] == "0" else "free_requests", "requests_more"],
        3: ["free_fee"],
        4: ["disputes_none"],
        5: ["proactive"] * rng.randint(1, 3),
        6: ["platform"] * rng.randint(1, 2),
        8: ["free_tail"],
    }
    if part == _PROBLEMS:
        return _problems(voice)
    said: list[Block] = []
    for index, symbol in enumerate(symbols[part], 1):
        mark = f"（{chinese_number(index)}）" if len(symbols[part]) > _MANY else ""  # long parts are numbered
        said.append(Paragraph(mark + voice.say(symbol)))
    return said + (extra_table(voice) if part == 1 else [])


def _problems(voice: Voice) -> list[Block]:
    count = voice.rng.randint(2, 3)
    problems = "；".join(f"{chinese_number(n)}是{voice.say('problem')}" for n in range(1, count + 1))
    measures = [Paragraph(f"{n}．{voice.say('measure')}。") for n in range(1, count + 1)]
    return [
        Paragraph(f"{voice.facts['year']}年工作中的不足：{problems}。{voice.facts['next']}年主要做好以下工作。"),
        *measures,
    ]


def indicator_rows(year: int, rng: random.Random) -> list[list[Spanned]]:
    """Return the old sheet of indicators: 统计指标, 单位, 统计数; section rows carry no number."""
    lines = [line.split("\t") for line in Path(__file__).with_name("indicators.txt").read_text("utf-8").splitlines()]
    numbers = [rng.choice((0, 0, 0, rng.randint(1, 9), rng.randint(1, 400))) if line[1:] else 0 for line in lines]
    for at in reversed(range(len(lines))):
        if lines[at][2:] == ["="]:
            numbers[at] = sum(numbers[part] for part in _parts_of([line[0] for line in lines], at))
    rows: list[list[Spanned]] = [[(f"政府信息公开情况统计表（{year}年度）", 1, 3)], ["统计指标", "单位", "统计数"]]
    rows += [
        [line[0], line[1] if line[1:] else "——", str(number) if line[1:] else ""]
        for line, number in zip(lines, numbers, strict=True)
    ]
    return rows


def _parts_of(labels: list[str], at: int) -> Iterator[int]:
    """Yield which lines are the next level below a line: what its figure is the sum of."""
    whole, part = _level(labels[at]), _level(labels[at + 1])
    for below in range(at + 1, len(labels)):
        if _level(labels[below]) <= whole:
            return
        if _level(labels[below]) == part:
            yield below


def _level(label: str) -> int:
    """Return how deep a label stands in the outline: 一、 above （一） above 1. above what has no number."""
    signs = ("[一二三四五六七八九]、", "（", r"\d\.")
    return next((level for level, sign in enumerate(signs) if re.match(sign, label)), len(signs))
