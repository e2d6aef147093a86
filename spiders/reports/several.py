"""One page that holds several reports, of several years or bodies, one below the other or each behind a tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from spiders.reports import content, normalise
from spiders.reports.titles import Form, Title, read

MAX_LINES = 20_000
MAX_TITLE = 80  # characters; longer is a sentence
MIN_REPORT = 120  # characters below a title; less is an entry of a list
MAX_PARTS = 200  # of one page; the county with most bodies has not as many
_MIN_SECTIONS, _MIN_OLD = 2, 3  # of the forms since 2019, and before; a title on a page where less follows is a mention


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One of the reports that stand in a text. ``heading``: the line that it begins with; ``named``: that read."""

    heading: str
    named: Title
    text: str  # with the heading

    def is_of(self, other: Title) -> bool:
        """Tell whether a title may be this report's too: its year, and no other body."""
        agencies = {self.named.agency, other.agency} - {""}
        return self.named.year == other.year and len(agencies) <= 1

    @property
    def has_text(self) -> bool:
        """Whether anything stands below its heading."""
        return "\n" in self.text.strip()

    def fuller(self, other: Title) -> Title:
        """Return the one of its title and another that names the body."""
        return self.named if self.named.agency or not other.agency else other


def reports_in(text: str) -> tuple[ReportPart, ...]:
    """Return the reports that stand in a text, in its order, each below its own title or year; () for one alone."""
    lines = text[: normalise.LONGEST_TEXT].split("\n")[:MAX_LINES]
    for named in (_title, _year_alone):
        parts = _parts(lines, [(at, title) for at, line in enumerate(lines) if (title := named(line))])
        if len(parts) > 1:
            return parts
    return ()


def years_reported(text: str) -> tuple[int, ...]:
    """Return the years whose reports stand in a text, each below its own title, in the text's order.

    A title that is followed by hardly a word is a link to another report, and one whose year comes again, as at the
    end of a page, is the same report.
    """
    lines = text[: normalise.LONGEST_TEXT].split("\n")[:MAX_LINES]
    titles = [(at, title.year) for at, line in enumerate(lines) if (title := _title(line))]
    reported: dict[int, None] = {}
    for (at, year), (end, _) in pairwise([*titles, (len(lines), 0)]):
        if year and sum(map(len, lines[at + 1 : end])) >= MIN_REPORT:
            reported[year] = None
    return tuple(reported)


def _parts(lines: Sequence[str], titles: Sequence[tuple[int, Title]]) -> tuple[ReportPart, ...]:
    """Return the reports below these titles; what stands twice counts where more of it stands."""
    parts: list[ReportPart] = []
    for (at, title), (end, _) in pairwise([*titles, (len(lines), Title(Form.NONE))]):
        text = "\n".join(lines[at:end])
        again = bool(parts) and parts[-1].is_of(title)
        if again and parts[-1].has_text:  # the title again, below a cover or a table of contents
            parts[-1] = replace(parts[-1], named=parts[-1].fuller(title), text=f"{parts[-1].text}\n{text}")
        elif again:  # it only names the page
            parts[-1] = ReportPart(lines[at].strip(), parts[-1].fuller(title), text)
        else:
            parts.append(ReportPart(lines[at].strip(), title, text))
    chosen: list[ReportPart] = []
    for part in filter(_is_report, parts[:MAX_PARTS]):
        twin = next((at for at, other in enumerate(chosen) if other.is_of(part.named)), None)
        if twin is None:
            chosen.append(part)
        elif len(part.text) > len(chosen[twin].text):
            chosen[twin] = part
    return tuple(chosen)


def _is_report(part: ReportPart) -> bool:
    evidence = content.weigh(normalise.text(part.text))
    return evidence.is_report or evidence.sections >= _MIN_SECTIONS or evidence.old >= _MIN_OLD


def _title(line: str) -> Title | None:
    """Return a line that is a report's title with its year as a whole, else None."""
    words = line.strip(" \t\u3000#*|")
    if len(words) > MAX_TITLE or not any(sign in words for sign in "报報") or words.endswith(tuple("。；，：！")):
        return None
    title = read(words)
    return title if title.form is Form.REPORT and title.year and not title.veto else None


def _year_alone(line: str) -> Title | None:
    """Return a line that is a year and nothing else, as tabs and headings have it, else None."""
    words = line.strip(" \t\u3000#*|")
    title = read(words) if 0 < len(words) <= len("二〇二一年年度报告") else None
    alone = title and title.form in {Form.YEAR, Form.ANNUAL} and title.year and not title.agency
    return title if alone else None
