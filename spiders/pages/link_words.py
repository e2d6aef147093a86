"""The words of a link by itself: what it prints, or its title attribute, its picture's name; the heading of a card."""

from __future__ import annotations

from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern
from spiders.pages.regions import HEADINGS
from spiders.pages.text import line, lines_of, text_of
from spiders.pages.title import is_marked, reports

MAX_WORDS = 2000  # characters of a link
MAX_CARD = 60  # characters of a card whose words are all taken
_CARD_PARTS = ("p", "div", "li", "dt", "dd", "td", "section", *HEADINGS)
# Words that say what to do, not what is there: a reader goes by the line or the row.
VAGUE = pattern(
    r"(?:点击|在线|立即|请)*(?:查看|查阅|浏览|阅读|下载|打开|预览|详情|详细|全文|原文|附件|文件)+(?:内容|>+|»)?|[（(\[]?(?:pdf|word|docx?|html|网页)版?[)）\]]?"
    r"|[√✓●○◎]",
    IGNORECASE,
)
NO_NAME = pattern(r"\d{1,3}[.、]?|\W*|20\d\d[-/.年]\d.*|(?:操作|附件|查看|下载)")


def words_of(element: _Element) -> str:
    """Return the words of a link by itself: what it prints, its title where that says more, its picture's name."""
    if element.tag in {"frame", "iframe"}:
        return line(element.get("title") or element.get("name") or "")
    title = line((element.get("title") or "")[:500])
    text = _printed(element, title)
    if title and (not text or (len(title) > len(text) and _cut(text, title))):
        return title
    return text or _picture(element)


def _printed(element: _Element, title: str) -> str:
    if element.tag == "input":
        return line(element.get("value") or "")
    if next(element.iterdescendants(*_CARD_PARTS), None) is not None:
        return _card(element, title)
    return line(text_of(element, MAX_WORDS))


def _card(element: _Element, title: str) -> str:
    """Return the words of a link that is a whole card (title, lead, subject): the heading's, or all when few."""
    parts = lines_of(element, MAX_WORDS).split("\n")
    if title or len(parts) == 1:
        return title or parts[0]
    heading = _heading(element) or next((part for part in parts if not NO_NAME.fullmatch(part)), "")
    whole = " ".join(parts)
    return heading if reports(heading) or len(whole) > MAX_CARD else whole


def _heading(element: _Element) -> str:
    headings = (part for part in element.iterdescendants() if part.tag in HEADINGS or is_marked(part))
    return next((text for part in headings if (text := line(text_of(part, MAX_WORDS)))), "")


def _picture(element: _Element) -> str:
    image = element.find(".//img")
    return line(((image.get("alt") or image.get("title") or "") if image is not None else "")[:300])


def _cut(text: str, title: str) -> bool:
    """Tell whether printed words are a title cut short."""
    start = text.rstrip(".…· ")
    return start != text or title.startswith(start[:6]) or start in title
