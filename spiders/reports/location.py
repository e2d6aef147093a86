"""What the place of a link tells: whether it stands in a 年报 column, whether its URL is a document, whose it is."""

from __future__ import annotations

from spiders.bodies import Body, body_of
from spiders.bodies.forms import is_zone
from spiders.linear import IGNORECASE, code, pattern
from spiders.reports import normalise

_COLUMN_WORDS = pattern(
    r"(?:信息公开|政务公开|信息)(?:工作)?(?:年度)?(?:工作)?(?:年报|报告)|^(?:公开)?年报$|^年度报告$|^工作年报$|公开年报|年度报告$|信息公开年"
    r"|(?:部门|单位|机构|乡镇|镇街|镇乡|街镇|街道|镇办|政府|委办局|园区)(?:工作)?年报$"
)
# A column's whole name: 历年年报, 部门信息公开年报（旧版）, 公开工作年报, 年报归档
_WHEN = r"(?:历年来?的?|往年|以往|历史|过往|旧版|原版|法定|20\d\d年?度?|20\d\d年?[-—~至]20\d\d年?)?"
_WHOSE = r"(?:各|直属|[县区市旗镇乡街](?:直|级)?|政府|本级|部门|单位|机构|机关|委办局|街道|园区|[及和与、]){0,6}"
_REPORTS = (
    r"(?:(?:政府信息公开|政务公开|信息公开|公开)(?:工作)?(?:年报|年度(?:工作)?报告|工作报告|报告)"
    r"|年度信息公开(?:工作)?报告|(?:工作)?年报|年度报告|(?:历年|往年)报告)"
)
_COLUMN_NAME = pattern(
    rf"{_WHEN}{_WHOSE}{_WHEN}{_REPORTS}(?:公开)?(?:专栏|栏目|专区|公开|公布|汇总|列表|归档|查询|库|集锦?)?"
)
_OTHER_REPORTS = pattern(
    "企业年?报|事业单位.{0,6}(?:年报|年度)|年报公示|网站.{0,6}(?:年报|年度|报表)|工作报表|监管年度|执法.{0,8}(?:年报|年度|统计)"
    "|法治.{0,6}(?:年报|年度|报告|建设)|统计年|年鉴|(?:预|决)算|财政|绩效|社会责任|环境.{0,6}年报|学校|高校|党务|村务"
    "|质量|年度(?:计划|总结|考核)|政府工作报告|工作总结"
)
_IN_BRACKETS = pattern(r"[（(〔\[【][^（）()〔〕\[\]【】]{0,20}[）)〕\]】]")
_MAX_COLUMN_NAME = 30  # characters; longer is a title
# What columns of annual reports are called in addresses: 信息公开年报 by its initials, and 年报 or 年度报告 alone.
DISCLOSURE_REPORTS_URL = pattern(r"gk(?:gz)?nd?b|xxgkn(?:d|\d{4})|xxgkbg|annualreport", IGNORECASE)
REPORTS_URL = pattern(r"(?:^|[/_=])(?:n?20\d\d_?)?nb(?:zl)?(?:[/_.\d]|n\d|$)|ndbg|ndgzbg|nianbao", IGNORECASE)
_DOCUMENT_URL = pattern(
    r"/t\d{6,8}_\d+|/t\d{5,}\.s?html?|/art[/_]|article_?\d|content[_/-]\w*\d|post_\d+|doc_[0-9a-f]{24}|/info/|[0-9a-f]{32}|c\d\d_\d+"
    r"|/i\d{5,}\.|\.(?:pdf|docx?|wps|ofd|rtf|odt)(?:$|[?#])|xxgkAnnualReport\.jsp|/show/\w+|details?\?|[?&](?:wbnewsid|docid|articleid|infoid)="
    r"|[?&](?:a=show&|info_?guid=)"
    r"|/\d{4,}\.(?:s?html?|jhtml|aspx)|/20\d\d/[01]\d-[0-3]\d/|/20\d\d-[01]\d-[0-3]\d/|/[0-9a-f]{8}-[0-9a-f]{4}-|download|downfile",
    IGNORECASE,
)
_HANDLER = code(r"/(\w+)\.(?:aspx?|jspx?|php|do|action|jhtml)\?(?:[^#]*&)?\w{0,12}id=\w*\d", IGNORECASE)
_SHOWS = pattern("show|view|detail|content|article|read|info|news", IGNORECASE)
_LISTS = pattern("list|class|column|channel|index|more", IGNORECASE)
# Platforms with a page kind of their own for annual reports: one URL per body and year, mostly without a title.
_OWN_KIND_URL = pattern(r"xxgkAnnualReport\.jsp\?.*fbtime=|(?:AnnualReport|Xxgknb)/show/\d", IGNORECASE)
_LIST_URL = pattern(
    r"(?:/|/(?:index|list|default|nav_list|common_list|xxgk_list|zfxxgk_list|col)[0-9_]*\.\w{2,6}|/col/col\d+(?:/index\.html?)?)$",
    IGNORECASE,
)
_COLUMN_TAIL = pattern(
    r"(?:的)?(?:法定主动)?(?:政府)?(?:信息|政务)?公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报|目录|平台|专栏|网)?$|年度报告$|年报$"
)
_COUNTY_CRUMB = pattern(r"(?:县|区|市|旗)(?:人民)?政府(?:本级)?$|本级政府?$")


def in_column(url: str, names: tuple[str, ...]) -> bool:
    """Tell whether a link stands in a column of annual reports, by the column's names or by its URL."""
    by_url = any(words.search(url[:2_000]) for words in (DISCLOSURE_REPORTS_URL, REPORTS_URL))
    return by_url or any(_names_column(name) for name in names if name)


def names_other_reports(name: str) -> bool:
    """Tell whether a name is that of another kind of annual report or publication than ours."""
    folded = normalise.title(name)[:80]
    return _OTHER_REPORTS.search(folded) is not None and not any(words in folded for words in ("信息公开", "政务公开"))


def is_column_name(name: str) -> bool:
    """Tell whether a name is, as a whole, what portals call their columns of annual reports on disclosure."""
    folded = _IN_BRACKETS.sub("", normalise.title(name[: 4 * _MAX_COLUMN_NAME]))
    return len(folded) <= _MAX_COLUMN_NAME and _COLUMN_NAME.fullmatch(folded) is not None


def _names_column(name: str) -> bool:
    if names_other_reports(name):
        return False
    return _COLUMN_WORDS.search(normalise.title(name)) is not None or is_column_name(name)


def is_list(url: str) -> bool:
    """Tell whether a URL has the shape of a column: a directory, its index, a list."""
    path, mark, _ = url[:2_000].partition("?")
    found = _LIST_URL.search(path.partition("#")[0])
    return found is not None and not (mark and "index." in found[0])  # index.php?id=7 may be anything


def is_report_kind(url: str) -> bool:
    """Tell whether the platform itself files a URL as an annual report."""
    return _OWN_KIND_URL.search(url[:2_000]) is not None


def is_document(url: str) -> bool:
    """Tell whether a URL has the shape of an article or a file, not of a column."""
    url = url[:2_000]
    return _DOCUMENT_URL.search(url) is not None or any(_shows_one(handler[1]) for handler in _HANDLER.finditer(url))


def _shows_one(script: str) -> bool:
    """Tell whether the name of a script on a server says that it shows one document."""
    return _SHOWS.search(script) is not None and _LISTS.search(script) is None


def body_in_path(crumbs: tuple[str, ...], code: str, name: str) -> Body | None:
    """Return the body that a breadcrumb names, nearest to the page first; the county's site at its head is none."""
    for crumb in reversed(crumbs):
        text = _COLUMN_TAIL.sub("", normalise.title(crumb).lstrip("0123456789年度"))
        body = body_of(text, code, name) if len(text) > 1 else None
        if body and _names_body(body, text, first=crumb == crumbs[0]):
            return body
    return None


def _names_body(body: Body, text: str, *, first: bool) -> bool:
    if first:  # the site's own name, unless a development zone has its site on the county's host
        return is_zone(text)
    return body.level != "county" or _COUNTY_CRUMB.search(text) is not None
