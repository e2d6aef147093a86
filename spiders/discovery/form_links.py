"""What the forms of a page lead to, as links: a choice of bodies and years, and what an ASP.NET page posts back for.

``made`` is the control of the choice that led to the page: what stands behind it is still to be chosen there, what
stands before it was offered together with it. So a tree of bodies above a menu of years is read body by year, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml.etree import _Element

from spiders.linear import pattern
from spiders.pages import Anchor, Page
from spiders.pages.anchors import described
from spiders.pages.form_choices import choices_of
from spiders.pages.forms import MAX_WORDS, NO_PAGE, Postback, events_of, posted, state_form, turned_to
from spiders.pages.text import line, text_of

CHOICE = "choice"  # the place of what a form asks for when something is chosen
_PROMISING = pattern(r"年报|报告|公开")


def chosen(page: Page, made: str, is_choice: Callable[[str], bool]) -> Iterator[Anchor]:
    """Yield the choices of forms, where all that can be chosen are bodies and years."""
    for choice in choices_of(page.root, page.base, page.charset) if page.root is not None else ():
        is_made = choice.body != "" and choice.menus == made
        words = tuple(choice.words.split())
        if not is_made and all(map(is_choice, words)):
            anchor = Anchor(url=choice.url, text=choice.words, place=CHOICE, block=-2, region="select", cells=words)
            yield replace(anchor, body=choice.body, choice=choice.values, control=choice.menus)


def posted_back(page: Page, made: str, is_choice: Callable[[str], bool]) -> Iterator[Anchor]:
    """Yield what a page posts back for, where words say why: a body, a year, a column, a report."""
    form = state_form(page.root) if "__doPostBack" in page.html else None
    events = _behind(made, form) if form is not None else []
    anchors = described((event.element, page.url) for event in events)
    for event, anchor in zip(events, anchors, strict=True):
        promises = _PROMISING.search(anchor.text) is not None or is_choice(anchor.text)
        sent = posted(page, form, event) if promises and form is not None else None
        if sent is not None:
            link = replace(anchor, url=sent.url, body=sent.body, choice=event.name, control=event.family)
            yield replace(link, place=CHOICE) if event.chosen else link


def _behind(made: str, form: _Element) -> list[Postback]:
    """Return the events of a form behind the choice that was made, in source order; none where that is gone."""
    events = [event for event in events_of(form) if turned_to(event) == NO_PAGE]
    places = [place for place, event in enumerate(events) if event.family == made]
    if made and not places:
        return []
    return events[places[-1] + 1 if places else 0 :]


def words_of_events(page: Page) -> frozenset[str]:
    """Return the words of all that a page posts back for and of all that can be chosen in its menus."""
    form = state_form(page.root)
    posting = [event.element for event in events_of(form)] if form is not None else []
    return frozenset(line(text_of(element, MAX_WORDS)) for element in (*posting, *page.elements("option")))
