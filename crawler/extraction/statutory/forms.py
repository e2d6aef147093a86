"""Recognise the three statutory tables (主动公开, 依申请, 复议诉讼): formats of 2019 and 2021, local variants.

Only label text is looked at, never position or figures: half a table, two tables merged into one and a few
characters misread by OCR are still recognised. A table of anything else is None; nothing is guessed from a title.
"""

from __future__ import annotations

from collections.abc import Sequence

from spiders.pages.statutory_labels import kind_of
from spiders.pages.text import squeeze


def kind(rows: Sequence[Sequence[str]]) -> str | None:
    """Return proactive, requests, litigation, or None; of tables merged into one, the one with more labels."""
    return kind_of(squeeze("\n".join("".join(row) for row in rows)))
