"""Scores of one reading against the truth: characters in order, cells at their places, numbers, boilerplate."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields

from crawler.extraction.base import Paragraph, Table, render

STATUTORY = ("勾稽关系", "第二十条第", "未经复议直接起诉")
_MARKDOWN = re.compile(r"^\s*#+\s|^\s*[-*]\s(?=\S)|\*\*|\\(?=[.*_#-])|^\|?(?:\s*:?-{3,}:?\s*\|)+\s*$", re.MULTILINE)


def folded(text):
    """NFKC without white space: what all formats can say of a text."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass
class Score:
    """Shares from 0 to 1; None where the document has nothing to judge."""

    recall: float
    precision: float
    cells: float | None  # F1 of (row, column, text)
    numbers: float | None  # of the cells below and beside the labels of statutory tables
    paragraphs: float | None  # of the true paragraphs that stand on a line of their own
    leak: bool  # something that is no part of the report


def subsequence(a, b):
    """Length of the longest common subsequence, with one machine addition per character of ``b``."""
    masks = {}
    for place, char in enumerate(a):
        masks[char] = masks.get(char, 0) | 1 << place
    full = (1 << len(a)) - 1
    row = full
    for char in b:
        hit = row & masks.get(char, 0)
        row = ((row + hit) | (row - hit)) & full
    return len(a) - row.bit_count()


def score(blocks, title, leaks, text, tables):
    """Judge what a reader made of a document. A title above the text is neither asked for nor held against it."""
    true = folded(render(blocks))
    found = folded(_MARKDOWN.sub("", text).replace("|", ""))
    head = folded(title)
    if title and head not in true[: len(head) + 20]:
        found = found.replace(head, "", 1)
    common = subsequence(true, found)
    truths = [block for block in blocks if isinstance(block, Table)]
    matched = _match(truths, tables)
    lines = {folded(_MARKDOWN.sub("", line)) for line in text.splitlines()}
    paragraphs = [folded(block.text) for block in blocks if isinstance(block, Paragraph)]
    return Score(
        common / len(true),
        common / max(len(found), 1),
        _cells(truths, matched, tables),
        _numbers(truths, matched),
        sum(paragraph in lines for paragraph in paragraphs) / len(paragraphs) if paragraphs else None,
        any(folded(leak) in found for leak in leaks),
    )


def occupied(rows, table=None):
    """Cells that hold text; a merged cell's text repeated in the places it covers counts once."""
    cells = {(r, c): folded(text) for r, row in enumerate(rows) for c, text in enumerate(row) if folded(text)}
    for cell in table.cells if table else ():
        for r in range(cell.row, cell.row + cell.rowspan):
            for c in range(cell.col, cell.col + cell.colspan):
                if (r, c) != (cell.row, cell.col) and cells.get((r, c)) == folded(cell.text):
                    del cells[r, c]
    return set(cells.items())


def _match(truths, tables):
    """For each true table the found one (or None) that shares most cells with it; none is used twice."""
    free = dict(enumerate(tables))
    matched = []
    for truth in truths:
        wanted = occupied(truth.rows())
        shared = {n: len(wanted & occupied(rows, truth)) for n, rows in free.items()}
        best = max(shared, key=shared.get, default=None)
        matched.append(free.pop(best) if best is not None and shared[best] else None)
    return matched


def _cells(truths, matched, tables):
    if not truths:
        return None
    wanted = [occupied(truth.rows()) for truth in truths]
    got = [occupied(rows, truth) if rows else set() for rows, truth in zip(matched, truths, strict=True)]
    right = sum(len(a & b) for a, b in zip(wanted, got, strict=True))
    used = [rows for rows in matched if rows]
    spare = sum(len(occupied(rows)) for rows in tables if not any(rows is other for other in used))
    return 2 * right / (sum(map(len, wanted)) + sum(map(len, got)) + spare)


def _numbers(truths, matched):
    right = total = 0
    for truth, rows in zip(truths, matched, strict=True):
        if not any(mark in cell.text for mark in STATUTORY for cell in truth.cells):
            continue
        for cell in truth.cells:
            if re.search(r"[一-鿿]", cell.text):
                continue  # a label
            total += 1
            inside = rows and cell.row < len(rows) and cell.col < len(rows[cell.row])
            right += bool(inside) and folded(rows[cell.row][cell.col]) == folded(cell.text)
    return right / total if total else None


def mean(scores):
    """Mean of each figure over the documents that have it."""
    figures = {}
    for field in fields(Score):
        values = [getattr(one, field.name) for one in scores if getattr(one, field.name) is not None]
        figures[field.name] = sum(values) / len(values) if values else None
    return figures
