"""Reports in the statutory form: six sections, three tables, numbers in the text that agree with the tables."""

from __future__ import annotations

import random

from crawler.extraction.base import Block, Paragraph
from tests.replica.chance import chance
from tests.replica.reports import figures, statutory
from tests.replica.reports.extras import extra_table
from tests.replica.reports.titles import chinese_number
from tests.replica.reports.voice import Voice

_SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
SECOND_FORM = 2021  # the first year reported in the second form
_SCALE = {"county": 60, "department": 8}


def figure_facts(drawn: figures.Figures) -> dict[str, str]:
    """Return what the text says of the applications and disputes, so that it agrees with the tables."""
    new, carried, *_, done, left = drawn.requests
    numbers = {
        "new": new[figures.COLUMNS],
        "carried": carried[figures.COLUMNS],
        "done": done[figures.COLUMNS],
        "left": left[figures.COLUMNS],
        "new_natural": new[figures.NATURAL],
        "new_legal": new[figures.COLUMNS] - new[figures.NATURAL],
        "reviews": drawn.litigation[4],
        "suits": drawn.litigation[9] + drawn.litigation[14],
    }
    return {name: str(number) for name, number in numbers.items()}


def printed(level: str, zero: str, rng: random.Random) -> dict[str, str]:
    """Return the cells of table 2 as printed: mostly numbers, blanks and marks where real reports have them."""
    scale = _SCALE.get(level, 1)

    def number(most: int) -> str:
        value = rng.randint(0, most * scale) if chance(rng, 0.6) else 0  # many bodies have nothing to count
        return str(value) if value else zero

    issued = rng.randint(0, 6) if level != "township" else rng.choice((0, 0, 0, 1))
    cells = {"rules": rng.choice((zero, zero, "0", "/", "不适用", "")), "issued": str(issued)}
    cells |= {"repealed": str(rng.randint(0, issued)), "valid": str(issued + rng.randint(0, 30))}
    for key, most in (("permits", 700), ("services", 60), ("penalties", 90), ("coercion", 9)):
        cells |= {
            key: number(most),
            key + "_before": number(9),
            key + "_change": rng.choice(("0", zero, "-1", "+2", "3")),
        }
    cells["fees"] = (
        f"{rng.uniform(1, 9000):.{rng.choice((1, 2, 4, 6))}f}" if chance(rng, 0.3) else zero
    )  # few bodies levy fees
    cells |= {"fees_before": number(1), "fees_change": zero, "purchases": number(5)}
    return cells | {"purchase_sum": f"{rng.uniform(1, 900):.4f}" if cells["purchases"] not in {zero, "0"} else zero}


def compose(level: str, year: int, drawn: figures.Figures, voice: Voice) -> tuple[Block, ...]:
    """Return the report's blocks for 2019 and later."""
    rng, form = voice.rng, "2021" if year >= SECOND_FORM else "2019"
    zero = rng.choices(("0", "", "/"), (88, 8, 4))[0]
    cells = printed(level, rng.choices(("0", zero), (85, 15))[0], rng)
    voice.facts |= figure_facts(drawn) | {key: cells[key] for key in ("issued", "repealed", "valid")}
    heads = [f"{chinese_number(number)}、{name}" for number, name in enumerate(_SECTIONS, 1)]
    if form == "2019":
        heads[3] = rng.choice((heads[3], "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"))
    return (
        Paragraph(voice.say("lead")),
        Paragraph(heads[0]),
        *_overview(form, drawn, voice),
        Paragraph(heads[1]),
        statutory.proactive(form, cells, rng),
        Paragraph(heads[2]),
        statutory.requests(form, drawn, zero, rng),
        Paragraph(heads[3]),
        statutory.litigation(drawn, zero),
        Paragraph(heads[4]),
        *_problems(voice),
        Paragraph(heads[5]),
        *_others(voice),
    )


def _overview(form: str, drawn: figures.Figures, voice: Voice) -> list[Block]:
    some = any(drawn.total(row) for row in range(2))
    has_disputes = any(drawn.litigation)
    topics: list[list[str]] = [
        [voice.say("issued_" + form), *(voice.say("proactive") for _ in range(voice.rng.randint(2, 4)))],
        [voice.say("requests_some" if some else "requests_none"), voice.say("requests_more")],
        [voice.say("management") for _ in range(voice.rng.randint(1, 3))],
        [voice.say("platform") for _ in range(voice.rng.randint(1, 3))],
        [
            *(voice.say("supervision") for _ in range(2)),
            voice.say("disputes_some" if has_disputes else "disputes_none"),
        ],
    ]
    style = voice.rng.choice(("headed", "inline", "numbered"))
    blocks: list[Block] = [Paragraph(voice.say("opening"))]
    for number, (names, sentences) in enumerate(zip(voice.draw("heads_2021_all"), topics, strict=True), 1):
        head = f"（{chinese_number(number)}）{voice.rng.choice(names)}"
        if style == "inline":
            blocks.append(Paragraph(f"{head}。{''.join(sentences)}"))
        elif style == "headed":
            blocks += [Paragraph(head), Paragraph("".join(sentences))]
        else:
            blocks += [Paragraph(head), *(Paragraph(f"{index}.{text}") for index, text in enumerate(sentences, 1))]
        if number == 1 and (table := extra_table(voice)):
            blocks += table
    return blocks


def _problems(voice: Voice) -> list[Block]:
    count = voice.rng.randint(2, 4)
    problems = [voice.say("problem") for _ in range(count)]
    measures = [voice.say("measure") for _ in range(count)]
    if chance(voice.rng, 0.3):  # some reports run it all into one paragraph
        listed = "；".join(f"{chinese_number(n)}是{text}" for n, text in enumerate(problems, 1))
        remedies = "；".join(f"（{n}）{text}" for n, text in enumerate(measures, 1))
        return [
            Paragraph(
                f"{voice.facts['short']}的公开工作还存在以下不足：{listed}。{voice.facts['next']}年将从以下方面改进：{remedies}。"
            )
        ]
    return [
        Paragraph("（一）" + voice.say("problems_head")),
        *(Paragraph(f"{n}.{text}。") for n, text in enumerate(problems, 1)),
        Paragraph("（二）" + voice.say("measures_head")),
        *(Paragraph(f"{chinese_number(n)}是{text}。") for n, text in enumerate(measures, 1)),
    ]


def _others(voice: Voice) -> list[Block]:
    if voice.facts["year"] < "2021" and chance(voice.rng, 0.6):  # before the fee had to be stated
        return [Paragraph(voice.say("other_none"))]
    return [
        Paragraph(voice.say("other_fee")),
        *(Paragraph(voice.say("other_more")) for _ in range(voice.rng.randint(0, 2))),
    ]
