"""Floors that no change of a reader may fall below, on a small truth set; the benchmark measures the large one."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "extraction"))

import scoring
import truths

from crawler import extraction

FLOOR = 0.995


@pytest.fixture(scope="module")
def figures():
    """Means by format. Each file is read as the crawl reads it: by its bytes, under a name that says nothing."""
    scores = {}
    for sample in truths.samples("floors"):
        text = extraction.extract(sample.data, "", "file")
        assert text.status == "ok", (sample.name, text.notes)
        found = scoring.score(sample.blocks, sample.title, sample.leaks, text.text, [grid.rows for grid in text.tables])
        scores.setdefault(sample.format, []).append(found)
    return {kind: scoring.mean(found) for kind, found in scores.items()}


@pytest.mark.parametrize("kind", truths.DIGITAL)
def test_a_digital_format_loses_nothing(figures, kind):
    for figure in ("recall", "precision", "cells"):
        assert figures[kind][figure] >= FLOOR, figure
    assert figures[kind]["numbers"] == 1.0
    assert figures[kind]["leak"] == 0.0


@pytest.mark.parametrize("kind", truths.DIGITAL)
def test_paragraphs_stay_whole(figures, kind):
    assert figures[kind]["paragraphs"] >= FLOOR


@pytest.mark.parametrize("kind", truths.BOOKS)
def test_workbooks_lose_no_text(figures, kind):
    assert figures[kind]["recall"] >= FLOOR
    assert figures[kind]["precision"] >= FLOOR


def test_the_score_sees_what_is_wrong():
    samples = truths.samples("floors", only=("docx",))
    sample = next(sample for sample in samples if len(sample.blocks) > 20 and "第二十条第" in str(sample.blocks))
    text = extraction.extract(sample.data, "", "file")
    tables = [grid.rows for grid in text.tables]
    shifted = [[["", *row] for row in rows] for rows in tables]
    whole = scoring.score(sample.blocks, "", sample.leaks, text.text, tables)
    worse = scoring.score(sample.blocks, "", sample.leaks, text.text[::2] + sample.leaks[0], shifted)
    assert whole.recall == whole.precision == whole.cells == whole.paragraphs == 1.0
    assert worse.recall < 0.7
    assert worse.cells < 0.5
    assert worse.leak
