"""How much of a report's title stands in one that was refused: what a person should look at first."""

from __future__ import annotations

from spiders.reports.titles import Form, read
from spiders.reports.vetoes import SOFT

_FORMS = {Form.REPORT: 0.5, Form.TOPIC: 0.3, Form.ANNUAL: 0.3, Form.COLUMN: 0.2, Form.NAME: 0.1, Form.YEAR: 0.1}
_YEAR = _BODY = 0.25  # what the year and the body add, each
_BY_TEXT = frozenset({"other_content", "other_body", "no_year"})  # reasons that leave the title a report's
_FIRMNESS = 0.6, 0.8, 1.0  # of a word that stands whatever the text says; of one that gives way to it; of no word


def likeness(title: str, reason: str) -> float:
    """Return how like a report's a refused title is, from 0 to 1; ``reason`` is that of the refusal."""
    said = read(title)
    if said.form is Form.NONE:
        return 0.0
    words = _FORMS[said.form] + _YEAR * (said.year is not None) + _BODY * bool(said.agency)
    hard, soft, none = _FIRMNESS
    return round(words * (none if reason in _BY_TEXT else soft if reason in SOFT else hard), 2)
