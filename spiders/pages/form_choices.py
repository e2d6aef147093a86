"""What a form of menus asks for: a body and a year to be chosen, then 查询. Every choice is an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from urllib.parse import urlencode

from lxml.etree import _Element

from spiders import urls
from spiders.linear import pattern
from spiders.pages.text import line, text_of

MAX_CHOICES = 400  # of one form: bodies by years
MAX_OPTIONS = 200  # of one menu
_TYPED = frozenset({"text", "search", "password", "file", "email", "tel", "number", "date"})
_NONE = pattern(r"\W*(?:请?选择.{0,10}|全部.{0,6}|所有.{0,6}|不限)?\W*")  # the option that chooses nothing


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One way to send a form: the words that are chosen, and the address that it asks for."""

    url: str
    words: str


def choices_of(root: _Element, base: str, charset: str = "utf-8") -> Iterator[FormChoice]:
    """Yield the choices of the forms that are sent by GET and have nothing but menus; a form to type into has none."""
    for form in root.iter("form"):
        menus = [_options(select) for select in form.iter("select") if select.get("name")]
        if menus and (form.get("method") or "get").lower() == "get" and not any(map(_is_typed, form.iter("input"))):
            yield from islice(_sent(form, menus, base, charset), MAX_CHOICES)


def _sent(form: _Element, menus: list[list[tuple[str, str, str]]], base: str, charset: str) -> Iterator[FormChoice]:
    fixed = [(field.get("name") or "", field.get("value") or "") for field in form.iter("input") if _is_sent(field)]
    action = urls.resolve(base, form.get("action") or base, charset)
    for chosen in product(*menus) if action else ():
        pairs = [*fixed, *((name, value) for name, value, _ in chosen)]
        query = urlencode(pairs, encoding=charset, errors="replace")
        url = urls.resolve(base, f"{(action or '').partition('?')[0]}?{query}", charset)
        if url is not None:
            yield FormChoice(url=url, words=" ".join(words for _, _, words in chosen))


def _options(select: _Element) -> list[tuple[str, str, str]]:
    """Return name, value and words of a menu's options; those that choose nothing are left out."""
    name = select.get("name") or ""
    options = ((option.get("value"), line(text_of(option, 100))) for option in select.iter("option"))
    chosen = (
        (name, words if value is None else value, words) for value, words in options if not _NONE.fullmatch(words)
    )
    return list(islice(chosen, MAX_OPTIONS))


def _is_typed(field: _Element) -> bool:
    return bool(field.get("name")) and (field.get("type") or "text").lower() in _TYPED


def _is_sent(field: _Element) -> bool:
    return bool(field.get("name")) and (field.get("type") or "").lower() == "hidden"
