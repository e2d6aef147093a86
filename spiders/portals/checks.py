"""What each key of a registry block may hold. A check returns None, or what is wrong and how to write it instead."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

_SCHEMES = {"http", "https"}
LONGEST = 80  # characters of a wrong value that a message repeats
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def short(value: object) -> str:
    """Return a value as a message repeats it: one bounded piece of text."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        return f"{short(value)!r} is no text; write a non-empty string without spaces around it"
    return None if value.isprintable() else "holds control characters; write one plain line"


def _url(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"{short(value)!r} is no URL; write a string"
    if re.search(r"\s", value) or not value.isprintable():
        return f"{short(value)!r} holds white space; write one URL without spaces"
    try:
        parts = urlsplit(value)
        port_ok = parts.port != 0
    except ValueError as error:
        return f"{short(value)!r} is no URL ({error})"
    return _url_parts(value, parts) or (None if port_ok else "port 0 cannot be asked; correct the port")


def _is_host(host: str) -> bool:
    # urlsplit has already checked what stands in brackets
    return ":" in host or all(map(_LABEL.fullmatch, host.removesuffix(".").split(".")))


def _url_parts(value: str, parts: SplitResult) -> str | None:
    if parts.scheme not in _SCHEMES:
        return f"{short(value)!r} is not http or https; write http://host/"
    if not parts.hostname or not _is_host(parts.hostname):
        return f"{short(value)!r} has no usable host; write http://host/ (other scripts as xn--…)"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password; leave them out"
    if "#" in value:
        return f"{short(value)!r} has a fragment; leave out # and what follows"
    return None


def _host(value: Any) -> str | None:
    if not isinstance(value, str) or value != value.lower() or not re.fullmatch(r"[^/?#@\s]+", value):
        return f"{short(value)!r} is no host; write host or host:port in lower case, without http://"
    if re.search(r":(80|443)$", value):
        return f"{short(value)!r} names a default port; leave it out"
    fault = _url(f"http://{value}/")
    return fault and f"{short(value)!r} is no host; write host or host:port, such as xxgk.example.gov.cn"


def _each(check: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    def check_list(value: Any) -> str | None:
        if not isinstance(value, list):
            return f'{short(value)!r} is no list; write ["…"]'
        return next(filter(None, map(check, value)), None)

    return check_list


def _delay(value: Any) -> str | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    return None if good else f"{short(value)!r} is no delay; write seconds, 0 or more"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else f"{short(value)!r} is no flag; write true or false"


CHECKS: dict[str, Callable[[Any], str | None]] = {
    "name": _text,
    "home": _url,
    "cms": _text,
    "columns": _each(_url),
    "hosts": _each(_host),
    "delay": _delay,
    "render": _flag,
    "gone": _text,
}
