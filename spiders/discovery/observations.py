"""What one page teaches about its portal. The reader of pages returns it, and the visit's memory takes note of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from spiders.discovery.gaps import Gap
from spiders.items import Call, ListClaim


class Promise(StrEnum):
    """What a page that shows nothing without scripts may be hiding."""

    ANNUAL = "annual"  # a report, or a column of them
    EMPTY_BOX = "empty_box"  # such a column, and nothing but an empty box says that a script fills it
    UNKNOWN = "unknown"  # links, perhaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A page that shows nothing without scripts."""

    url: str
    promise: Promise

    @property
    def annual(self) -> bool:
        """Whether reports may be hidden behind it."""
        return self.promise is not Promise.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list that may hold reports."""

    claim: ListClaim
    name: str
    annual: bool  # a column of annual reports by its name
    holds: bool  # reports, by its name or by what this page shows
    group: str  # of the links to its further pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What one page teaches. Defaults teach nothing."""

    host: str = ""  # where the page stands
    page_key: str = ""  # the page's own key
    family: str = ""  # the CMS family that it surely is of: the host's other pages are read as its
    list_page: ListPage | None = None
    shell: Shell | None = None  # the page itself, when it shows nothing without scripts
    plain_column: bool = False  # a column of reports stood in its page, without a script
    filled_shell: str = ""  # key of the page without content whose content this answer is
    gaps: tuple[Gap, ...] = ()  # what the page promises and does not give
    endpoint: Call | None = None  # the call, seen by a browser, that brought that content
