"""Drop the lines that speak about the page instead of being the report: rules as data in ``rules``, zones here.

Words of the interface go wherever they stand alone on a line; source, date and editor only go before the first
and after the last line of content, because inside a report they are the report's.
"""

from __future__ import annotations

import re
import unicodedata

from crawler.extraction.base import Table
from crawler.extraction.html import rules
from crawler.extraction.html.flow import FlowItem

_SEPARATORS = re.compile(r"^[\s|/·>»,;。-]+")
_LONGEST = 200  # characters; a longer line is prose
_SHORT = 60  # and a shorter one that looks like a sentence may be an offer to share it
_ENDING = r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar|7z)"
_FILE = re.compile(rf"附\s*[件表]|{_ENDING}\b", re.IGNORECASE)
_NAME = re.compile(rf"{_ENDING}\s*(?:[(（\[].{{0,20}}[)）\]])?$", re.IGNORECASE)  # perhaps with the size after it


def plain(text: str) -> str:
    """Return the line as the rules read it: NFKC, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


class _Words:
    """Pieces of which a whole line may be made; most lines do not even begin with one."""

    def __init__(self, *pieces: re.Pattern[str]) -> None:
        self.pieces = pieces
        self.any = re.compile("|".join(f"(?:{piece.pattern})" for piece in pieces), re.IGNORECASE)

    def make(self, text: str) -> bool:
        """Whether these words make all of the line."""
        if len(text) > _LONGEST:
            return False
        rest = plain(text).strip(" |/·>»,;")
        while rest and self.any.match(rest):
            longest = max(match.end() for piece in self.pieces if (match := piece.match(rest)))
            if not longest:
                return False
            rest = _SEPARATORS.sub("", rest[longest:], count=1)
            if not rest:
                return True
        return False


_INTERFACE = _Words(*rules.ALWAYS)
_HEAD = _Words(*rules.ALWAYS, *rules.ABOUT, *rules.BARE_DATE)
_TAIL = _Words(*rules.ALWAYS, *rules.ABOUT)


def interface(text: str) -> bool:
    """Whether the whole line is words of the interface: 打印本页, 【字体：大 中 小】, 浏览次数：12, a separator."""
    return not text.strip(" |>»·") or _INTERFACE.make(text)


def about(text: str, *, head: bool) -> bool:
    """Whether the line only tells source, date, editor and the like; a bare date only counts before the body."""
    if rules.CHINESE_DATE.fullmatch(plain(text)):
        return False
    return (_HEAD if head else _TAIL).make(text)


def furniture(text: str) -> bool:
    """Whether a line that looks like a sentence is the page's own all the same."""
    return footer(text) or (len(text) <= _SHORT and _INTERFACE.make(text))


def footer(text: str) -> bool:
    """Whether a page's footer starts here."""
    return rules.FOOTER.search(plain(text)) is not None


def attachment(item: FlowItem) -> bool:
    """Whether a link of the body leads to a file: such a line belongs to the report."""
    if _FILE.search(item.text):
        return True
    return any(_FILE.search(a.get("href") or "") for a in item.node.iter("a"))


def file_link(item: FlowItem) -> bool:
    """Whether the line is nothing but a file to download; with 附件 before it, it is the report's own list."""
    text = item.text.strip()
    return item.linked * 10 > len(text) * 9 and _NAME.search(text) is not None and not text.startswith("附件")


def inside(item: FlowItem, *, loose: bool) -> bool:
    """Whether a line between the first and the last line of content is none. ``loose``: it stands in furniture."""
    if isinstance(item.block, Table):
        return False
    return interface(item.text) or (loose and item.linked * 2 > len(item.text))


def outside(item: FlowItem, *, head: bool, loose: bool) -> bool:
    """Whether a line before the first or after the last line of content speaks about the page."""
    text = item.text
    if about(text, head=head) or footer(text) or (head and rules.METADATA_LINE.match(plain(text)) is not None):
        return True
    return loose and item.linked * 2 > len(text) and not attachment(item)


def ends(item: FlowItem, *, known: bool) -> bool:
    """Whether what follows is no longer the report: related links, the footer, in an unnamed container any link."""
    text = plain(item.text)
    if rules.TAIL.match(text) or rules.FOOTER.search(text):
        return True
    return not known and item.linked * 2 > len(text) and not attachment(item)
