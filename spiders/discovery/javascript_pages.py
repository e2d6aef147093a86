"""Pages that show nothing without their scripts: what proves it, and how they are read all the same.

First what their scripts call, as far as the scripts say it, or as a browser has seen it on an earlier visit; then a
browser. ``VisitState.notes`` keeps one ``shell <key>`` for each that nobody has read yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from spiders import urls
from spiders.discovery.link_priors import HOPELESS
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import JudgedPage
from spiders.discovery.stopping import PROMISING, SHELL
from spiders.discovery.visit_state import VisitState
from spiders.items import Call, Kind, Link
from spiders.pages import Anchor, Page
from spiders.pages.url_shapes import is_article, is_file
from spiders.portals.hosts import same_portal

PLAIN = "plain"  # the count of columns of reports that stood in their pages
EMPTY = "annual, an empty box"  # the note of a column that nothing else speaks for
LEARNED = "endpoint "  # notes of what a browser saw a page ask for
_LONG = 1500  # characters; a page with more has something to read
_SILENT = 100  # characters; a page with less has nothing
_BARE = 3  # links of its own
_PATIENT = 0.55  # a browser waits until the endpoints have been asked, and is asked before the visit may stop
_MANY = 500  # notes of one kind
_TEMPLATE = re.compile(
    r"id=[\"']?(?:app|root|__nuxt|__next)[\"'\s>]|v-for=|ng-repeat|\{\{\s*\w+|(?:加载|载入)中|loading[.…]",
    re.IGNORECASE,
)
_EMPTY_BOX = re.compile(
    r"<(?:ul|div|tbody)(?![^<>]{0,200}(?:pag|fenye|share|foot|head|nav|menu|code|banner|clear))[^<>]{0,200}(?:id|class)=[^<>]{1,60}>"
    r"\s*(?:(?:数据|正在|努力|页面|列表)*(?:加载|载入)中?[.。…·]*|loading[.…]*)?\s*</",
    re.IGNORECASE,
)


def why(outlook: LinkSelection, found: JudgedPage, links: Iterable[Link], ledger: VisitState) -> str:
    """Return why a page is taken for a shell; "" when it is none."""
    page, link = outlook.place.page, outlook.place.link
    if link.render or page.data is not None or "<script" not in page.html.lower() or found.report or outlook.entries:
        return ""
    if link.kind is Kind.REPORT:
        mute = found.files or (found.rejected and found.rejected.reason == "empty")
        return "a shell: the text is not in the page" if mute else ""
    if _says_something(outlook) or _leads_on(outlook, links) or not _hollow(outlook, links, ledger):
        return ""
    return "a shell: scripts, and nothing to read without them"


def _says_something(outlook: LinkSelection) -> bool:
    """Tell whether there is something to read, or nothing was promised: no browser for that."""
    place = outlook.place
    hopeless = place.link.score <= HOPELESS and not (place.annual or place.home)
    return hopeless or bool(place.organs) or len(place.page.text) > _LONG


def _own(outlook: LinkSelection) -> list[Anchor]:
    """Return what is new here: menus, and a trail of columns that looks like documents, lead to what is known."""
    place = outlook.place
    links = {urls.key(a.url): a for a in place.page.anchors if a.region != "foot"}
    return [a for key, a in links.items() if key not in outlook.offered and same_portal(a.url, place.portal)]


def _leads_on(outlook: LinkSelection, links: Iterable[Link]) -> bool:
    """Tell whether a page shows documents of its own, or ways that promise reports."""
    if any(is_article(a.url) or is_file(a.url) for a in _own(outlook) if a.region not in {"nav", "crumb"}):
        return True
    leads = [
        one for one in links if one.kind is not Kind.DATA and one.score >= PROMISING and one.key not in outlook.offered
    ]
    return bool(leads) and (not outlook.place.annual or any("annual" in one.context for one in leads))


def _hollow(outlook: LinkSelection, links: Iterable[Link], ledger: VisitState) -> bool:
    """Tell whether a page has room for what a script brings, and nothing else.

    Where other columns of reports stand in their pages, an empty box is the list of a body without reports.
    """
    page = outlook.place.page
    boxed = _TEMPLATE.search(page.html) is not None or _EMPTY_BOX.search(page.html) is not None
    boxed = boxed and not (ledger.counts.get(PLAIN) and _silent(page, links))
    bare = len(_own(outlook)) < _BARE and sum(a.region not in {"nav", "foot", "crumb"} for a in page.anchors) < _BARE
    return (boxed and (bare or outlook.place.annual)) or (len(page.text) < _SILENT and bare and not outlook.found)


def _silent(page: Page, links: Iterable[Link]) -> bool:
    """Tell whether nothing but an empty box speaks for a script that fills it."""
    return not _TEMPLATE.search(page.html) and not any("shell" in one.context for one in links)


def plain(ledger: VisitState) -> None:
    """Note that a column of reports stood in its page: what was taken for a shell by an empty box alone is none."""
    if ledger.count(PLAIN) == 1:
        for name in [name for name, note in ledger.notes.items() if name.startswith(SHELL) and note == EMPTY]:
            del ledger.notes[name]
            ledger.close(f"rendered {name.removeprefix(SHELL)}")


def escalate(ledger: VisitState, place: PageContext, links: Iterable[Link]) -> list[Link]:
    """Return the requests that read a shell: what a browser saw it ask for, and the browser itself."""
    link, page, here = place.link, place.page, urls.key(place.page.url)
    notes = ledger.notes
    if sum(note.startswith(SHELL) for note in notes) < _MANY:
        named = EMPTY if _silent(page, links) else "annual"
        notes.setdefault(SHELL + here, named if place.annual or link.kind is Kind.REPORT else page.url[:300])
    context = {**link.context, "shell": here}
    learned = []
    if known := notes.get(LEARNED + here):
        call = Call(**json.loads(known))
        learned.append(
            replace(
                link, url=call.url, key=urls.key(call.url, call.method, call.body), kind=Kind.DATA, group="endpoints",
                context=context | ({"annual": "1"} if place.annual else {}), method=call.method, body=call.body,
            )
        )  # fmt: skip
    asked = learned or any("shell" in one.context for one in links)
    score = min(link.score, _PATIENT) if asked else link.score
    rendered = replace(
        link, key=urls.key(link.url, render=True), render=True, score=score, group=f"rendered {here}", context=context
    )
    return [*learned, rendered]


def read(ledger: VisitState, link: Link) -> None:
    """Note that a shell has been read: by an endpoint or a browser. The browser is then not needed any more."""
    if ledger.notes.pop(SHELL + link.context.get("shell", ""), None) is not None:
        ledger.close(f"rendered {link.context['shell']}")


def learn(ledger: VisitState, place: PageContext, wanted: Iterable[str], calls: Iterable[Call]) -> None:
    """Note which of the calls that a browser saw brought the entries of a page, for the next visit."""
    keys = set(wanted)
    for call in calls:
        answer = Page(call.url, call.text)
        if keys & {urls.key(one.url) for one in answer.anchors}:
            known = {"url": call.url, "method": call.method, "body": call.body}
            ledger.notes[LEARNED + place.link.context.get("shell", "")] = json.dumps(known, ensure_ascii=False)
            return


def lessons(earlier: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a finished visit's memory teaches the next visit: the endpoints that shells get their lists from."""
    notes = {name: note for name, note in (earlier or {}).get("notes", {}).items() if name.startswith(LEARNED)}
    return {"notes": notes} if notes else None
