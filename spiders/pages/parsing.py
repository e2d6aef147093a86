"""Parses markup of any quality into a tree, in bounded depth (libxml2's own limit) and without entities or network."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element

from spiders.linear import IGNORECASE, Match, pattern

_XML = pattern(r"<!\[CDATA\[|\]\]>|<\?xml[^>]{0,200}\?>")
_TAG = pattern(r"<(/?)(font|span|b|strong|i|em|u|big|small|o:p|a|div|center|table|tbody|tr|td)\b[^<>]*>", IGNORECASE)
_PAGE_END = pattern(r"</html[ \t\r\n]{0,20}>", IGNORECASE)
_BLOCKS = frozenset(("div", "center", "td"))
_TABLES = frozenset(("table", "tbody", "tr", "td"))
_STRING = etree.XPath("string()", smart_strings=False)


def parse(source: str) -> _Element | None:
    """Return the root of HTML source without comments and instructions; None when there is no markup at all.

    Beyond 2,048 levels libxml2 drops the rest: such a page is read again without inline tags and divisions,
    and if that is not enough without its tables' too.
    """
    if source.lstrip()[:5].lower() == "<?xml" or "<datastore" in source[:500]:
        source = _XML.sub("", source)  # the records of XML lists are HTML in CDATA: read as the markup that it is
    root, too_deep = _tree(source)
    for keep in (_TABLES, frozenset[str]()):
        if too_deep:
            root, too_deep = _tree(_TAG.sub(lambda tag, keep=keep: _flat(tag, keep), source))  # type: ignore[misc]
    return root


def content(node: _Element) -> str:
    """Return all characters inside an element, shown or not."""
    return str(_STRING(node))


def _flat(tag: Match[str], keep: frozenset[str]) -> str:
    name = tag[2].lower()
    return tag[0] if name in keep else "<br>" if name in _BLOCKS else ""


def _tree(source: str) -> tuple[_Element | None, bool]:
    # Plain elements instead of lxml.html's: half the time on large pages.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    # libxml2 stops at the end tag of the page; browsers read on, and included parts often stand behind it.
    data = _PAGE_END.sub("", source.replace("\x00", "")).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):  # nothing but white space and comments
        return None, False
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
