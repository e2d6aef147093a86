"""What is personal in text that we show to people: mobile numbers and private mail addresses. The archive keeps all."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:[+＋]?86[-\s]?)?[1１][3-9３-９]\d[-\s]?\d{4}[-\s]?\d{4}(?![\dA-Za-z])")
_MAIL = re.compile(r"[\w.+-]+[@＠](?![\w.-]*\bgov\.cn(?![\w.-]))[\w-]+(?:[.．][\w-]+)+")


def redacted(text: str) -> str:
    """Return the text with mobile numbers and mail addresses replaced; addresses of offices (gov.cn) stay."""
    return _MAIL.sub("［邮箱］", _MOBILE.sub("［手机号］", text))
