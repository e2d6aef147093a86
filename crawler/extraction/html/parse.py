"""Characters to a tree, with libxml2's depth limit kept from swallowing the end of the page."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

_TAG = re.compile(
    r"<(/?)(font|span|b|strong|i|em|u|big|small|o:p|a|div|center|table|tbody|tr|td)\b[^<>]*>", re.IGNORECASE
)
_BLOCKS = frozenset(("div", "center", "td"))
_TABLES = frozenset(("table", "tbody", "tr", "td"))
_STRING = etree.XPath("string()", smart_strings=False)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(text: str) -> _Element | None:
    """Return the page's root, None when nothing is in it. Nothing is loaded from anywhere.

    Beyond 2,048 levels libxml2 drops the rest: such a page is read again without inline tags and divisions,
    and if that is not enough without its tables' too.
    """
    text = _DECLARATION.sub("", text)
    root, too_deep = _tree(text)
    for keep in (_TABLES, frozenset[str]()):
        if too_deep:
            root, too_deep = _tree(_TAG.sub(lambda tag, keep=keep: _flat(tag, keep), text))  # type: ignore[misc]
    return root


def _flat(tag: re.Match[str], keep: frozenset[str]) -> str:
    name = tag[2].lower()
    return tag[0] if name in keep else "<br>" if name in _BLOCKS else ""


def content(node: _Element) -> str:
    """Return all characters inside an element, shown or not."""
    return str(_STRING(node))


def _tree(text: str) -> tuple[_Element | None, bool]:
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:  # nothing but white space and comments
        return None, False
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
