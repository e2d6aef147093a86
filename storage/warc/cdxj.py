"""CDXJ indexes, as pywb reads them: one sorted file per WARC file, made from the rows of its fetches.

The lines follow from the rows alone, so an index can be made again at any time and must come out the same. The line of
a 304 leads to the capture that stood then: replay tools would take its own record at its word and show an empty page.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes

from sqlalchemy import Connection, select

from storage import models
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
NESTED = 20  # escapes of escapes that are undone; more is an attack
USUAL = {"http": 80, "https": 443}
REVISIT = "warc/revisit"
NOT_MODIFIED = 304


def key_of(name: str) -> str:
    """Return where the index of a WARC file lies."""
    return f"cdxj/{name[:4]}/{name.removesuffix('.warc.gz')}.cdxj"


def surt(url: str) -> str:
    """Return the sortable key of a URL as pywb makes it: cn,gov,nxhl)/path?query in lower case, the query sorted."""
    found = URL.match(url.strip())
    if found is None:
        return url
    scheme, host, port, rest = found[1].lower(), _escaped(found[2]), found[3], found[4] or "/"
    path, mark, query = rest.partition("#")[0].partition("?")
    name = ",".join(reversed(re.sub(r"^www\d*\.", "", host.strip(".")).split(".")))
    name += f":{port}" if port and int(port) != USUAL[scheme] else ""
    return f"{name}){_path(path)}" + (f"?{query}" if mark and (query := _query(query)) else "")


def _escaped(text: str) -> str:
    """Return ``text`` in lower case, in the one spelling that escapes as little as can be."""
    raw = text.encode("utf-8", "replace")
    for _ in range(NESTED):
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
    return PATH_SESSION.sub(lambda found: found[1] + found[2], plain)


def _query(query: str) -> str:
    query = _escaped(query)
    for pattern in QUERY_SESSIONS:
        query = pattern.sub(lambda found: found[1] + (found[2] or ""), query)
    return "&".join("=".join(part) for part in sorted(part.split("=", 1) for part in query.split("&")))


def line(row: Any, filename: str, offset: int, at: datetime | None = None) -> str:
    """Return the line of a fetch whose record lies in ``filename`` at ``offset``; ``at``: a later look it serves."""
    url = uri(row.url)
    mime = REVISIT if row.record_type == "revisit" else row.media_type or "unk"
    facts = {"url": url, "mime": mime, "status": str(row.status)}
    if row.payload_sha256:
        facts["digest"] = f"sha256:{row.payload_sha256}"
    facts |= {"length": str(row.length), "offset": str(offset), "filename": filename}
    if row.method != "GET":
        facts["method"] = row.method
    return f"{surt(url)} {at or row.started:%Y%m%d%H%M%S} {json.dumps(facts, ensure_ascii=False)}"


def replays(row: Any) -> bool:
    """Tell whether the record of a fetch can be shown."""
    return row.record_type in {"response", "revisit"} and row.status != NOT_MODIFIED


def of_file(connection: Connection, name: str) -> bytes:
    """Return the index of one WARC file."""
    fetch = models.Fetch
    rows = connection.execute(select(fetch.__table__).where(fetch.warc == name)).all()
    shown = [(row if replays(row) else _stood(connection, row), row.started) for row in rows]
    lines = sorted(line(row, path_of(row.warc).removeprefix("warc/"), row.offset, at) for row, at in shown if row)
    return "".join(f"{text}\n" for text in lines).encode("utf-8", "replace")


def _stood(connection: Connection, row: Any) -> Any:
    """Return the fetch that a 304 vouches for, or None."""
    if row.status != NOT_MODIFIED or row.key is None:
        return None
    fetch = models.Fetch
    query = select(fetch.__table__).where(fetch.portal == row.portal, fetch.key == row.key, fetch.id < row.id)
    query = query.where(fetch.good, fetch.status != NOT_MODIFIED, fetch.url == row.url)
    return connection.execute(query.order_by(fetch.id.desc()).limit(1)).one_or_none()
