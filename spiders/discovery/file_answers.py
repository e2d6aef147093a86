"""Answers that are no pages: documents, however they are labelled. The bytes decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spiders.items import Attachment, Edge, Kind, Link, Reading, Rejected, Report
from spiders.linear import pattern
from spiders.pages.archives import member_titles, members_of
from spiders.pages.url_shapes import file_name
from spiders.portals import Portal
from spiders.reports import Context, NotAReport, ReportKey, classify
from spiders.reports.titles import Form, read

if TYPE_CHECKING:
    from scrapy.http import Response

MAX_TITLE = 300  # characters
_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\xff\xd8\xff", b"\x89PNG",
    b"GIF8", b"II*\x00", b"MM\x00*", b"BM",
)  # fmt: skip
_MARKUP = pattern(rb"^[\s\xef\xbb\xbf\xff\xfe\x00]*(?:<|\{|\[|\w+\()")


def is_markup(response: Response) -> bool:
    """Tell whether an answer is text to read for links (HTML, XML, JSON) and no document."""
    head = response.body[:2048]
    if head.lstrip(b"\r\n\t ").startswith(_MAGIC) or b"%PDF-" in head[:1024]:
        return False
    if _MARKUP.match(head) or not head:
        return True
    sample = head.replace(b"\r", b"").replace(b"\n", b"").replace(b"\t", b"")
    return sum(byte < 32 for byte in sample) <= len(sample) // 50  # noqa: PLR2004 - control bytes: no text


def read_file(portal: Portal, link: Link, response: Response, years: frozenset[int] | None = None) -> Reading:
    """Read a document: an attachment of a known report, or an entry of a list that is a report without a page."""
    reading = Reading(portal=portal.code, link=link, kind=Kind.FILE, reason=f"a document of {len(response.body)} bytes")
    if link.context.report is not None:
        return reading
    title = _title(link)
    if len(several := _reports_in_archive(portal, link, response.body, title)) > 1:
        wanted = tuple(report for report in several if years is None or report.year in years)
        others = tuple(_others_in_archive(link, response.body, several))
        return replace(reading, reason=f"an archive with {len(several)} reports", reports=wanted, rejected=others)
    verdict = classify(title, link.url, _context(portal, link))
    if isinstance(verdict, NotAReport):
        rejected = Rejected(url=link.url, title=title[:MAX_TITLE], reason=verdict.reason)
        return replace(reading, reason=f"no report: {verdict.reason}", rejected=(rejected,))
    if years is not None and verdict.year and verdict.year not in years:  # 0: its text will tell
        return reading
    return replace(reading, reason=verdict.reason, reports=(_report(link, title, verdict),))


def _title(link: Link) -> str:
    """Return what a document is called: the words of its link, or the file's name where only that says which it is."""
    words, name = link.context.title or link.anchor, file_name(link.url)
    named = read(name.rpartition(".")[0])
    if words and (read(words).year or named.form is not Form.REPORT or not named.year):
        return words
    return name.rpartition(".")[0] or name


def _reports_in_archive(portal: Portal, link: Link, data: bytes, title: str) -> list[Report]:
    """Return the reports in an archive, by the names of its files; a further file of one is its attachment."""
    found: dict[tuple[str, int], Report] = {}
    for member in members_of(data):
        verdict = _of_member(portal, link, member, title)
        if verdict is None:
            continue
        name = member.rpartition("/")[2]
        whose = (verdict.agency or member, verdict.year)
        if whose in found:
            file = Attachment(url=link.url, key=link.key, name=name, member=member)
            found[whose] = replace(found[whose], attachments=(*found[whose].attachments, file))
        else:
            found[whose] = replace(_report(link, name.rpartition(".")[0][:MAX_TITLE], verdict), part=(member,))
    return list(found.values())


def _others_in_archive(link: Link, data: bytes, reports: Iterable[Report]) -> Iterator[Rejected]:
    """Yield the documents of an archive that are none of its reports' files."""
    files = {file for report in reports for file in (*report.part, *(one.member for one in report.attachments))}
    for member in members_of(data):
        if member not in files and member_titles(member):
            yield Rejected(url=f"{link.url}#{member}", title=member[:MAX_TITLE], reason="no_report_words")


def _of_member(portal: Portal, link: Link, member: str, title: str) -> ReportKey | None:
    """Return what an archive's file is, the archive's title being the column it stands in; None for no report."""
    context = replace(_context(portal, link), agency=None, anchor="", column=title)
    verdicts = [classify(words, f"{link.url}#/{member}", context) for words in member_titles(member)]
    reports = [verdict for verdict in verdicts if isinstance(verdict, ReportKey) and verdict.year]
    return max(reports, key=lambda verdict: verdict.agency is not None, default=None)


def _context(portal: Portal, link: Link) -> Context:
    return Context(
        portal_code=portal.code,
        portal_name=portal.name,
        agency=link.agency,
        column=link.context.column,
        anchor=link.anchor,
        heading=link.context.heading,
        published=link.date,
    )


def _surroundings(link: Link) -> dict[str, str]:
    return {"column": link.context.column, "heading": link.context.heading}


def _report(link: Link, title: str, verdict: ReportKey) -> Report:
    return Report(
        url=link.url,
        key=link.key,
        title=title,
        year=verdict.year,
        agency=verdict.agency,
        level=verdict.level,
        published=link.date,
        flags=verdict.flags,
        via=(Edge(url=link.via, anchor=link.anchor),),
        meta={name: words for name, words in _surroundings(link).items() if words},
    )
