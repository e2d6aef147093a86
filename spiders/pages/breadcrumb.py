"""The breadcrumb: the names from the home page down to here, as a page prints them."""

from __future__ import annotations

from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages.regions import BREADCRUMB, named
from spiders.pages.text import line, text_of

MAX_ELEMENTS = 2000  # looked at; a breadcrumb stands near the top
MAX_TEXT, MAX_NAME = 200, 60  # characters
MAX_NAMES = 10
_TAGS = ("div", "p", "ul", "ol", "td", "span", "dl", "nav", "h3", "h4", "section")
_LEAD = pattern(r".{0,4}(?:当前|您|你|现在|所在)[^:：>]{0,10}(?:位置|栏目|于)?[^:：>]{0,2}[:：]?")
_LEADS = pattern(r"位置|栏目|[:：]$")
_TEXT = pattern(r"(?:当前|您|现在|所在)[^<>]{0,10}(?:位置|栏目)|^\s*首页\s*(?:>|»|›|-|/|·)")
_SEPARATOR = pattern(r"\s*(?:>+|»|›|→|/|\\|·|＞|—+|::)\s*|\s+-+\s+|-")
_FIGURES = pattern(r"[\d-]*\d[\d-]*")  # 2019-2021: its hyphens part nothing
_HOME = pattern(r"首页|主页|^正文$|^网站$")
_HERE = pattern(r"正文|列表页?|内容|(?:信息|文章)?(?:详情|正文)")


def breadcrumb_of(root: _Element) -> tuple[str, ...]:
    """Return the names, home itself left out; () when the page prints none."""
    candidates: list[tuple[int, _Element, str]] = []
    for count, element in enumerate(root.iter(*_TAGS)):
        if count > MAX_ELEMENTS or len(candidates) > 2 * MAX_NAMES:
            break
        if BREADCRUMB.search(named(element)) or _TEXT.search(line(text_of(element, 40))):
            text = line(text_of(element, 2 * MAX_TEXT))
            if 0 < len(text) <= MAX_TEXT:
                candidates.append((len(text), element, text))
    # The smallest element that says most is the breadcrumb itself; larger ones hold other things too.
    names = [_names(element, text) for _, element, text in sorted(candidates, key=lambda entry: entry[0])]
    return max(names, key=lambda some: min(len(some), 2), default=())


def _names(element: _Element, text: str) -> tuple[str, ...]:
    lead = _LEAD.match(text)
    if not (lead or _TEXT.search(text) or ">" in text):
        return ()
    if lead and _LEADS.search(lead[0]):
        text = text[lead.end() :]
    hidden = _FIGURES.sub(lambda figures: figures[0].replace("-", "\0"), text)
    pieces = [piece.replace("\0", "-") for piece in _SEPARATOR.split(hidden)]
    if len(pieces) == 1:  # no separators printed: the links are the pieces
        pieces = [text_of(a, 80) for a in element.iter("a")]
    names = (line(piece).strip(" :：") for piece in pieces)
    return tuple(_without_ends([name for name in names if 0 < len(name) <= MAX_NAME and not name.isdigit()]))


def _without_ends(pieces: list[str]) -> list[str]:
    """Return the names without home before them, and without what only says that this is the page."""
    while pieces and _HOME.search(pieces[0]):
        pieces = pieces[1:]
    if pieces:
        pieces = [*pieces[:-1], pieces[-1].split(" ", 1)[0]]
    while pieces and _HERE.fullmatch(pieces[-1]):
        pieces = pieces[:-1]
    return pieces[:MAX_NAMES]
