"""Where a link leads: its address, the one a script opens, or the one that a choice in a form makes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from lxml.etree import _Element

from spiders.linear import DOTALL, IGNORECASE, pattern

MAX_CLIMB = 8  # levels between a link and its list, or a choice and its form
_CALLED = pattern(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|\bopen\s*\()\s*['\"]([^'\"\s]+)['\"]"
    r"|['\"]([^'\"\s]+(?:/|\.s?html?|\.jsp|\.php|\.aspx?|\.pdf|\.docx?)[^'\"\s]*)['\"]"
)
_NOWHERE = pattern(r"#?|javascript:.*", IGNORECASE | DOTALL)  # of itself; a script may lead on
# An address made of the chosen value: location.href = 'list.html?year=' + this.value + '&x=1'
_MADE = pattern(
    r"['\"]([^'\"\s]*[/?=_-])['\"]\s*\+\s*(?:encodeURI(?:Component)?\()?\s*[\w.]*(?:value|options\[[^\[\]]{1,60}\]\.value)\)?"
    r"(?:\s*\+\s*['\"]([^'\"\s]*)['\"])?"
)
_CARRIERS = ("data-url", "data-href", "data-link")  # attributes in which links that scripts follow keep their address
_ADDRESS = pattern(r"/|\?|\.s?html?$")


def href_of(element: _Element, charset: str = "utf-8") -> str:
    """Return where an element leads; "" for a place on the page and for nowhere.

    ``charset``: of the page, in which its forms are sent.
    """
    if element.tag in {"frame", "iframe"}:
        return element.get("src") or ""
    if element.tag == "option":
        return _chosen(element, element.get("value") or "", charset)
    href = (element.get("href") or "").strip()
    if _NOWHERE.fullmatch(href):
        return _called(href) or _called(element.get("onclick") or "") or _carried(element)
    return "" if href.startswith("#") else href


def _called(script: str) -> str:
    """Return the address that a script opens; "" when it names none."""
    match = _CALLED.search(script)
    return match[1] or match[2] if match else ""


def _carried(element: _Element) -> str:
    """Return the address that an element carries for a script of its page; "" when it carries none."""
    carried = ((element.get(name) or "").strip() for name in _CARRIERS)
    return next((address for address in carried if _ADDRESS.search(address)), "")


def _chosen(option: _Element, value: str, charset: str) -> str:
    """Return where choosing an option leads: its value, or what its select's script or form makes of it."""
    if not value or _ADDRESS.search(value):
        return value
    above = {str(ancestor.tag): ancestor for ancestor in reversed([*ancestors(option)])}
    select, form = above.get("select"), above.get("form")
    if select is None:
        return ""
    script = select.get("onchange") or ""
    if match := _MADE.search(script):
        return f"{match[1]}{value}{match[2] or ''}"
    name = select.get("name")
    address, body = submitted(form, {name: value}, charset) if form is not None and name else ("", "")
    return address if "submit" in script and not body else ""


def submitted(form: _Element, fields: dict[str, str], charset: str) -> tuple[str, str]:
    """Return the address and the body ("" unless it is posted) that a form with these values asks for.

    ``charset``: of the page; a form is sent in it, that of a page in UTF-16 in UTF-8.
    """
    encoding = "utf-8" if charset.startswith("utf-16") else charset
    data = urlencode(fields, encoding=encoding, errors="xmlcharrefreplace")
    action = form.get("action") or ""
    if _NOWHERE.fullmatch(action):  # a script may say where: mostly to the page itself
        action = ""
    if (form.get("method") or "get").lower() == "post":
        return action, data
    return f"{action.partition('?')[0]}?{data}", ""


def ancestors(element: _Element) -> Iterator[_Element]:
    """Yield the elements around one, innermost first, a few levels up."""
    node = element.getparent()
    for _ in range(MAX_CLIMB):
        if node is None or node.tag in {"body", "html"}:
            return
        yield node
        node = node.getparent()
