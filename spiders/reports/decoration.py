"""Takes from a title what a list, an upload or a site put around it: numbers, tags, stamps, versions, names of columns.

Works on a folded title and removes only what names neither a body nor a year nor another kind of document.
"""

from __future__ import annotations

from spiders.bodies import body_of
from spiders.linear import IGNORECASE, Match, between, pattern
from spiders.reports import vetoes

TOPIC = (
    r"(?:政府信息与政务公开|政府信息和政务公开|政务信息公开|政府信息主动公开|政府信息工作公开|政府政务信息公开|政府公开信息|政府信息公开"
    r"|政府信公开|政务公开|信息公开)(?:[（和与及、暨]?(?:政务公开|政府信息公开|政务服务|依申请公开)）?)?"
)
_FILE_NAME = pattern(r"\.(?:pdf|docx?|wps|ofd|rtf|odt|xlsx?|et|s?html?|zip|rar|7z|jpg|png)$", IGNORECASE)
_TOPIC, _YEAR, _DIGIT = pattern(TOPIC), pattern("20[0-9]{2}"), pattern("[0-9]")
_FIGURES = pattern("[0-9]-[0-9]")
_BRACKETS = str.maketrans("()[]【】「」『』", "（）〔〕〔〕《》《》")
# — and —— are the author's own, the others the page's
_SEPARATOR = pattern(r"[_|>»]|-+")
SITE = pattern(
    rf"首页|(?:法定)?(?:主动)?公开内容|(?:政府)?网站|.{{0,20}}(?:人民政府|政府)(?:门户)?(?:网站?|信息网|信息公开网|平台)?|.{{0,12}}门户网?站?"
    rf"|.{{0,12}}(?:公开网|公开平台|公开专栏)|(?:各?(?:部门|乡镇|镇街|单位|机关))?{TOPIC}(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)?(?:专栏)?"
)
# 侯水利〔2011〕47号: its own word is bounded by the title's start, a bracket or the end of the report's title.
_NUMBER = pattern(
    r"(?:^[一-鿿]{0,10}|[（〔][一-鿿]{1,10}|(?P<title>报告|年报)[一-鿿]{1,10})?"
    r"[〔（]20\d{2}[〕）]第?\d{1,5}号[）〕]?|^[一-鿿]{0,8}20\d\d第?\d{1,5}号|第\d{1,5}号"
)
_REMARK = (
    r"(?:(?:含|及|和|与|暨|附).{1,10}|附件?[0-9一二三四五六七八九十]{0,2}|图文|置顶|推荐|热门?|最新|new|转发|转载|下载|点击(?:下载|查看)|可下载|(?:全|正|原)文|公[示告开布]|"
    r"(?:于)?(?:发布|公布)|更[正新]|修[订改]|补[发充]|重发|已.{1,4}|(?P<version>.{0,4})[版稿]|报送|上报|扫描件|盖章|签章|副本|摘要|主要内容|全国?内容|年报|(?:年度)?报告|\d{1,3})"
)
_DAY = r"20[0-3][0-9][-./年](?:1[0-2]|0?[1-9])[-./月](?:3[01]|[12][0-9]|0?[1-9])日?"
_WHOLE_REMARK = pattern(_REMARK, IGNORECASE)
_NO_VERSION = pattern("图解|解读|漫|格式|模|样")  # 图解版: another document
_NO_REMARKS = frozenset({"附表", "附件", "附图"})
_NO_DIGIT = "$|[^0-9]"
# What stands before a title, and what has to follow it there; the first that fits is taken.
_LEADING = tuple(
    between("", f"^(?:{words})", follows, IGNORECASE)
    for words, follows in (
        (f"[〔（]?{_DAY}[〕）]?", r"$|[^-—–~～至到月0-9]|[0-9](?:$|[^月])"),
        (r"[·•●◆★☆※■▪>#*①-⑳\-]+", ""),
        ("[〔（]?[01][0-9]-[0-3][0-9][）〕]?", "[^0-9-]|20[0-3][0-9]"),
        ("附件[0-9]{1,2}[:：.、]", ""),
        ("附件[0-9]{1,2}", _NO_DIGIT),
        ("附件[一二三四五六七八九十]{0,2}[:：.、]?|附[0-9]{0,2}[:：]", ""),
        ("[（(]?[0-9]{1,3}[.、）)]", _NO_DIGIT),
        ("[（(]?[0-9]{1,3}[.、]", "20[0-3][0-9]"),
        ("[一二三四五六七八九十]{1,3}、|(?:发布|公布|公示)[:：]", ""),
        ("发布|公布|公示", "关于|20"),
        ("(?:转发|转载)[:：]?|.{0,4}(?:下载|查看|标题|名称|原文|文件名)[:：]", ""),
        ("[a-z]?0?20[0-3][0-9][01][0-9][0-3][0-9][0-9]{0,10}?", f"20[0-3][0-9](?:{_NO_DIGIT})|[^0-9]"),
    )
)
# What stands behind a title whatever precedes it, and what has to precede the rest.
_REMARKS = (
    rf"[（〔]{_REMARK}[）〕]|(?:含|及|和|与|暨|、)(?:附[件表录图]?|.{{0,8}}统计表)|附[:：].{{1,10}}"
    r"|(?:(?:发布|公布)?(?:时间|日期)|(?:信息)?来源|作者|(?:浏览|点击|阅读)(?:次数|数|量)?)[:：].{0,40}|下载"
    rf"|[（〔]{_DAY}(?:发布|公布)?[）〕]|[（〔][01][0-9]-[0-3][0-9][）〕]?|[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?"
)
_TRAILING = tuple(
    between(preceding, f"(?:{words})$", "", IGNORECASE)
    for preceding, words in (
        ("", _REMARKS),
        ("^|[^-—–~～至到]", _DAY),
        ("^|[^的]", "-?(?:全文|正文|公示|公告|副本|new|定稿|终稿)"),
        ("^|[^0-9]", "20[0-3][0-9][01][0-9][0-3][0-9][0-9]{0,9}|[_-][0-9]{1,3}"),
        ("^|[^0-9./-]", "[01][0-9]-[0-3][0-9][）〕]?"),
    )
)
_LAYERS = 8  # more than any title wears
_TAG = pattern(r"^[〔（]([^〔〕（）]{1,20})[〕）]")
_TAG_BEHIND = pattern(r"[〔（]([^〔〕（）]{1,20})[〕）]$")
_CUT = pattern(r"(?:…|⋯|\.{2,})+$")
_CUT_TITLES = (
    (
        pattern(r"(?:政府信息公(?:开[工作情况总体的年度报]{0,8})?|(?:政务公开|信息公开)(?:工作)?年度?报?)$"),
        "政府信息公开年度报告",
    ),
    (
        between(r"[年度府局委办处镇乡道]", r"(?:政府?|政府信息?)$", ""),
        "政府信息公开",
    ),  # half a title: its column says the rest
)


def strip_decoration(folded: str) -> str:
    """Return the title itself; a leading tag that names a body follows behind it, as in …年报（教育局）."""
    text = folded.translate(_BRACKETS)
    for _ in range(_LAYERS):
        bare = _drop_site(_cut(_FILE_NAME.sub("", text)))
        bare = _without_ends(_NUMBER.sub(lambda number: number["title"] or "", bare).replace("（）", ""))
        bare = _tag(bare)
        if bare == text:
            break
        text = bare
    return text


def is_remark(text: str) -> bool:
    """Tell whether words behind a title only say something about the document: 扫描件, 含附表."""
    remark = _WHOLE_REMARK.fullmatch(text)
    return remark is not None and text not in _NO_REMARKS and not _is_other_version(remark)


def names_file(title: str) -> bool:
    """Tell whether a title is a file's name: 教育局.pdf."""
    return _FILE_NAME.search(title.rstrip()) is not None


def _without_ends(text: str) -> str:
    leading = next(filter(None, (words.search(text) for words in _LEADING)), None)
    text = text[leading.end() :] if leading else text
    trailing = filter(None, (words.search(text) for words in _TRAILING))
    return text[: min((words.start() for words in trailing if not _is_other_version(words)), default=len(text))]


def _is_other_version(remark: Match[str]) -> bool:
    version = remark.groupdict().get("version")
    return version is not None and _NO_VERSION.search(version) is not None


def _cut(text: str) -> str:
    """Return a title that a list shortened (政府信息公开工…) with the word it was about to say."""
    end = _CUT.search(text)
    if end is None:
        return text
    text = text[: end.start()]
    if text.count("（") > text.count("）"):  # half a name is no name
        text = text[: text.rfind("（")]
    for words, meant in _CUT_TITLES:
        if (match := words.search(text)) and _YEAR.search(text):
            return text[: match.start()] + meant
    return text


def _tag(text: str) -> str:
    """Return a title without the tags at its ends that say nothing of it; one that names its body is put behind it."""
    behind = _TAG_BEHIND.search(text)
    if behind and behind.start() and not _says_something(behind[1]):
        text = text[: behind.start()]
    match = _TAG.match(text)
    if match is None or match.end() == len(text):
        return text
    rest = text[match.end() :]
    if body_of(match[1]):
        return f"{rest}（{match[1]}）"
    return text if _says_something(match[1]) else rest


def _says_something(tag: str) -> bool:
    return body_of(tag) is not None or vetoes.forbids(tag) or _DIGIT.search(tag) is not None


def _drop_site(text: str) -> str:
    """Return the title without the names of column and site that page titles carry before or behind it."""
    parts = list(filter(None, _split(text)))
    kept = [part for part in parts if not _is_site(part)]
    if not kept:
        return next((part for part in parts if _TOPIC.search(part)), text)
    words = "".join(kept)
    needs_column = _YEAR.search(words) and not _TOPIC.search(words)  # 2008-财政局-政府信息公开年报
    return text if needs_column or len(kept) == len(parts) else "-".join(kept)


def _split(text: str) -> list[str]:
    """Return what stands between separators; a hyphen between two figures (2019-1) is none."""
    parts, at = [""], 0
    for mark in _SEPARATOR.finditer(text):
        parts[-1] += text[at : mark.start()]
        at = mark.end()
        if mark[0] == "-" and _FIGURES.fullmatch(text[max(mark.start() - 1, 0) : at + 1]):
            parts[-1] += "-"
        else:
            parts.append("")
    return [*parts[:-1], parts[-1] + text[at:]]


def _is_site(part: str) -> bool:
    """Tell whether a part is a site's or a column's name; a township's is the body wherever it stands."""
    body = body_of(part) if SITE.fullmatch(part) else None
    return SITE.fullmatch(part) is not None and (body is None or body.level != "township")
