"""How promising a link is by its words and its URL: the prior, before anything is learned of this portal.

A score is the chance that asking leads on to reports. Words count first (they are for readers), then pinyin initials.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from spiders.items import Kind
from spiders.linear import IGNORECASE, Pattern, pattern
from spiders.reports.location import DISCLOSURE_REPORTS_URL, REPORTS_URL, is_column_name, names_other_reports

ANNUAL = 0.96  # a column of annual reports
COLUMN = 0.9  # a list scored so is a column of annual reports by its words
DISCLOSURE = 0.9  # 政府信息公开
DIRECTORY = 0.88  # the organs of the county
ORGAN = 0.8  # one organ's pages
AMONG_OTHERS = 0.7  # several columns, ours among them
PROMISING = 0.5  # links above are asked for whatever the experience
PROMISED = 0.55  # links from here on that nobody asked for keep a visit from being complete
UNKNOWN = 0.12
HOPELESS = 0.02
MAX_WORDS = 60  # characters of a link's words that are looked at
DAMP_BY_DEAD_END = 0.1  # of a URL named as columns are, under words that lead elsewhere
DAMP_BY_NAME = 0.35  # of a URL's promise, under words that say nothing of it
_TOPIC = "(?:政府信息公开|信息公开|政务公开|公开)"
_ORGANS = "(?:部门|乡镇|镇街|镇办|街道|单位|机构|机关|委办局|园区)"
_WORDS: tuple[tuple[Kind, float, Pattern[str]], ...] = tuple(
    (kind, score, pattern("|".join(words)))
    for kind, score, *words in (
        (
            Kind.LIST,
            ANNUAL,
            f"{_TOPIC}.{{0,6}}(?:年度?报告?|年度.{{0,4}}报告|年报)",
            f"年报.{{0,4}}{_TOPIC}|公开工作报告|公开情况报告",
        ),
        (
            Kind.LIST,
            0.9,
            "(?:^|[^一-鿿]|[市县区旗镇乡门位直级府关])(?:工作)?年报(?:专栏|公开|汇总|列表|公布|公示)?$",
            rf"^年度(?:工作)?报告|^20\d\d年?度?年?报|{_ORGANS}年报$",
        ),
        (
            Kind.DIRECTORY,
            DIRECTORY,
            f"{_ORGANS}.{{0,8}}(?:{_TOPIC}|目录|专栏|平台)",
            f"{_TOPIC}.{{0,4}}{_ORGANS}|各?(?:部门|单位|乡镇)年报",
        ),
        (
            Kind.HUB,
            DISCLOSURE,
            "政府信息公开(?:专栏|平台|网|栏目|专区)?$|^信息公开(?:专栏|平台|网|栏目|专区)?$|法定主动公开$",
        ),
        (
            Kind.HUB,
            0.86,
            "^(?:政务|政府)公开|^公开$|政务公开(?:专栏|平台|网|专区)?$|信息公开$|^阳光政务$|^政府信息$",
        ),
        (
            Kind.DIRECTORY,
            0.62,
            f"^[县区市旗]?(?:直|政府|直属|级)?(?:工作)?{_ORGANS}+(?:及.{{1,6}})?(?:频道|网站|子站|之窗|导航|专栏)?$",
            f"乡镇.{{0,3}}街道|{_ORGANS}.{{0,4}}(?:网站|站群|频道)|网站群|站群",
        ),
        (Kind.HUB, 0.5, "法定主动公开|公开(?:目录|内容|事项|清单|信息)|主动公开|信息公开"),
        (Kind.HUB, 0.4, "公开"),
        (Kind.HUB, 0.3, "网站地图|站点地图|网站导航|sitemap"),
    )
)
_DEAD_ENDS = pattern(
    "指南|制度|依申请|规定$|办法$|意见箱|新闻|要闻|动态|资讯|视频|图片|图库|影像|专题|领导|互动|信箱|咨询|投诉|举报|调查"
    "|征集|访谈|服务|办事|办件|旅游|招商|投资|概况|走进|认识|风采|人事|招聘|招考|采购|招标|招投标|规划|统计|财政|资金|预算"
    "|决算|政策|解读|法规|规章|文件|公告|公示|通知|应急|扶贫|乡村振兴|登录|注册|搜索|检索|无障碍|关怀|长者|english|繁体"
    "|繁體|简体|手机版|移动版|客户端|微信|微博|公众号|收藏|设为首页|联系我们|关于我们|版权|声明|帮助|隐私|打印|关闭|上一"
    "|下一|更多|天气|机构职能|机构设置|权责|行政许可|行政处罚|建议提案|会议|督查|审计|教育|医疗|社保|就业|住房|征地|环保"
    "|安全|公报|标准化|试点|重大|项目|双公示|信用|热线|12345|媒体|文化|党建|党务|活动|图解|预警|价格|收费|目录下载|职能"
    "|简介|分工|工作要点|执法|法治|资料|下载|热点|知识",
    IGNORECASE,
)
_PARTS = pattern("[、，,（(]")  # between the columns that a link's words name
_ORGAN = pattern("(?:局|委员会|镇|乡|街道|办事处)$")  # 应急管理局 is an organ, whatever its name begins with
_YEAR = pattern(r"^(?:发布于|公布于)?(20[0-3]\d)(?:年度?|n)?(?:年报|信息公开年报|政府信息公开年报|年度报告)?$")
_ORGANS_URL = pattern("(?:bm|xz|xzjd|zj|jd|dw|jg|zfbm|bmxz|xzbm)(?:zf)?xxgk|xxgk(?:bm|xz|jg)", IGNORECASE)
_DISCLOSURE_URL = pattern(
    r"(?:^|[/_])(?:zf)?xxgk(?:[/_.\d]|zl|pt|$)|(?:^|[/_])gongkai/?$|govxxgk|gkmlpt|zfxxgk", IGNORECASE
)
_OPENNESS_URL = pattern(r"xxgkml|fdzdgk|(?:^|[/_])zwgk(?:[/_.\d]|$)", IGNORECASE)
_URL: tuple[tuple[Kind, float, Pattern[str]], ...] = (
    (Kind.LIST, 0.9, DISCLOSURE_REPORTS_URL),
    (Kind.LIST, 0.7, REPORTS_URL),
    (Kind.DIRECTORY, 0.7, _ORGANS_URL),
    (Kind.HUB, 0.6, _DISCLOSURE_URL),
    (Kind.HUB, 0.45, _OPENNESS_URL),
)


@dataclass(frozen=True, slots=True)
class Prior:
    """What kind of page a link promises and how likely it leads on. ``sure``: its words say so, not only its place."""

    kind: Kind
    score: float
    sure: bool = False


@lru_cache(maxsize=20_000)
def prior(text: str, url: str) -> Prior:
    """Return the prior of a link to a page that is no article."""
    words = "".join(text.split())[:MAX_WORDS]
    return _prior_by_words(words, url) or _prior_by_url(words, url)


def _prior_by_words(words: str, url: str) -> Prior | None:
    if names_other_reports(words) and _ORGAN.search(words) is None:  # 财政局 is no report on finance
        return Prior(Kind.OTHER, HOPELESS, sure=True)
    if is_column_name(words) and year_of(words) is None:
        return Prior(Kind.LIST, ANNUAL if "公开" in words else COLUMN, sure=True)
    dead_end = _DEAD_ENDS.search(words) is not None and _ORGAN.search(words) is None
    for kind, score, sign in _WORDS:
        if (score > PROMISING or not dead_end) and sign.search(words):
            return Prior(kind, score, sure=True)
    if not dead_end:
        return None
    if any(
        is_column_name(part.strip("）)")) for part in _PARTS.split(words)
    ):  # （指南、年报、决算）: ours is among them
        return Prior(Kind.LIST, AMONG_OTHERS, sure=True)
    score = _url_prior(url).score * DAMP_BY_DEAD_END if named_annual(url) else HOPELESS
    return Prior(Kind.HUB, score, sure=True)


def names_ours_among_others(words: str) -> bool:
    """Tell whether a link's words name several columns, ours among them: 综合信息（指南、年报、决算）."""
    parts = _PARTS.split(words[:MAX_WORDS])
    return len(parts) > 1 and any(is_column_name(part.strip("）)")) for part in parts)


def _prior_by_url(words: str, url: str) -> Prior:
    by_url = _url_prior(url)
    if words and by_url.kind is not Kind.LIST:
        # Named, but by words that say nothing: what the URL inherits from its parents counts less.
        return Prior(by_url.kind, max(UNKNOWN, by_url.score * DAMP_BY_NAME))
    return by_url


def named_annual(url: str) -> bool:
    """Tell whether the last directory or file of a URL is named as columns of annual reports are."""
    tail = "/".join(urlsplit(url).path.rstrip("/").split("/")[-2:])
    return any(sign.search(tail) for kind, _, sign in _URL if kind is Kind.LIST)


def year_of(text: str) -> int | None:
    """Return the year when a link's words are a year and no more (a folder of reports); None otherwise."""
    year = _YEAR.match("".join(text.split())[:30])
    return int(year[1]) if year else None


@lru_cache(maxsize=20_000)
def _url_prior(url: str) -> Prior:
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment][-2:]
    tail = "/".join(segments) + ("?" + parts.query if parts.query else "")
    return next((Prior(kind, score) for kind, score, sign in _URL if sign.search(tail)), Prior(Kind.HUB, UNKNOWN))
