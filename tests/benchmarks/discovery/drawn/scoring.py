"""What a visit found, held against the truth of a drawn portal."""

import re
from dataclasses import dataclass, field

from tests.benchmarks.discovery.drawn.visit import plain


@dataclass
class Score:
    """Figures of one visit. Reports are counted by (place, year)."""

    true: int = 0
    found: int = 0
    wrong: list = field(default_factory=list)  # no report of the county, or of another year
    missing: list = field(default_factory=list)  # listed here and reachable by a person
    twice: int = 0  # a report found at a second place
    unnamed: int = 0  # the body is not told
    misnamed: list = field(default_factory=list)  # another body is told
    textless: int = 0  # found, and its text was not asked for
    outcome: str = ""
    reason: str = ""
    requests: int = 0
    oracle: int = 0
    browserless: bool = True
    silent: list = field(default_factory=list)  # what was promised, was not read, and is not named
    seconds: float = 0.0

    @property
    def false_complete(self):
        return self.outcome == "complete" and bool(self.missing)

    @property
    def recall(self):
        return self.found / self.true if self.true else 1.0

    @property
    def precision(self):
        return self.found / (self.found + len(self.wrong)) if self.found or self.wrong else 1.0

    @property
    def ratio(self):
        return self.requests / max(1, self.oracle)


def score(world, found, asked, verdict, *, seconds=0.0):
    """Return the score. ``found``: (url, year, agency, level) each; ``asked``: addresses."""
    outcome, reason = str(verdict[0]), str(verdict[1])
    result = Score(outcome=outcome, reason=reason, requests=len(asked), oracle=len(world.site.oracle), seconds=seconds)
    places = {}
    for report in world.reports:
        for place in report.places:
            places.setdefault((plain(place), report.year), []).append(report)
    seen = {}
    for url, year, agency, _ in found:
        reports = places.get((plain(url), year))
        if not reports:
            result.wrong.append((url, year, agency))
            continue
        for report in reports:
            result.twice += id(report) in seen
            seen.setdefault(id(report), agency)
    wanted = [report for report in world.reports if not (report.elsewhere or report.forbidden)]
    asked_plain = {plain(url) for url in asked}
    for report in wanted:
        result.true += 1
        if id(report) not in seen:
            result.missing.append((min(report.places), report.year, report.body.name))
            continue
        result.found += 1
        bodies = {other.body for place in report.places for other in places[plain(place), report.year]}
        _judge(
            result, report, seen[id(report)], asked_plain, shared=len(bodies) > 1 or min(report.places).endswith(".zip")
        )
    result.browserless = all(report.browserless for report in wanted)
    result.silent = [promise for promise, words in world.promises.items() if not re.search(words, reason)]
    return result


def _judge(result, report, agency, asked, *, shared):
    """Judge what is said of a found report; nobody can name the body of one that shares its place with others."""
    stem = report.body.local[1:] or report.body.short
    if agency is None:
        result.unnamed += not shared
    elif stem not in agency and not shared:
        result.misnamed.append((min(report.places), agency, report.body.name))
    result.textless += not all(plain(text) in asked for text in report.texts)
