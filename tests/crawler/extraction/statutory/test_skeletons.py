"""Two descriptions of the forms: as they are printed (layout) and as their figures are named. They were written apart."""

import pytest

from crawler.extraction.layout.printed_forms import printed_forms
from crawler.extraction.statutory.facts import facts


def filled(form):
    rows = [[""] * form.cols for _ in range(form.rows)]
    for cell in form.labelled:
        rows[cell.row][cell.col] = cell.labels[0]
    for number, cell in enumerate(form.figures, 1):
        rows[cell.row][cell.col] = str(number)
    return rows


@pytest.mark.parametrize("number", range(len(printed_forms())))
def test_every_figure_of_a_printed_form_has_one_name(number):
    form = printed_forms()[number]
    rows = filled(form)
    named = {
        int(fact.value): fact.field for fact in facts([rows], "") if fact.source == "cell" and fact.value is not None
    }
    assert sorted(named) == list(range(1, len(form.figures) + 1))
    assert len(set(named.values())) == len(named)
