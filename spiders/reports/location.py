"""What the place of a link tells: whether it stands in a 年报 column, whether its URL is a document, whose it is."""

from __future__ import annotations

import re

from spiders.bodies import Body, body_of
from spiders.reports import normalise

_COLUMN_WORDS = re.compile(
    r"(?:信息公开|政务公开|信息)(?:工作)?(?:年度)?(?:工作)?(?:年报|报告)|^(?:公开)?年报$|^年度报告$|^工作年报$|公开年报|年度报告$|信息公开年"
    r"|(?:部门|单位|机构|乡镇|镇街|镇乡|街镇|街道|镇办|政府|委办局|园区)(?:工作)?年报$"
)
_COLUMN_URL = re.compile(
    r"xxgk(?:gz)?n(?:d)?b(?:g)?|xxgknb|gknb|gkndbg|ndbg|nianbao|ndxxgkbg|xxgkndbg|zwgknb|xxgkn[0-9]{4}|/(?:n?20\d\d_?)?nb(?:[/_0-9]|$)"
    r"|AnnualReport|/xxgknd|xxgkbg",
    re.IGNORECASE,
)
_DOCUMENT_URL = re.compile(
    r"/t\d{6,8}_\d+|/t\d{5,}\.s?html?|/art[/_]|article_?\d|content[_/-]\w*\d|post_\d+|doc_[0-9a-f]{24}|/info/|[0-9a-f]{32}|c\d\d_\d+"
    r"|/i\d{5,}\.|\.(?:pdf|docx?|wps|ofd|rtf|odt)(?:$|[?#])|xxgkAnnualReport\.jsp|/show/\w+|details?\?|[?&](?:wbnewsid|docid|articleid|infoid)="
    r"|/(?!\w{0,20}(?:list|class|column|channel|index|more))\w{0,20}(?:show|view|detail|content|article|read|info|news)\w{0,20}"
    r"\.(?:aspx?|jspx?|php|do|action|jhtml)\?(?:[^#]{0,200}&)?\w{0,12}id=\w*\d|[?&](?:a=show&|info_?guid=)"
    r"|/\d{4,}\.(?:s?html?|jhtml|aspx)|/20\d\d/[01]\d-[0-3]\d/|/[0-9a-f]{8}-[0-9a-f]{4}-|download|downfile",
    re.IGNORECASE,
)
# Platforms with a page kind of their own for annual reports: one URL per body and year, mostly without a title.
_OWN_KIND_URL = re.compile(r"xxgkAnnualReport\.jsp\?.*fbtime=|(?:AnnualReport|Xxgknb)/show/\d", re.IGNORECASE)
_LIST_URL = re.compile(
    r"(?:/|/(?:index|list|default|nav_list|common_list|xxgk_list|zfxxgk_list|col)[0-9_]*\.\w{2,6}|/col/col\d+(?:/index\.html?)?)$",
    re.IGNORECASE,
)
_COLUMN_TAIL = re.compile(
    r"(?:的)?(?:法定主动)?(?:政府)?(?:信息|政务)?公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报|目录|平台|专栏|网)?$|年度报告$|年报$"
)
_COUNTY_CRUMB = re.compile(r"(?:县|区|市|旗)(?:人民)?政府(?:本级)?$|本级政府?$")


def in_column(url: str, names: tuple[str, ...]) -> bool:
    """Tell whether a link stands in a column of annual reports, by the column's names or by its URL."""
    return (
        any(_COLUMN_WORDS.search(normalise.title(name)) for name in names if name)
        or _COLUMN_URL.search(url[:2_000]) is not None
    )


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
    return _DOCUMENT_URL.search(url[:2_000]) is not None


def body_in_path(crumbs: tuple[str, ...], code: str, name: str) -> Body | None:
    """Return the body that a breadcrumb names, nearest to the page first; the site's own name at its head is none."""
    for crumb in reversed(crumbs):
        text = _COLUMN_TAIL.sub("", normalise.title(crumb).lstrip("0123456789年度"))
        body = body_of(text, code, name) if len(text) > 1 else None
        if body and (body.level != "county" or _COUNTY_CRUMB.search(text)) and crumb != crumbs[0]:
            return body
    return None
