"""Data as scripts: a page that was opened from disk may run a script that lies beside it, and may fetch nothing."""

from __future__ import annotations

import json
from typing import Any

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}  # so that no text can end a script


def script(name: str, value: Any) -> bytes:
    """Return a script that hands a value to the page under its name. Lone surrogates become question marks."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)
    return f"nianbao.take({json.dumps(name)},{data});\n".encode("utf-8", "replace")
