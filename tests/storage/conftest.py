"""A portal made of plain values, and archives to put it in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.facts import Candidate, Exchange, Extracted, FileRef, Kept, KeptFile, ListSeen, Sighting, Unit

T0 = datetime(2026, 11, 21, 7, 4, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"'))


def exchange(url: str, body: bytes = b"<p>x</p>", **more: Any) -> Exchange:
    facts = {
        "url": url,
        "method": "GET",
        "started": T0,
        "request_headers": (("User-Agent", "nianbao/test (+https://example.org)"),),
        "status": 200,
        "reason": "OK",
        "headers": HTML,
        "body": body,
        "ip": "203.0.113.7",
    }
    return Exchange(**{**facts, **more})


def candidate(key: str, score: float = 1.0, group: str = "", kind: str = "list") -> Candidate:
    return Candidate(key=key, url=key, kind=kind, score=score, group=group, payload={"url": key})


def unit(visit: int, key: str, body: bytes = b"<p>x</p>", **more: Any) -> Unit:
    asked = more.pop("exchanges", (exchange(key, body),))
    return Unit(visit=visit, key=key, exchanges=asked, **{"kind": "list", **more})
