"""Which year a report is of and which body issued it, from everything that is known, in a stated order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spiders.bodies import Body, body_of
from spiders.bodies.forms import clean, is_relative
from spiders.reports import places, years
from spiders.reports.titles import Form, Title, read
from spiders.reports.verdicts import Context


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text: folded, and the title that it begins with."""

    folded: str
    title: Title


def year_of(page: Title, url: str, context: Context, text: Text | None) -> tuple[int | None, tuple[str, ...]]:
    """Return the year and its flags.

    In this order: the platform's own key, title, link text, text's title, data period, majority, place, publication.
    """
    anchor = read(context.anchor).year if context.anchor else None
    named = [years.in_query(url), page.year, anchor]
    inner = [text.title.year, years.period(text.folded)] if text else []
    published = years.of_publication(context.published, url)
    stated = [year for year in (*named, *inner) if year]
    if not stated and text and (most := years.majority(text.folded)):
        stated = [most]
    if stated:
        year = stated[0]
        wrong = any(other != year for other in stated) or (published is not None and year >= published)
        return year, ("year_disagrees",) if wrong else ()
    for name in (context.column, *reversed(context.breadcrumb)):
        if (around := read(name).year) is not None:
            return around, ("year_from_context",)
    column = years.in_path(url)
    if column and (published is None or published - column != 2):  # noqa: PLR2004 - no new year column was made this time
        return column, ("year_from_context",)
    return (published - 1, ("year_from_publication",)) if published else (None, ())


_LEVEL_UNKNOWN = "other"
_LEAD, _TWICE = 400, 2  # characters in which a report says whose it is, and how often it must
_RELATIVE_LEVEL = (("township", "镇乡街苏"), ("department", "局委办院厅"), ("county", "县区市旗"))


def level_of_relative(agency: str) -> str:
    """Return the level that 我镇 or 本局 stands on, other when it says none."""
    last = agency.removesuffix("政府").removesuffix("人民").removesuffix("道")[-1:]
    return next((level for level, ends in _RELATIVE_LEVEL if last and last in ends), _LEVEL_UNKNOWN)


def body_for(page: Title, context: Context, text: Text | None) -> tuple[Body | None, str]:
    """Return the body and a flag: of the title, list, link, text's title, breadcrumb, source, signature; else None."""
    code, name = context.portal_code, context.portal_name

    def known(raw: str | None) -> Body | None:
        return body_of(raw, code, name) if raw else None

    for body, how in _named(page, context, text, known):
        if body and _fits(page.agency, body):
            return _office(body, text) if not page.agency and text else body, how
    return None, "agency_unknown"


def _office(body: Body, text: Text) -> Body:
    """Return the government's office when a text without a named title introduces itself as that office's."""
    office = f"{body.name}办公室"
    ours = body.level == "county" and body.name.endswith("人民政府") and text.folded[:_LEAD].count(office) >= _TWICE
    return Body(office, body.level) if ours else body


def _named(
    page: Title, context: Context, text: Text | None, known: Callable[[str | None], Body | None]
) -> Iterator[tuple[Body | None, str]]:
    inner = text.title.agency if text else ""
    # a page called by a body's name alone may bear the site's name or a short one; its text's own title says more
    for title in (page.agency, inner) if page.form is Form.REPORT else (inner, page.agency):
        yield known(title), ""
    yield known(context.agency), ""
    if context.anchor:
        yield known(read(context.anchor).agency), ""
    crumbs = (*context.breadcrumb, context.column)
    yield places.body_in_path(crumbs, context.portal_code, context.portal_name), ""
    yield _not_the_portal(known(context.content_source)), "agency_from_source"
    if text:
        yield _signed(text.folded, context.portal_code, context.portal_name), "agency_from_text"


def _not_the_portal(body: Body | None) -> Body | None:
    # the county's own office is named as the source of everything it uploads
    return body if body and body.level in ("department", "township") else None


def _fits(relative: str, body: Body) -> bool:
    """Tell whether a body can be what 我镇 or 本局 means."""
    level = level_of_relative(relative) if is_relative(clean(relative)) else _LEVEL_UNKNOWN
    return level in (_LEVEL_UNKNOWN, body.level)


_SIGNED = re.compile(
    r"(?:由|请与|请联系|请咨询|请直接与|，与)(?P<name>[\u4e00-\u9fff（）]{3,30}?)(?:负责|编制|联系|组织编制|公布)"
)


def _signed(folded: str, code: str, name: str) -> Body | None:
    """Return the body that says of itself that it made the report or is to be asked about it."""
    for match in _SIGNED.finditer(folded[:8_000]):
        raw = re.sub(r"(?:党政)?(?:综合)?(?:办公室|党政办)$", "", match["name"]) or match["name"]
        raw = raw if not raw.endswith(("政府", "县", "区")) else match["name"]
        if body := body_of(raw, code, name):
            return body
    return None
