"""What a form of menus asks for: a body and a year to be chosen, then 查询."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from lxml.etree import _Element

from spiders import urls
from spiders.linear import pattern
from spiders.pages.link_targets import submitted
from spiders.pages.text import line, text_of

MAX_CHOICES = 400  # of one form: bodies by years
MAX_OPTIONS = 200  # of one menu
_TYPED = frozenset({"text", "search", "password", "file", "email", "tel", "number", "date"})
_NONE = pattern(r"\W*(?:请?选择.{0,10}|全部.{0,6}|所有.{0,6}|不限)?\W*")  # the option that chooses nothing


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One way to send a form: the words that are chosen, and what it asks for; ``body``: of what is posted."""

    url: str
    words: str
    body: str = ""
    menus: str = ""  # their names
    values: str = ""  # what is chosen in them


def choices_of(root: _Element, base: str, charset: str = "utf-8") -> Iterator[FormChoice]:
    """Yield the choices of the forms that have nothing but menus; a form to type into has none."""
    for form in root.iter("form"):
        menus = [_options(select) for select in form.iter("select") if select.get("name")]
        if menus and not any(map(_is_typed, form.iter("input"))):
            yield from islice(_sent(form, menus, base, charset), MAX_CHOICES)


def _sent(form: _Element, menus: list[list[tuple[str, str, str]]], base: str, charset: str) -> Iterator[FormChoice]:
    fixed = {field.get("name") or "": field.get("value") or "" for field in form.iter("input") if _is_sent(field)}
    button = next(filter(_is_button, form.iter("input", "button")), None)
    if button is not None and (form.get("method") or "get").lower() == "post":
        fixed[button.get("name") or ""] = button.get("value") or ""
    for chosen in product(*menus):
        values = {name: value for name, value, _ in chosen}
        address, body = submitted(form, fixed | values, charset)
        if (url := urls.resolve(base, address, charset)) is not None:
            words = " ".join(words for _, _, words in chosen)
            yield FormChoice(url, words, body, " ".join(values), " ".join(values.values()))


def _is_button(field: _Element) -> bool:
    return bool(field.get("name")) and (field.get("type") or "").lower() == "submit"


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
