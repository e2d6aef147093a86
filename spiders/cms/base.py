"""What a CMS family can say of a page. Closed to anything site-specific: that is registry data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.items import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list, or one link of a hub."""

    url: str
    title: str
    date: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A request that reads on: the next page of a list, a sub-column, an endpoint behind a script."""

    url: str
    anchor: str = ""
    method: str = "GET"
    body: str = ""
    page: int | None = None  # 0-based page of the list when this continues one


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list page as its family reads it."""

    entries: tuple[Entry, ...]
    pages: tuple[Follow, ...] = ()  # every further page that can be computed, in order
    columns: tuple[Follow, ...] = ()  # sub-columns: organs, years
    page: int = 0
    total: int | None = None
    page_count: int | None = None
    first: str = ""  # URL of the list's first page: names the list


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """An article page as its family reads it. ``body`` is the body's HTML ("" when it cannot be told)."""

    title: str
    body: str
    published: str | None = None
    index_number: str | None = None
    agency: str | None = None
    breadcrumb: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    follow: tuple[Follow, ...] = ()  # iframe or REST detail that holds the body
    meta: dict[str, str] = field(default_factory=dict)  # ColumnType, ColumnName, ContentSource, SiteIDCode


class Cms(Protocol):
    """A family. Pure: same response, same answer; no I/O, no state."""

    name: str

    def recognises(self, response: Response) -> float:
        """Return 0.0 (not ours) … 1.0 (certain) from URL shape and page markers."""

    def listing(self, response: Response) -> Listing | None:
        """Read a list page; None when this is none."""

    def report(self, response: Response) -> ReportPage | None:
        """Read an article page; None when this is none."""
