"""Columns that are nodes of a tree without addresses: the page's own call, once for each node that may hold reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.discovery.link_priors import ANNUAL, COLUMN, prior, year_of
from spiders.discovery.page_context import MAX_COLUMN, PageContext
from spiders.items import Call, Kind, Link, LinkContext
from spiders.linear import IGNORECASE, code
from spiders.pages.javascript.endpoints import Endpoint
from spiders.pages.javascript.trees import Branch, branches_of

NODES = "nodes of "  # the group of such calls
_HOLE = code(r"\w{0,20}(?:id|code|cat|channel|column|node|dept|org)\w{0,10}", IGNORECASE)


def hole(call: Endpoint | Call) -> str:
    """Return the parameter of a call that nothing on the page sets, and that names a node; "" when all are set."""
    pairs = parse_qsl(call.body or urlsplit(call.url).query, keep_blank_values=True)
    return next((name for name, value in pairs if not value and _HOLE.fullmatch(name)), "")


def carried(context: LinkContext, calls: Iterable[Endpoint]) -> LinkContext:
    """Return a context that takes a page's call with a hole to the answer that holds the tree."""
    call = next((Call(url=call.url, method=call.method, body=call.body) for call in calls if hole(call)), None)
    return replace(context, tree_call=call) if call else context


def grown(place: PageContext, calls: Iterable[Endpoint]) -> Iterator[Link]:
    """Yield the calls for the nodes of the tree on this page, or in this answer, that are columns of reports."""
    call = carried(place.link.context, calls).tree_call
    if call is None:
        return
    for branch in branches_of(place.page):
        if _is_annual(place, branch):
            yield _link(place, branch, _filled(call, branch.id))


def _link(place: PageContext, branch: Branch, call: Call) -> Link:
    organ = next(filter(None, map(place.organ, (branch.name, *reversed(branch.above)))), None)
    return place.to(
        call.url, Kind.DATA, ANNUAL - 0.02, group=NODES + place.page.url, anchor=branch.name,
        agency=organ or place.link.agency, context=LinkContext(annual=True, column=branch.name[:MAX_COLUMN]),
        method=call.method, body=call.body,
    )  # fmt: skip


def _is_annual(place: PageContext, branch: Branch) -> bool:
    by_name = prior(branch.name, "")
    if by_name.kind is Kind.LIST and by_name.sure and by_name.score >= COLUMN:
        return True
    inside = place.annual or any(prior(name, "").kind is Kind.LIST for name in branch.above)
    return inside and (year_of(branch.name) is not None or place.organ(branch.name) is not None)


def _filled(call: Call, node: str) -> Call:
    """Return a call with the number of a node in its hole."""
    name = hole(call)
    pairs = parse_qsl(call.body or urlsplit(call.url).query, keep_blank_values=True)
    text = urlencode([(key, node if key == name else value) for key, value in pairs])
    if call.body:
        return Call(url=call.url, method=call.method, body=text)
    return Call(url=call.url.split("?", 1)[0] + "?" + text)


def any_of(links: Iterable[Link]) -> bool:
    """Tell whether a tree was found."""
    return any(link.group.startswith(NODES) for link in links)
