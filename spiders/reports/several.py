"""One page that holds the reports of several years, one below the other or each behind a tab."""

from __future__ import annotations

from itertools import pairwise

from spiders.reports import normalise
from spiders.reports.titles import Form, read

MAX_LINES = 20_000
MAX_TITLE = 80  # characters; longer is a sentence
MIN_REPORT = 120  # characters below a title; less is an entry of a list


def years_reported(text: str) -> tuple[int, ...]:
    """Return the years whose reports stand in a text, each below its own title, in the text's order.

    A title that is followed by hardly a word is a link to another report, and one whose year comes again, as at the
    end of a page, is the same report.
    """
    lines = text[: normalise.LONGEST_TEXT].split("\n")[:MAX_LINES]
    titles = [(number, year) for number, line in enumerate(lines) if (year := _year_of_title(line))]
    reported: dict[int, None] = {}
    for (number, year), (end, _) in pairwise([*titles, (len(lines), 0)]):
        if sum(map(len, lines[number + 1 : end])) >= MIN_REPORT:
            reported[year] = None
    return tuple(reported)


def _year_of_title(line: str) -> int | None:
    """Return the year of a line that is a report's title as a whole, else None."""
    words = line.strip(" \t\u3000#*|")
    if not words or len(words) > MAX_TITLE or words.endswith(("。", "；", "，", "：", "！")):
        return None
    title = read(words)
    return title.year if title.form is Form.REPORT and not title.veto else None
