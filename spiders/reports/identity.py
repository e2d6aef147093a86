"""Which year a report is of and which body issued it, from everything that is known, in a stated order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spiders.bodies import Body, body_of
from spiders.bodies.forms import clean, is_relative, is_zone
from spiders.linear import pattern
from spiders.reports import location, years
from spiders.reports.flags import QualityFlag
from spiders.reports.keys import Context
from spiders.reports.titles import Form, Title, read


@dataclass(frozen=True, slots=True)
class ReportText:
    """A document's text: folded, the title that it begins with, and its last lines."""

    folded: str
    title: Title
    end: tuple[str, ...] = ()


def year_of(
    page: Title, url: str, context: Context, text: ReportText | None
) -> tuple[int | None, str, tuple[QualityFlag, ...]]:
    """Return the year, where it was found, and its flags; the first place that says it counts."""
    published = years.of_publication(context.published, url)
    stated = [(where, year) for where, year in _statements(page, url, context, text) if year]
    if not stated and text and (most := years.majority(text.folded)):
        stated = [("what the text speaks of most", most)]
    if not stated:
        return _surrounding_year(url, context, published)
    where, year = stated[0]
    contradicted = len({year for _, year in stated}) > 1
    doubtful = contradicted or _implausible(year, published, text)
    return year, where, (QualityFlag.YEAR_DISAGREES,) if doubtful else ()


def _implausible(year: int, published: int | None, text: ReportText | None) -> bool:
    """Tell whether a year is that of publication or later, or one of which the text never speaks."""
    return (published is not None and year >= published) or (text is not None and years.stale(text.folded, year))


def _surrounding_year(
    url: str, context: Context, published: int | None
) -> tuple[int | None, str, tuple[QualityFlag, ...]]:
    """Return the year that column, path or date of publication suggest, where neither title nor text says one."""
    for name in (context.heading, context.column, *reversed(context.breadcrumb)):
        if (year := read(name).year) is not None:
            return year, "the column", (QualityFlag.YEAR_FROM_CONTEXT,)
    year = years.in_path(url)
    if year and (published is None or published - year != _YEARS_BEHIND):
        return year, "the path", (QualityFlag.YEAR_FROM_CONTEXT,)
    return (published - 1, "the date", (QualityFlag.YEAR_FROM_PUBLICATION,)) if published else (None, "", ())


def _statements(page: Title, url: str, context: Context, text: ReportText | None) -> Iterator[tuple[str, int | None]]:
    yield "the address", years.in_query(url)
    yield "the title", page.year
    yield "the link", read(context.anchor).year if context.anchor else None
    if text:
        yield "the text's title", text.title.year
        yield "the period of the data", years.period(text.folded)
        yield "the first sentences", years.lead(text.folded)


_YEARS_BEHIND = 2  # a report's path names that year: no new year column was made this time
_LEVEL_UNKNOWN = "other"
_OFTEN = 3  # times that a text says 我县 before it is taken for the county's own
_MAX_NAMES = 20  # in a text's first pages that are looked at
_LEAD_LENGTH = 400  # characters in which a report says whose it is
_MIN_MENTIONS = 2  # of the office in them that make the report the office's
_LEVELS = (("township", "镇乡街苏"), ("department", "局委办院厅中馆社队站"), ("county", "县区市旗"))
_ZONE = pattern("开发区|高新区|经开区|产业园|工业园|工业区|化工区|园区|度假区|示范区|保税区|集聚区|管委会|管理委员会")
_NO_COUNTY = pattern(rf"[我本](?:单位|区?\(?(?:{_ZONE.pattern}))")  # 我区管委会, 我区(开发区): a zone's
_SELF = pattern(r"[我本](县|区|市|旗|局|镇|乡|街|苏木|委|办|院|中心|馆|社|队|站)(域|民)?")


def level_of_relative(agency: str) -> str:
    """Return the level that 我镇 or 本局 stands on, other when it says none."""
    last = agency.removesuffix("政府").removesuffix("人民").removesuffix("道").removesuffix("中心")[-1:]
    last = "中" if agency.endswith("中心") else last
    return next((level for level, ends in _LEVELS if last and last in ends), _LEVEL_UNKNOWN)


def level_of_author(folded: str) -> str:
    """Return the level that a text speaks from by 我镇, 我局, 我县; other when it does not say or says several.

    Everybody below the county says 我县 too, so that it counts only where nothing else is said.
    """
    counts = Counter(
        next(level for level, ends in _LEVELS if match[1][0] in ends)
        for match in _SELF.finditer(folded)
        if not match[2]
    )
    own = [level for level in ("township", "department") if counts[level]]
    if len(own) == 1:
        return own[0]
    of_county = not own and counts["county"] >= _OFTEN and not _NO_COUNTY.search(folded)
    return "county" if of_county else _LEVEL_UNKNOWN


def body_for(page: Title, context: Context, text: ReportText | None) -> tuple[Body | None, str, QualityFlag | None]:
    """Return the body, where it was found, and a flag; the first place that names one which 我镇 can mean counts."""
    code, name = context.portal_code, context.portal_name

    def known(raw: str | None) -> Body | None:
        return body_of(raw, code, name) if raw else None

    named = _named(page, context, text, known)  # an iterator: what follows the first body that fits may write it out
    for body, where, flag in named:
        if body and _fits(page.agency, body):
            if not page.agency and text:
                return _office(body, text), where, flag
            whole = (other for other, *_ in named if other and _writes_out(other, body, name))
            return next(whole, body), where, flag
    return None, "", QualityFlag.AGENCY_UNKNOWN


def _writes_out(whole: Body, body: Body, county: str) -> bool:
    """Tell whether a name is the other's in full: 文化广电和旅游局 of 文旅局, 综合行政执法局 of 执法局.

    教育局 is no short form of 教育和体育局: it was the organ's whole name before.
    """
    long, short = whole.name.removeprefix(county), body.name.removeprefix(county)
    if whole.level != body.level or body.level != "department" or long[-1:] != short[-1:] or len(long) <= len(short):
        return False
    if long.count(long[-1]) > 1:  # two names run together
        return False
    letters = iter(long)
    return all(letter in letters for letter in short) and not long.startswith(short[:-1])


def _office(body: Body, text: ReportText) -> Body:
    """Return the government's office when a text without a named title introduces itself as that office's."""
    office = f"{body.name}办公室"
    is_government = body.level == "county" and body.name.endswith("人民政府")
    introduced = text.folded[:_LEAD_LENGTH].count(office) >= _MIN_MENTIONS
    return Body(office, body.level) if is_government and introduced else body


def _named(
    page: Title, context: Context, text: ReportText | None, known: Callable[[str | None], Body | None]
) -> Iterator[tuple[Body | None, str, QualityFlag | None]]:
    inner = text.title.agency if text else ""
    titles = [("the title", page.agency), ("the text's title", inner)]
    # a page called by a body's name alone may bear the site's name or a short one; its text's own title says more
    for where, name in titles if page.form is Form.REPORT else reversed(titles):
        yield known(name), where, None
    yield known(context.agency), "the list", None
    if context.anchor:
        yield known(read(context.anchor).agency), "the link", None
    crumbs = (*context.breadcrumb, context.column)
    yield location.body_in_path(crumbs, context.portal_code, context.portal_name), "the breadcrumb", None
    yield _not_the_portal(known(context.content_source)), "the source named", QualityFlag.AGENCY_FROM_SOURCE
    if text:
        yield from ((body, where, QualityFlag.AGENCY_FROM_TEXT) for body, where in _named_in(text, context, known))


def _named_in(
    text: ReportText, context: Context, known: Callable[[str | None], Body | None]
) -> Iterator[tuple[Body | None, str]]:
    """Yield the bodies that a text names as its author, and the county where it says 我县 and names nobody."""
    level = level_of_author(text.folded)
    for body in _signed(text, context.portal_code, context.portal_name):
        # a town's report names the county's office too: whoever does not stand where the text stands is none
        ours = level in (_LEVEL_UNKNOWN, body.level) or _is_zone_of(body, context.portal_name)
        yield body if ours else None, "the text"
    if level == "county" and not _in_zone(context):
        yield known(context.portal_name), "the text, which says 我县 and names nobody else"


def _in_zone(context: Context) -> bool:
    """Tell whether 我区 may be a development zone's, for its place names one: who it is stays unknown."""
    return any(_ZONE.search(name) for name in (context.content_source, context.anchor, *context.breadcrumb))


def _is_zone_of(body: Body, county: str) -> bool:
    return body.level == "other" and county != "" and body.name.startswith(county)


def _not_the_portal(body: Body | None) -> Body | None:
    # the county's own office is named as the source of everything it uploads
    named = body is not None and (body.level in ("department", "township") or is_zone(body.name))
    return body if named else None


def _fits(relative: str, body: Body) -> bool:
    """Tell whether a body can be what 我镇 or 本局 means."""
    level = level_of_relative(relative) if is_relative(clean(relative)) else _LEVEL_UNKNOWN
    return level in (_LEVEL_UNKNOWN, body.level)


_NAME = r"(?P<name>[一-鿿]{3,30}?)"
_SIGNED = pattern(
    rf"(?:由|请与|可与|直接与|,与|致电|联系:?|咨询:?){_NAME}(?:根据|按照|依据|联系|负责|编制|组织|公布|汇总|电话|地址|[(,。、;:])"
)
_MADE = "公布|发布|编制|现将|完成|形成"
_YEAR = "(?:20[0-3][0-9]年?度?)?"
_OF_ITS_REPORT = rf"了?《?{_YEAR}{_NAME}(?:\([^()]{{2,20}}\))?{_YEAR}的?(?:政府信息公开|政务公开|信息公开)"
_PUBLISHED = pattern(f"(?:{_MADE}){_OF_ITS_REPORT}")
_PUBLISHED_OR_FIRST = pattern(f"(?:^|{_MADE}){_OF_ITS_REPORT}")
_NO_NAME = ("现", "特", "向")  # 现将…公布: begins as no name does
_FIRST = pattern(rf"(?:^|[。)]){_NAME}(?:根据|按照|依据|联系电话)")
_OFFICE_OF = pattern(
    r"(?:(?:党政)?(?:综合)?(?:办公室|党政办|党政综合办)|(?:政府信息|信息|政务)公开(?:工作)?(?:领导小组)?(?:办公室|办))$"
)
_DATED = pattern(r"20[0-3][0-9]年1?[0-9]月[0-3]?[0-9]日")


def _signed(text: ReportText, code: str, name: str) -> Iterator[Body]:
    """Yield the bodies that sign the text, say that they made it, or are to be asked about it."""
    head = text.folded[:8_000]
    published = _PUBLISHED if head.startswith(_NO_NAME) else _PUBLISHED_OR_FIRST
    signed = [*_FIRST.finditer(head[:2_000]), *published.finditer(head[:2_000]), *_SIGNED.finditer(head)]
    names = [*_signature(text.end), *(match["name"] for match in signed[:_MAX_NAMES])]
    for raw in names:
        short = _OFFICE_OF.sub("", raw)
        candidates = (raw,) if short.endswith(("政府", "县", "区", "市", "旗")) else (short, raw)
        if body := next(filter(None, (body_of(candidate, code, name) for candidate in candidates)), None):
            yield body


def _signature(end: tuple[str, ...]) -> Iterator[str]:
    """Yield the line above the date with which a report closes, or what stands on the date's own line before it."""
    for above, line in zip(("", *end), end, strict=False):
        if dated := _DATED.search(line):
            yield line[: dated.start()] or above
