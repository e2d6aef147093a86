"""Columns that are nodes of a tree without addresses: the page's own call, once for each node that may hold reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.discovery.link_priors import ANNUAL, prior, year_of
from spiders.discovery.page_context import PageContext
from spiders.items import Kind, Link
from spiders.pages.javascript.endpoints import Endpoint
from spiders.pages.javascript.trees import Branch, branches_of

NODES = "nodes of "  # the group of such calls
CALL = "call"  # the part of a link's context that carries a call with a hole
_HOLE = re.compile(r"\w{0,20}(?:id|code|cat|channel|column|node|dept|org)\w{0,10}", re.IGNORECASE)


def hole(one: Endpoint) -> str:
    """Return the parameter of a call that nothing on the page sets, and that names a node; "" when all are set."""
    pairs = parse_qsl(one.body or urlsplit(one.url).query, keep_blank_values=True)
    return next((name for name, value in pairs if not value and _HOLE.fullmatch(name)), "")


def carried(calls: Iterable[Endpoint]) -> dict[str, str]:
    """Return the context that takes a page's call with a hole to the answer that holds the tree."""
    found = next(((one.url, one.method, one.body) for one in calls if hole(one)), None)
    return {CALL: json.dumps(found)} if found else {}


def grown(place: PageContext, calls: Iterable[Endpoint]) -> Iterator[Link]:
    """Yield the calls for the nodes of the tree on this page, or in this answer, that are columns of reports."""
    context = place.link.context | carried(calls)
    if CALL not in context:
        return
    url, method, body = json.loads(context[CALL])
    call = Endpoint(url, method, body)
    for branch in branches_of(place.page):
        if not _annual(place, branch):
            continue
        organ = next(filter(None, map(place.organ, (branch.name, *reversed(branch.above)))), None)
        filled = _filled(call, branch.id)
        yield place.to(
            filled.url, Kind.DATA, ANNUAL - 0.02, group=NODES + place.page.url, anchor=branch.name,
            agency=organ or place.link.agency, context={"annual": "1", "column": branch.name[:60]},
            method=filled.method, body=filled.body,
        )  # fmt: skip


def _annual(place: PageContext, branch: Branch) -> bool:
    known = prior(branch.name, "")
    if known.kind is Kind.LIST and known.sure and known.score >= 0.9:  # noqa: PLR2004 - a column by its own words
        return True
    inside = place.annual or any(prior(name, "").kind is Kind.LIST for name in branch.above)
    return inside and (year_of(branch.name) is not None or place.organ(branch.name) is not None)


def _filled(call: Endpoint, number: str) -> Endpoint:
    name = hole(call)
    query = call.body or urlsplit(call.url).query
    pairs = parse_qsl(query, keep_blank_values=True)
    text = urlencode([(key, number if key == name else value) for key, value in pairs])
    return Endpoint(call.url, call.method, text) if call.body else Endpoint(call.url.split("?", 1)[0] + "?" + text)


def any_of(links: Iterable[Link]) -> bool:
    """Tell whether a tree was found."""
    return any(one.group.startswith(NODES) for one in links)
