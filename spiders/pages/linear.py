r"""Regular expressions on text that strangers wrote: matched by RE2 in time linear in the text, whatever the text is.

The standard ``re`` backtracks: a title with forty dots in it once held a whole harvest. Here it is forbidden by lint.
What RE2 has not (look-around, back-references, possessive quantifiers) is an error when a pattern is compiled, never a
silent fall-back. Two things differ from ``re``: ``$`` is the end of the text, not also before a last line break, and
``\b`` knows only ASCII words, so that 年2020 has a boundary.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast

import re2

IGNORECASE = re.IGNORECASE
MULTILINE = re.MULTILINE
DOTALL = re.DOTALL

re2.set_fallback_notification(re2.FALLBACK_EXCEPTION)


def pattern(expression: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    """Return the compiled expression, with the methods of ``re.Pattern``. ``re.error`` for what is not linear."""
    return cast("re.Pattern[AnyStr]", re2.compile(expression, flags))
