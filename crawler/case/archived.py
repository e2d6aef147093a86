"""The answers that an archive holds at an address, as cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.case.page import BesideFile, CasePage
from crawler.content_encoding import decoded
from spiders import urls
from spiders.items import Kind, Link
from spiders.json_form import from_json
from spiders.portals import Portal
from spiders.portals.hosts import same_portal
from storage import visited
from storage.errors import StorageError
from storage.values import header

if TYPE_CHECKING:
    from storage.models import Fetch, ResourceRow
    from storage.queries import ArchiveReader

DRAWN = "text/html; charset=utf-8"  # what a page is as a browser drew it
_TEXTS = ("json", "xml", "html", "script", "text/plain")  # in the media types of scripts, and of what they call


def archived(reader: ArchiveReader, url: str, registry: Mapping[str, Portal]) -> list[CasePage]:
    """Return the newest answer of each resource at an address: asked for plainly, by a form, with a browser.

    Raises StorageError when the archive has lost one's bytes.
    """
    cases = []
    for resource in visited.asked_at(reader, urls.key(url)):
        answer = visited.last_answer(reader, resource)
        if answer is not None:
            cases.append(_case(reader, resource, answer, registry))
    return cases


def _case(reader: ArchiveReader, resource: ResourceRow, answer: Fetch, registry: Mapping[str, Portal]) -> CasePage:
    known = Link(url=resource.url, key=resource.key, kind=Kind.HUB, score=1.0)
    drawn = answer.rendered_sha256
    return CasePage(
        url=answer.url,
        status=answer.status or 0,
        content_type=DRAWN if drawn else header(answer.headers, "content-type") or "",
        body=_payload(reader, drawn) if drawn else _body(reader, answer),
        portal=_portal(reader, resource.portal, answer.url, registry),
        link=from_json(Link, resource.payload) if resource.payload else known,
        beside=tuple(_beside(reader, answer)),
    )


def _portal(reader: ArchiveReader, code: str, url: str, registry: Mapping[str, Portal]) -> Portal:
    """Return the portal as it was visited, the page's own host among its hosts."""
    [visit] = reader.visits([code])
    portal = registry.get(code)
    if portal is None or portal.home != visit.home:
        portal = Portal(code=code, name=visit.name, home=visit.home)
    return portal if same_portal(url, portal) else replace(portal, hosts=(*portal.hosts, urls.netloc(url)))


def _beside(reader: ArchiveReader, answer: Fetch) -> Iterator[BesideFile]:
    """Yield the scripts of a page, and the answers to what they call: asked for by a browser, or later by us."""
    asked_later = _called(reader, answer.url, visited.resources(reader, answer.portal))
    for fetch in (*visited.beside(reader, answer), *asked_later):
        if any(kind in fetch.media_type for kind in _TEXTS) and fetch.status == answer.status:
            yield BesideFile(url=fetch.url, method=fetch.method, media_type=fetch.media_type, body=_body(reader, fetch))


def _called(reader: ArchiveReader, page: str, resources: Iterable[ResourceRow]) -> Iterator[Fetch]:
    for resource in resources:
        if resource.payload.get("kind") == Kind.DATA and resource.payload.get("via") == page:
            answer = visited.last_answer(reader, resource)
            if answer is not None:
                yield answer


def _body(reader: ArchiveReader, fetch: Fetch) -> bytes:
    assert fetch.payload_sha256 is not None
    return decoded(_payload(reader, fetch.payload_sha256), header(fetch.headers, "content-encoding") or "")


def _payload(reader: ArchiveReader, sha256: str) -> bytes:
    data = reader.payload(sha256)
    if data is None:
        raise StorageError(f"the archive has lost payload {sha256}; run scrapy fixity")
    return data
