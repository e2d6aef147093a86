"""CDXJ indexes, as pywb reads them: one sorted file per WARC file, made from the rows of its fetches.

The lines follow from the rows alone, so an index can be made again at any time and must come out the same. The line of
a 304 leads to the capture that stood then: replay tools would take its own record at its word and show an empty page.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from sqlalchemy import Connection, select

from storage import models
from storage.vocabulary import RecordType
from storage.warc.http_blocks import uri
from storage.warc.records import path_of

QUERY_SESSIONS = [
    re.compile(pattern)
    for pattern in (
        r"^(.*?)(?:jsessionid=[0-9a-z]{32})(?:&(.*))?$",
        r"^(.*?)(?:phpsessid=[0-9a-z]{32})(?:&(.*))?$",
        r"^(.*?)(?:sid=[0-9a-z]{32})(?:&(.*))?$",
        r"^(.*?)(?:aspsessionid[a-z]{8}=[a-z]{24})(?:&(.*))?$",
        r"^(.*?)(?:cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$",
    )
]
PATH_SESSION = re.compile(r"^(.*/)\((?:(?:[a-z]\([0-9a-z]{24}\))+|[0-9a-z]{24})\)/([^?]+\.aspx.*)$")
URL = re.compile(r"^(https?)://(?:[^/?#]*@)?([^/?#]*?)(?::(\d*))?([/?#].*)?$", re.IGNORECASE | re.DOTALL)
PLAIN = frozenset(range(0x21, 0x7F)) - frozenset(b"#%")
MAX_NESTED_ESCAPES = 20  # that are undone; more is an attack
USUAL = {"http": 80, "https": 443}
REVISIT_MIME = "warc/revisit"
NOT_MODIFIED = 304


def key_of(name: str) -> str:
    """Return where the index of a WARC file lies."""
    return f"cdxj/{name[:4]}/{name.removesuffix('.warc.gz')}.cdxj"


def surt(url: str) -> str:
    """Return the sortable key of a URL as pywb makes it: cn,gov,nxhl)/path?query in lower case, the query sorted."""
    parts = URL.match(url.strip())
    if parts is None:
        return url
    scheme, host, port, rest = parts[1].lower(), _escaped(parts[2]), parts[3], parts[4] or "/"
    path, mark, query = rest.partition("#")[0].partition("?")
    name = ",".join(reversed(re.sub(r"^www\d*\.", "", host.strip(".")).split(".")))
    name += f":{port}" if port and int(port) != USUAL[scheme] else ""
    return f"{name}){_path(path)}" + (f"?{query}" if mark and (query := _query(query)) else "")


def _escaped(text: str) -> str:
    """Return ``text`` in lower case, in the one spelling that escapes as little as can be."""
    raw = text.encode("utf-8", "replace")
    for _ in range(MAX_NESTED_ESCAPES):
        less = unquote_to_bytes(raw)
        if less == raw:
            break
        raw = less
    return "".join(chr(octet) if octet in PLAIN else f"%{octet:02x}" for octet in raw).lower()


def _path(path: str) -> str:
    parts: list[str] = []
    for part in _escaped(path)[1:].split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    plain = "/" + "/".join(part for part in parts if part)
    return PATH_SESSION.sub(lambda match: match[1] + match[2], plain)


def _query(query: str) -> str:
    query = _escaped(query)
    for pattern in QUERY_SESSIONS:
        query = pattern.sub(lambda match: match[1] + (match[2] or ""), query)
    return "&".join("=".join(part) for part in sorted(part.split("=", 1) for part in query.split("&")))


class Capture(NamedTuple):
    """What an index says of a fetch, and the fetch's place among others of its key. Columns of ``models.Fetch``."""

    id: int
    portal: str
    key: str | None
    url: str
    method: str
    started: datetime
    status: int | None
    media_type: str
    payload_sha256: str | None
    record_type: RecordType | None
    warc: str | None
    offset: int | None
    length: int | None


COLUMNS = [models.Fetch.__table__.c[name] for name in Capture._fields]


def capture_of(row: models.Fetch) -> Capture:
    """Return the capture of a fetch."""
    return Capture(*(getattr(row, name) for name in Capture._fields))


def line(row: Capture, filename: str, offset: int, at: datetime | None = None) -> str:
    """Return the line of a fetch whose record lies in ``filename`` at ``offset``; ``at``: a later look it serves."""
    url = uri(row.url)
    mime = REVISIT_MIME if row.record_type == RecordType.REVISIT else row.media_type or "unk"
    facts = {"url": url, "mime": mime, "status": str(row.status)}
    if row.payload_sha256:
        facts["digest"] = f"sha256:{row.payload_sha256}"
    facts |= {"length": str(row.length), "offset": str(offset), "filename": filename}
    if row.method != "GET":
        facts["method"] = row.method
    return f"{surt(url)} {at or row.started:%Y%m%d%H%M%S} {json.dumps(facts, ensure_ascii=False)}"


def replays(row: Capture) -> bool:
    """Tell whether the record of a fetch can be shown."""
    return row.record_type in {RecordType.RESPONSE, RecordType.REVISIT} and row.status != NOT_MODIFIED


def of_file(connection: Connection, name: str) -> bytes:
    """Return the index of one WARC file."""
    lines = []
    for row in connection.execute(select(*COLUMNS).where(models.Fetch.warc == name)):
        look = Capture(*row)
        capture = look if replays(look) else _stood(connection, look)
        if capture is not None and capture.warc is not None and capture.offset is not None:
            lines.append(line(capture, path_of(capture.warc).removeprefix("warc/"), capture.offset, look.started))
    return "".join(f"{text}\n" for text in sorted(lines)).encode("utf-8", "replace")


def _stood(connection: Connection, look: Capture) -> Capture | None:
    """Return the fetch that a 304 vouches for, or None."""
    if look.status != NOT_MODIFIED or look.key is None:
        return None
    fetch = models.Fetch
    query = select(*COLUMNS).where(fetch.portal == look.portal, fetch.key == look.key, fetch.id < look.id)
    query = query.where(fetch.good, fetch.status != NOT_MODIFIED, fetch.url == look.url)
    row = connection.execute(query.order_by(fetch.id.desc()).limit(1)).one_or_none()
    return None if row is None else Capture(*row)
