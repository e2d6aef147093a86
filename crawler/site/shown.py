"""What strangers wrote, made fit to be shown: bounded, without control signs, and with what is personal taken out."""

from __future__ import annotations

from crawler.redaction import redacted
from crawler.speaking import BIDI, C0_C1, LINES

MAX_LINE = 300  # signs of a title or name
MAX_TEXT = 100_000  # signs of a version's text, and of its tables
MAX_URL = 2_000
SHORTEST = 6  # that is personal: a@b.cc
AT_THE_EDGE = 64  # a number that a cut goes through is no number any more, and would stay
_NO_SIGNS = (0xFEFF, 0xFFFE, 0xFFFF)
_CONTROLS = {**dict.fromkeys((*C0_C1, *LINES), " "), **dict.fromkeys((*BIDI, *_NO_SIGNS))}
_CONTROLS_BUT_LINES = {sign: to for sign, to in _CONTROLS.items() if sign not in {0x09, 0x0A}}


def line(text: str | None, limit: int = MAX_LINE) -> str:
    """Return a title, name or remark as one line of at most ``limit`` signs."""
    raw = (text or "")[: limit + AT_THE_EDGE].translate(_CONTROLS)
    return _cut(" ".join(raw.split()), limit, is_cut=len(text or "") > limit + AT_THE_EDGE)


def lines(text: str, limit: int = MAX_TEXT) -> tuple[str, bool]:
    """Return a text of several lines, and whether its end was left out."""
    raw = text[: limit + AT_THE_EDGE].translate(_CONTROLS_BUT_LINES)
    is_cut = len(text) > limit
    return _cut(raw, limit, is_cut=len(text) > limit + AT_THE_EDGE), is_cut


def _cut(raw: str, limit: int, *, is_cut: bool) -> str:
    shown = redacted(raw) if len(raw) >= SHORTEST else raw
    if is_cut:
        shown = shown[:-AT_THE_EDGE] + "…"
    return shown if len(shown) <= limit else shown[:limit] + "…"


def url(address: str) -> str:
    """Return a web address that may be linked, or "" for any other, too long or personal one."""
    if not address.startswith(("http://", "https://")) or len(address) > MAX_URL:
        return ""
    return address if address.translate(_CONTROLS) == address == redacted(address) else ""
