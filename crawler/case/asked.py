"""The answer that a probe was given, as a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.case.page import CasePage

if TYPE_CHECKING:
    from crawler.probe import Probe


def asked(probe: Probe) -> CasePage | None:
    """Return the answer to the page that a probe looked at; None when there was none."""
    answer = probe.answer
    if answer is None:
        return None
    return CasePage(
        url=answer.url,
        status=answer.status,
        content_type=(answer.headers.get("Content-Type") or b"").decode("latin-1"),
        body=answer.body,
        portal=probe.portal,
        link=probe.first,
    )
