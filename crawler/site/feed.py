"""The Atom feed: what changed in the week before the archive's last run, newest first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from crawler.site import shown
from storage.export.corpus import stamp
from storage.vocabulary import EventKind

if TYPE_CHECKING:
    from storage.export.history import DocumentEvent

ATOM = "http://www.w3.org/2005/Atom"
MAX_ENTRIES = 100
Counts = Sequence[tuple[str, str, str, EventKind, int]]  # run, portal, when, kind, how many


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change, or those of one run on one portal."""

    key: str  # what it is about, the same in every feed
    title: str
    updated: str
    link: str


def feed(
    updated: str, counts: Counts, events: Iterable[DocumentEvent], names: Mapping[str, str], words: Mapping[str, str]
) -> bytes:
    """Return the feed. ``words``: kind of event → what it is called in Chinese and English."""
    entries = [*_of_runs(counts, names, words), *(_of_event(one, words) for one in events)]
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    SubElement(root, "title").text = "年报 nianbao：政府信息公开工作年度报告存档的变化"
    SubElement(root, "id").text = _urn("feed")
    SubElement(root, "updated").text = updated
    SubElement(SubElement(root, "author"), "name").text = "nianbao"
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": "index.html#/changes"})
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": "feed.xml"})
    for entry in sorted(entries, key=lambda one: (one.updated, one.key), reverse=True)[:MAX_ENTRIES]:
        item = SubElement(root, "entry")
        SubElement(item, "title").text = entry.title
        SubElement(item, "id").text = _urn(entry.key)
        SubElement(item, "updated").text = entry.updated
        SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode("utf-8", "replace")


def _of_runs(counts: Counts, names: Mapping[str, str], words: Mapping[str, str]) -> Iterable[FeedEntry]:
    """Yield what a run changed on a portal, in numbers."""
    runs: defaultdict[tuple[str, str], list[tuple[str, EventKind, int]]] = defaultdict(list)
    for run, portal, at, kind, number in counts:
        runs[run, portal].append((at, kind, number))
    for (run, portal), changes in runs.items():
        told = "，".join(f"{words[kind]} {number}" for _, kind, number in changes)
        title = f"{shown.line(names.get(portal, portal))}（{portal}）：{told}"
        yield FeedEntry(f"{run} {portal}", title, max(at for at, _, _ in changes), f"index.html#/portal/{portal}")


def _of_event(one: DocumentEvent, words: Mapping[str, str]) -> FeedEntry:
    event = one.event
    key = f"{event.document_id} {event.version} {event.kind} {stamp(event.at)}"
    title = f"{words[event.kind]}：{shown.line(one.title)}"
    return FeedEntry(key, title, stamp(event.at), f"index.html#/report/{event.document_id}")


def _urn(key: str) -> str:
    return uuid5(NAMESPACE_URL, f"https://github.com/nianbao/nianbao/site/{key}").urn
