"""Whether links of one group lead on: a prior made better by what asking for them brought."""

from __future__ import annotations

from dataclasses import dataclass

PRIOR_WEIGHT = 3.0  # asks for which the prior counts as much as experience
MAX_LEARNED = 0.93  # what is learned never outranks what is certain
MIN_LEARNED = 0.004  # and never sinks below what is worth remembering


@dataclass(slots=True, kw_only=True)
class GroupExperience:
    """What came of the links that stand together: a place on a page, a column, the pages of a list."""

    asked: int = 0  # links asked for
    paid: int = 0  # those that led on to something new
    priors: float = 0.0  # sum of the scores that they had
    closed: bool = False  # nothing more is to be had: it is asked for last, or never

    def note(self, score: float, *, paid: bool) -> None:
        """Note that a link was asked for, with the prior it had, and whether it led on."""
        self.asked += 1
        self.paid += paid
        self.priors += score

    @property
    def factor(self) -> float:
        """What experience makes of the prior, Laplace's way: 1.0 without experience, 0.0 when closed."""
        if self.closed:
            return 0.0
        if not self.asked or self.priors <= 0:
            return 1.0
        prior = self.priors / self.asked
        learned = (self.paid + PRIOR_WEIGHT * prior) / (self.asked + PRIOR_WEIGHT)
        return round(max(min(learned, max(MAX_LEARNED, prior)), MIN_LEARNED) / prior, 4)
