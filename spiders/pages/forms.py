"""What a form sends: the values that it holds, and the events that ASP.NET's ``__doPostBack`` makes of its elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from spiders import urls
from spiders.linear import pattern
from spiders.pages.link_targets import submitted
from spiders.pages.page import Page
from spiders.pages.pager_words import NEXT
from spiders.pages.text import line, text_of, whole_number

MAX_STATE = 300_000  # characters of a form; a longer view state is not carried along
_QUOTE = r"\\?(?:&#39;|'|\")"
EVENT = pattern(rf"__doPostBack\({_QUOTE}([^'\"&]{{1,200}}?){_QUOTE}\s*,\s*{_QUOTE}([^'\"&]{{0,200}}?){_QUOTE}\s*\)")
_ROW = pattern(r"\d+")  # of a repeated control: rptList$ctl01$name
_MORE = pattern(r"\.{2,}|…+")
_LAST_NUMBER = pattern(r"(?:^|\$)(\d{1,4})$")  # an event's argument: 3, Page$3
NO_PAGE = -1
MAX_PAGE = 1899  # a larger number is a year
MAX_WORDS = 80  # characters of a pager's link
_KEPT = frozenset({"hidden", "text", "search"})
_MARKED = frozenset({"checkbox", "radio"})


@dataclass(frozen=True, slots=True)
class Postback:
    """What an element of an ASP.NET page does: the control that it belongs to, and that control's argument."""

    element: _Element
    control: str
    argument: str
    chosen: tuple[str, str] | None = None  # of a menu: its name and the value of the option

    @property
    def family(self) -> str:
        """The control, its number in a row of its like left out."""
        return _ROW.sub("", self.control)

    @property
    def name(self) -> str:
        """What tells it, with its words, from the other events of its page, on whatever row it stands."""
        return f"{self.family} {self.argument} {self.chosen[1] if self.chosen else ''}".strip()


@dataclass(frozen=True, slots=True)
class Submission:
    """What a form asks for. ``body`` is empty unless it is posted."""

    url: str
    body: str

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.body else "GET"


def events_of(root: _Element) -> Iterator[Postback]:
    """Yield what links, buttons and the options of menus post back, in source order."""
    for element in root.iter("a", "area", "span", "input", "button", "li", "td", "select"):
        script = element.get("href") or ""
        called = EVENT.search(script) or EVENT.search(element.get("onclick") or element.get("onchange") or "")
        if called is None:
            continue
        event = Postback(element, called[1], called[2].replace("\\\\", "\\"))
        yield from _options(event) if element.tag == "select" else (event,)


def _options(event: Postback) -> Iterator[Postback]:
    name = event.element.get("name") or event.control
    for option in event.element.iter("option"):
        yield Postback(option, event.control, event.argument, (name, _value(option)))


def posted(page: Page, form: _Element, event: Postback) -> Submission | None:
    """Return what a form asks for at an event; None where it cannot be asked."""
    fields = fields_of(form) | {"__EVENTTARGET": event.control, "__EVENTARGUMENT": event.argument}
    return submission(page, form, fields | dict([event.chosen] if event.chosen else []))


def submission(page: Page, form: _Element, fields: dict[str, str]) -> Submission | None:
    """Return what a form with these values asks for; None where it has no address or holds too much."""
    address, body = submitted(form, fields, page.charset)
    base = page.url if address[:1] in {"", "?"} else page.base  # a form without an action goes to its own page
    url = urls.resolve(base, address)
    return None if url is None or len(body) > MAX_STATE else Submission(url, body)


def turned_to(event: Postback) -> int | None:
    """Return the number, from 0, of the page that an event turns to; None for the next one, NO_PAGE for none."""
    return _event_number(line(text_of(event.element, MAX_WORDS)), event.argument)


def _event_number(words: str, argument: str) -> int | None:
    """Return the number, from 0, of the page that a link's words or its event's argument name; None for "next"."""
    if (printed := whole_number(words, digits=4)) is not None:
        return printed - 1 if printed <= MAX_PAGE else NO_PAGE
    number = _LAST_NUMBER.search(argument)
    if number and (NEXT.fullmatch(words) or _MORE.fullmatch(words)):
        return int(number[1]) - 1
    return None if NEXT.fullmatch(words) else NO_PAGE


def state_form(root: _Element | None) -> _Element | None:
    """Return the form that carries the view state, else the first; None where a page has none."""
    forms = list(root.iter("form")) if root is not None else []
    return next((form for form in forms if "__VIEWSTATE" in fields_of(form)), forms[0] if forms else None)


def fields_of(form: _Element) -> dict[str, str]:
    """Return the values that a form would send as it stands: fields and menus, no buttons."""
    return {name: value for field in form.iter("input", "select") for name, value in _held(field)}


def _held(field: _Element) -> Iterator[tuple[str, str]]:
    name, sort = field.get("name"), (field.get("type") or "text").lower()
    if not name:
        return
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), None)
        if (option := chosen if chosen is not None else next(iter(options), None)) is not None:
            yield name, _value(option)
    elif sort in _KEPT or (sort in _MARKED and field.get("checked") is not None):
        yield name, field.get("value") or ("on" if sort in _MARKED else "")


def _value(option: _Element) -> str:
    value = option.get("value")
    return line(text_of(option, MAX_WORDS)) if value is None else value
