"""What an Explorer remembers of a visit: what was announced, asked, read and lost, and what it taught. One JSON object.

Bounded whatever a portal does: groups and lists by MAX_TRACKED, shells and pages with gaps by MAX_SHELLS, hosts by
the registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any

from spiders.discovery.gaps import Gap, GapKind
from spiders.discovery.group_experience import GroupExperience
from spiders.discovery.list_progress import NAME_LENGTH, ListProgress
from spiders.discovery.observations import ListPage, Observations, Promise, Shell
from spiders.items import Call, Kind, Link, Report
from spiders.json_form import as_json, from_json

MAX_TRACKED = 4000  # groups, or lists; a portal has hundreds, a trap has no end
MAX_SHELLS = 500  # pages without content that are remembered
ERROR_LENGTH = 200  # characters
URL_LENGTH = 300  # characters that are told of an address


class StopReason(StrEnum):
    """What ended a visit before its links did."""

    BUDGET = "budget"  # the requests that it may cost are used
    MUTE = "mute"  # the portal gave walls or no answers, too many in a row


@dataclass(slots=True, kw_only=True)
class HomePage:
    """What became of the portal's home page."""

    read: bool = False
    content_key: str = ""  # what it says: an answer that says the same is not the page that was asked for
    failure: str = ""  # why it was not read; "" when nobody has asked, or it was
    forbidden: str = ""  # how robots.txt forbids it; "" when it does not
    moved_to: str = ""  # where it has moved for good
    twin: str = ""  # under which other scheme or name it was read, since it gave no answer under its own


@dataclass(slots=True, kw_only=True)
class Losses:
    """Promises of one kind that gave no answer, though they are there."""

    count: int = 0
    last: str = ""  # error and URL of the last one

    def note(self, error: str, url: str) -> None:
        """Count one more."""
        self.count += 1
        self.last = f"{error[:60]} at {url[:URL_LENGTH]}"


@dataclass(slots=True, kw_only=True)
class VisitState:
    """The typed memory of a visit. Written to by the Explorer; stop rule and verdict are functions of it."""

    # How it goes.
    asked: int = 0  # answers and failures so far
    blocked: int = 0  # answers that were walls
    mute_in_a_row: int = 0  # answers in a row that were walls, or none at all
    dry_in_a_row: int = 0  # answers in a row that led to nothing new; documents are not expected to
    stopped: StopReason | None = None
    # What was announced, read and lost.
    entries: int = 0  # links to reports that lists have shown
    reports: dict[str, int] = field(default_factory=dict)  # level → reports read
    home: HomePage = field(default_factory=HomePage)
    lists: dict[str, ListProgress] = field(default_factory=dict)  # key of its first page → list that holds reports
    losses: dict[Kind, Losses] = field(default_factory=dict)  # of what promised reports → those that gave no answer
    dead: Losses = field(default_factory=Losses)  # listed reports that are not there: 404, 410, or a page that says so
    refused: int = 0  # entries of lists that were taken for reports and are none
    shells: dict[str, Shell] = field(default_factory=dict)  # key → page without content that nobody has read yet
    gaps: dict[str, tuple[Gap, ...]] = field(default_factory=dict)  # key of a page → what it promises and does not give
    cut: Losses = field(default_factory=Losses)  # answers that ended before they should
    unasked: int = 0  # links that promised reports and were left when the visit stopped
    wall: str = ""  # kind of the last wall met
    render_error: str = ""  # why the browser's last look failed; "" when none has
    # What was learned.
    plain_columns: bool = False  # columns of reports stand in their pages: an empty box is an empty list
    groups: dict[str, GroupExperience] = field(default_factory=dict)  # link group → what came of it
    families: dict[str, str] = field(default_factory=dict)  # host → CMS family that its pages are of
    endpoints: dict[str, Call] = field(default_factory=dict)  # key of a shell → the call that brings its entries
    noise: tuple[str, ...] = ()  # names of parameters that change nothing
    _changed: set[str] = field(init=False, repr=False, compare=False, default_factory=set)

    def __post_init__(self) -> None:
        self._changed = set(self.groups)

    @classmethod
    def of_memory(cls, memory: dict[str, Any] | None) -> VisitState:
        """Return the state that ``memory()`` gave; a new one for None."""
        return from_json(cls, memory or {})

    def memory(self) -> dict[str, Any]:
        """Return everything as one JSON object."""
        memory: dict[str, Any] = as_json(self)
        return memory

    # --- what was read ----------------------------------------------------------------------------------------------
    def note(self, seen: Observations) -> None:
        """Take note of what a page teaches."""
        if seen.family:
            self.families[seen.host] = seen.family
        if seen.list_page:
            self._note_list(seen.list_page)
        if seen.filled_shell:
            self.fill_shell(seen.filled_shell)
        self._note_gaps(seen)
        if seen.shell and len(self.shells) < MAX_SHELLS:
            self.shells.setdefault(seen.page_key, seen.shell)
        if seen.plain_column:
            self._note_plain_column()
        if seen.endpoint:
            self.endpoints[seen.filled_shell] = seen.endpoint

    def _note_gaps(self, seen: Observations) -> None:
        """Keep what the page's last look left open: a browser's look may have closed it."""
        if not seen.gaps:
            self.gaps.pop(seen.page_key, None)
        elif seen.page_key in self.gaps or len(self.gaps) < MAX_SHELLS:
            self.gaps[seen.page_key] = seen.gaps

    def note_undated(self, link: Link) -> None:
        """Note that a listed report was read, and that nobody says which year it reports on."""
        if len(self.gaps) < MAX_SHELLS:
            gap = Gap(kind=GapKind.UNDATED, words=link.anchor[:NAME_LENGTH], url=link.url[:URL_LENGTH])
            self.gaps[link.key] = (*self.gaps.get(link.key, ()), gap)

    def open_gaps(self) -> Iterator[Gap]:
        """Yield what was promised and is not given; where columns stand in their pages, an empty one is no gap."""
        for gap in chain.from_iterable(self.gaps.values()):
            if gap.kind is not GapKind.EMPTY_COLUMN or not self.plain_columns:
                yield gap

    def note_report(self, report: Report) -> None:
        """Note that a report was read."""
        self.reports[report.level] = self.reports.get(report.level, 0) + 1

    def fill_shell(self, key: str) -> None:
        """Note that what a page's script fetches has been read: the browser is then not needed any more."""
        gaps, shell = self.gaps.pop(key, None), self.shells.pop(key, None)
        if gaps or shell:
            self.close(rendered_group(key))

    def _note_list(self, page: ListPage) -> None:
        if page.claim.column not in self.lists and len(self.lists) >= MAX_TRACKED:
            return
        new = ListProgress(name=page.name[:NAME_LENGTH], holds=False)
        progress = self.lists.setdefault(page.claim.column, new)
        progress.holds = progress.holds or page.holds
        if not progress.note(page.claim, annual=page.annual):
            self.close(page.group)

    def _note_plain_column(self) -> None:
        """Let go of the pages that by an empty box alone were taken for shells, once a column stood in its page."""
        if self.plain_columns:
            return
        self.plain_columns = True
        for key in [key for key, shell in self.shells.items() if shell.promise is Promise.EMPTY_BOX]:
            self.fill_shell(key)

    # --- what was lost ----------------------------------------------------------------------------------------------
    def note_home(self, content_key: str, twin: str) -> None:
        """Note that the home page was read; ``twin``: under another address than the registry's, or empty."""
        self.home.read, self.home.content_key, self.home.twin = True, content_key, twin[:URL_LENGTH]

    def note_home_failure(self, error: str) -> None:
        """Note why the home page, or its twin, was not read; what was read once stays read."""
        if not self.home.read:
            self.home.failure = error[:ERROR_LENGTH]

    def note_forbidden_home(self, why: str) -> None:
        """Note that robots.txt forbids the home page."""
        self.blocked += 1
        self.home.forbidden = why[:ERROR_LENGTH]
        self.note_home_failure(f"blocked: {why}")

    def note_move(self, address: str) -> None:
        """Note where the home page has moved for good."""
        self.home.moved_to = address[:URL_LENGTH]

    def note_cut(self, url: str) -> None:
        """Note that an answer ended before it should."""
        self.cut.count += 1
        self.cut.last = url[:URL_LENGTH]

    def note_loss(self, kind: Kind, error: str, url: str) -> None:
        """Note that something that promised reports gave no answer."""
        self.losses.setdefault(kind, Losses()).note(error, url)

    def note_lost_page(self, list_key: str, page: int, error: str) -> None:
        """Note that a page of a list could not be read."""
        if list_key in self.lists:
            self.lists[list_key].note_lost(page, error)

    @property
    def reports_read(self) -> int:
        """How many reports were read."""
        return sum(self.reports.values())

    @property
    def found_nothing(self) -> bool:
        """Whether neither a report was read nor an entry of a list seen."""
        return not self.reports and not self.entries

    def list_faults(self) -> Iterator[str]:
        """Yield for each list that holds reports, in words, why it is not proven to be read to its end."""
        for progress in self.lists.values():
            if progress.holds and (fault := progress.fault()):
                yield f"{progress.name}: {fault}"

    # --- what paid --------------------------------------------------------------------------------------------------
    def reward(self, group: str, score: float, *, paid: bool) -> None:
        """Note that a link of a group was asked for, with the prior it had, and whether it led on."""
        if not group or (group not in self.groups and len(self.groups) >= MAX_TRACKED):
            return
        experience = self.groups.setdefault(group, GroupExperience())
        if not experience.closed:
            experience.note(score, paid=paid)
            self._changed.add(group)

    def close(self, group: str) -> None:
        """Note that nothing more is to be had from a group: a list that answers its first page for ever."""
        if not (group in self.groups and self.groups[group].closed):
            self.groups[group] = GroupExperience(closed=True)
            self._changed.add(group)

    def factors(self) -> dict[str, float]:
        """Return the factor of each group whose experience changed since the last call."""
        changed, self._changed = self._changed, set()
        return {group: self.groups[group].factor for group in sorted(changed)}


LAST_RESORT = "last resort"  # the group of what is asked for while no report was found


def rendered_group(shell_key: str) -> str:
    """Return the group of the browser's looks at a shell."""
    return f"rendered {shell_key}"
