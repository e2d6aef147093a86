"""What scripts read from the page they run on, put in its place: ``$("#list").data("channel")`` becomes ``"1000"``."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from spiders.linear import Match, code

MAX_VALUE = 200  # characters of a value; ids of columns have some
MAX_ELEMENTS = 500  # with an id and a value, of one page
_ID, _NAME = r"\(\s*[\"']#?([\w-]{1,60})[\"']\s*\)", r"\(\s*[\"']([\w-]{1,60})[\"']\s*\)"
_READ = code(
    rf"(?:\$|jQuery|document\.getElementById|document\.querySelector){_ID}"
    rf"\.(?:(val\(\s*\)|value\b)|data{_NAME}|dataset\.(\w{{1,60}})|(?:attr|getAttribute){_NAME})"
)


def with_element_values(scripts: str, root: _Element | None) -> str:
    """Return scripts with the values of the page's elements where they read these; others stay as they are."""
    if root is None or not _READ.search(scripts):
        return scripts
    elements = {element.get("id") or "": element for element in valued(root)}

    def literal(match: Match[str]) -> str:
        element = elements.get(match[1])
        value = element.get(_attribute(match)) if element is not None else None
        safe = value is not None and len(value) <= MAX_VALUE and not set("\"'\\\n<>") & set(value)
        return f'"{value}"' if safe else match[0]

    return _READ.sub(literal, scripts)


def valued(root: _Element) -> Iterator[_Element]:
    """Yield the elements that scripts can read a value from: those with an id, and a value or data of their own."""
    found = 0
    for element in root.iter("*"):
        if element.get("id") and any(str(name) == "value" or str(name)[:5] == "data-" for name in element.attrib):
            yield element
            found += 1
            if found >= MAX_ELEMENTS:
                return


def _attribute(match: Match[str]) -> str:
    if match[2]:
        return "value"
    if match[4]:  # dataset.channelId is data-channel-id
        return "data-" + "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in match[4])
    return f"data-{match[3]}" if match[3] else match[5]
