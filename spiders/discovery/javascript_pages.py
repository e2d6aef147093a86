"""Pages that show nothing without their scripts: what proves it, and how they are read all the same.

First what their scripts call, as far as the scripts say it, or as a browser has seen it on an earlier visit; then a
browser. The visit's memory keeps each page that nobody has read yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from spiders import urls
from spiders.discovery.link_priors import HOPELESS, PROMISING
from spiders.discovery.link_selection import LinkSelection
from spiders.discovery.observations import Promise, Shell
from spiders.discovery.page_context import PageContext
from spiders.discovery.report_pages import JudgedPage
from spiders.discovery.script_files import script_files
from spiders.discovery.visit_state import rendered_group
from spiders.items import Call, Kind, Link
from spiders.linear import IGNORECASE, pattern
from spiders.pages import Anchor, Page
from spiders.pages.url_shapes import is_article, is_file
from spiders.portals.hosts import same_portal

MIN_TEXT = 1500  # characters; a page with more has something to read
SILENT_TEXT = 100  # characters; a page with less has nothing
FEW_LINKS = 3  # links of its own; a page with less leads nowhere
PATIENT_SCORE = 0.55  # a browser waits for the endpoints to be asked, and is asked before the visit may stop
SCRIPT_FILE = 0.6  # of a script that such a page runs: asked for before a browser is
MAX_URL = 300  # characters
_TEMPLATE = pattern(
    r"id=[\"']?(?:app|root|__nuxt|__next)[\"'\s>]|v-for=|ng-repeat|\{\{\s*\w+|(?:加载|载入)中|loading[.…]",
    IGNORECASE,
)
_EMPTY_BOX = pattern(
    r"<(?:ul|div|tbody)([^<>]*(?:id|class)=[^<>]{1,60})>\s*(?:(?:数据|正在|努力|页面|列表)*(?:加载|载入)中?[.。…·]*|loading[.…]*)?\s*</",
    IGNORECASE,
)
_NO_BOX = pattern(r"pag|fenye|share|foot|head|nav|menu|code|banner|clear", IGNORECASE)  # of a list


def why(selection: LinkSelection, judged: JudgedPage, links: Collection[Link], *, plain_columns: bool) -> str:
    """Return why a page is taken for a shell; "" when it is none.

    ``plain_columns``: other columns of reports stand in their pages, so an empty box is the list of a body without any.
    """
    if not _may_be_shell(selection, judged):
        return ""
    if selection.place.link.kind is Kind.REPORT:
        return "a shell: the text is not in the page" if _is_mute(judged) else ""
    if _says_something(selection.place) or _leads_on(selection, links):
        return ""
    hollow = _is_hollow(selection, links, plain_columns=plain_columns)
    return "a shell: scripts, and nothing to read without them" if hollow else ""


def _may_be_shell(selection: LinkSelection, judged: JudgedPage) -> bool:
    page = selection.place.page
    scripted = page.data is None and "<script" in page.html.lower()
    return scripted and not (selection.place.link.render or judged.report or selection.entries)


def _is_mute(judged: JudgedPage) -> bool:
    """Tell whether a report's page has no text: its script fetches it, or something else is wrong with it."""
    return bool(judged.files) or (judged.rejected is not None and judged.rejected.reason == "empty")


def _says_something(place: PageContext) -> bool:
    """Tell whether there is something to read, or nothing was promised: no browser for that."""
    hopeless = place.link.score <= HOPELESS and not (place.annual or place.home)
    return hopeless or bool(place.organs) or len(place.page.text) > MIN_TEXT


def _own_links(selection: LinkSelection) -> list[Anchor]:
    """Return what is new here: menus, and a trail of columns that looks like documents, lead to what is known."""
    place = selection.place
    anchors = {urls.key(anchor.url): anchor for anchor in place.page.anchors if anchor.region != "foot"}
    return [
        anchor
        for key, anchor in anchors.items()
        if key not in selection.offered and same_portal(anchor.url, place.portal)
    ]


def _leads_on(selection: LinkSelection, links: Iterable[Link]) -> bool:
    """Tell whether a page shows documents of its own, or ways that promise reports."""
    if any(_is_document(anchor) for anchor in _own_links(selection)):
        return True
    leads = [link for link in links if _is_lead(link) and link.key not in selection.offered]
    return bool(leads) and (not selection.place.annual or any(link.context.annual for link in leads))


def _is_document(anchor: Anchor) -> bool:
    return anchor.region not in {"nav", "crumb"} and (is_article(anchor.url) or is_file(anchor.url))


def _is_lead(link: Link) -> bool:
    return link.kind is not Kind.DATA and link.score >= PROMISING


def _is_hollow(selection: LinkSelection, links: Iterable[Link], *, plain_columns: bool) -> bool:
    """Tell whether a page has room for what a script brings, and nothing else."""
    page, bare = selection.place.page, _is_bare(selection)
    if len(page.text) < SILENT_TEXT and bare and not selection.links:
        return True
    if not (bare or selection.place.annual) or (plain_columns and _is_silent(page, links)):
        return False
    return _TEMPLATE.search(page.html) is not None or any(
        not _NO_BOX.search(box[1]) for box in _EMPTY_BOX.finditer(page.html)
    )


def _is_bare(selection: LinkSelection) -> bool:
    """Tell whether a page has hardly a link of its own."""
    beside_menus = [anchor for anchor in selection.place.page.anchors if anchor.region not in {"nav", "foot", "crumb"}]
    return len(beside_menus) < FEW_LINKS and len(_own_links(selection)) < FEW_LINKS


def _is_silent(page: Page, links: Iterable[Link]) -> bool:
    """Tell whether nothing but an empty box speaks for a script that fills it."""
    return not _TEMPLATE.search(page.html) and not any(link.context.shell for link in links)


def shell_of(place: PageContext, links: Iterable[Link]) -> Shell:
    """Return a page without content as the visit's memory keeps it."""
    promise = Promise.UNKNOWN
    if place.annual or place.link.kind is Kind.REPORT:
        promise = Promise.EMPTY_BOX if _is_silent(place.page, links) else Promise.ANNUAL
    return Shell(url=place.page.url[:MAX_URL], promise=promise)


def escalate(place: PageContext, links: Iterable[Link], learned: Call | None) -> list[Link]:
    """Return the requests that read a shell: the call that a browser saw it make (``learned``), and the browser."""
    link = place.link
    context = replace(link.context, shell=place.key)
    requests: list[Link] = []
    if learned:
        annual = replace(context, annual=context.annual or place.annual)
        key = urls.key(learned.url, learned.method, learned.body)
        requests.append(
            replace(
                link, url=learned.url, key=key, kind=Kind.DATA, group="endpoints", context=annual,
                method=learned.method, body=learned.body,
            )
        )  # fmt: skip
    else:
        requests += script_files(place, link.context, min(link.score, SCRIPT_FILE))
    endpoints = requests or any(other.context.shell for other in links)
    score = min(link.score, PATIENT_SCORE) if endpoints else link.score
    key = urls.key(link.url, render=True)
    group = rendered_group(place.key)
    return [*requests, replace(link, key=key, render=True, score=score, group=group, context=context)]


def endpoint_of(entries: Iterable[str], calls: Iterable[Call]) -> Call | None:
    """Return the first of the calls that a browser saw whose answer holds entries (keys) of the page; None if none."""
    wanted = set(entries)
    for call in calls:
        answer = Page(call.url, call.text)
        if wanted & {urls.key(anchor.url) for anchor in answer.anchors}:
            return replace(call, text="")
    return None


def lessons(earlier: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what a finished visit's memory teaches the next visit: the endpoints that shells get their lists from."""
    endpoints = (earlier or {}).get("endpoints")
    return {"endpoints": endpoints} if endpoints else None
