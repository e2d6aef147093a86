"""Furniture in words: lines that speak about the page instead of being the report, as data and in zones.

Words of the interface go wherever they stand alone on a line; source, date and editor only go before the first
and after the last line of content, because inside a report they are the report's.
Lines are compared after NFKC, so full-width colons and brackets need no variants here.
"""

from __future__ import annotations

from spiders.linear import IGNORECASE, Pattern, pattern
from spiders.pages.flow import FlowItem
from spiders.pages.metadata import LABELS, METADATA_LINE
from spiders.pages.text import plain

FOOTER = pattern(
    r"版权所有|copyright|ICP备|公网安备|网站标识码|(?:主办|承办|协办|维护|制作)(?:单位)?:|技术支持|网站地图|网站声明|友情链接",
    IGNORECASE,
)

# ---- the interface's own words; a line is dropped when such pieces make all of it
_OPEN, _CLOSE = r"[\[(【〖<]?\s*", r"\s*[\])】〗>]?"
_PAGE = "(?:本页|此页|本文|页面|文章|全文|窗口|正文|链接)?"
_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_EDGE = r"(?:$|[\s|/\[(【])"  # behind words in a group
_SIZE = "(?:特大|超大|较大|大号|中号|小号|大|中|小|默认|标准|正常|[+-]|A[+-]?)"
_COUNT = rf"{_OPEN}[\d,.]*(?:万|加载中\.*|-+)?{_CLOSE}\s*(?:次|人次|人)?"
_NETWORK = (
    "微信好友|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|朋友圈|空间|人人网|人人|豆瓣|开心网|腾讯|百度贴吧|贴吧|更多"
)
_ISSUE = "发布|发文|更新|成文|生成|公开|录入|添加|发表|信息|创建|编辑|提交|发稿|上传"
_PERSON = (
    "作者|编辑|责编|审核|审核人|审签|初审|复审|终审|一审|二审|三审|校对|校核|录入|录入人|录入者|发布人|发布者|"
    "发布单位|发布机构|撰稿|供稿|签发|责任人|编审|值班编辑|信息员"
)
_PLACE = r"(?:您?(?:的|现在的?|当前的?|当前所在|所在)?|当前)位置\s*"
TRAIL = pattern(rf"{_PLACE}:")
ALWAYS = tuple(
    pattern(words, IGNORECASE)
    for words in (
        rf"{_OPEN}(?:文章|选择|调整)?(?:字体|字号|文字|文字大小|大小)(?:大小)?\s*:?(?:\s*{_OPEN}{_SIZE}{_CLOSE})+{_CLOSE}",
        rf"{_OPEN}(?:大|中|小)\s+(?:大|中|小)\s+(?:大|中|小){_CLOSE}",
        rf"({_OPEN}(?:我要)?(?:打印|列印|关闭|收藏|纠错|复制|转发|下载){_PAGE}{_CLOSE}){_EDGE}",
        rf"((?:一键)?(?:分享|转发|推荐)(?:到|至|给好友)?\s*:?(?:\s*(?:{_NETWORK}|[|/]|\d+))*){_EDGE}",
        r"(?:用?(?:微信|手机))?\s*扫(?:一扫|描|码).*",
        r".{0,10}(?:用手机打开|在手机打开|手机端?浏览|手机查看)(?:当前|此)?页面?",
        rf"({_NETWORK}){_EDGE}",
        rf"((?:本文|本页|文章)?已?被?(?:浏览|点击|阅读|访问|查看|点阅|人气)(?:次数|量|数|率|人数)?\s*:?\s*{_COUNT}){_EDGE}",
        r"(?:保护)?视力(?:保护色?)?\s*:?.{0,30}",
        r"(?:今天|现在|当前时间)(?:是|:).{0,40}",
        r"(?:欢迎)?您(?:是|为|系)?(?:本站|本网)?的?第.{0,12}(?:访客|访问|来访|浏览|用户).*",
        rf"{_PLACE}:?.*",
        r"(?:上|前|下|后)一(?:篇|条|则)\s*:?.*",
        r"(?:网站)?首页\s*(?:[>»→]|-+>|/).*",
        r"(?:返回|回到)(?:顶部|首页|列表|上一?页|上级)|\^?TOP|打开|收起|展开",
        r"(?:首页|上一页|下一页|末页|尾页|上页|下页)(?:[\s|\d/]|首页|上一页|下一页|末页|尾页|上页|下页|共|页|第)*",
        r"第\s*\d+\s*页\s*[,/]?\s*(?:共\s*\d+\s*页)?|共\s*\d+\s*页\s*(?:第\s*\d+\s*页)?",
        r"[-–—―]{1,2}\s*\d{1,3}\s*[-–—―]{1,2}$",  # the number of a printed page
        r"(?:无障碍|长者|适老|关怀)(?:浏览|阅读|模式|版|化)*|进入(?:无障碍|老年|关怀|长者).{0,10}",
        r"(语音播报|语音朗读|朗读|点击播放|听新闻|智能播报|播放|暂停|停止)(?:$|[\s|/])",
        r"(?:点击)?(?:显示|查看)(?:大图|更多)",
    )
)
ABOUT = tuple(  # true of the page, not of the report: only before its first and after its last line
    pattern(words, IGNORECASE)
    for words in (
        rf"{_OPEN}(?:信息|文章|稿件|文件|新闻|内容)?(?:来源|出处)(?:单位|部门)?\s*[:|]\s*[^\s|:]{{0,40}}{_CLOSE}",
        rf"{_OPEN}(?:信息|稿件)?(?:{_ISSUE})?(?:时间|日期)\s*:?\s*(?:{_DATE})?{_CLOSE}",
        rf"{_OPEN}(?:文章|信息|责任)?(?:{_PERSON})\s*[:|]\s*[^\s|:]{{0,30}}{_CLOSE}",
        rf"{_OPEN}(?:{LABELS})\s*[:]\s*[^\s|:]{{0,60}}{_CLOSE}",
    )
)
BARE_DATE = (pattern(rf"{_OPEN}{_DATE}{_CLOSE}"),)
CHINESE_DATE = pattern(rf"{_OPEN}(?:二|\d)[^-/.]{{3,14}}日{_CLOSE}")
TAIL = pattern(  # a list follows that is not the report's
    r"(?:相关|延伸|推荐|热门|热点|最新|更多)(?:链接|阅读|文章|新闻|信息|推荐|稿件|解读|文件|资讯|内容|文档|报道)\s*:?$|猜你喜欢"
)

_SEPARATORS = pattern(r"^[\s|/·>»,;。-]+")
_MAX_WORDS = 200  # characters; a longer line is prose
_MAX_OFFER = 60  # and a shorter one that looks like a sentence may be an offer to share it
_ENDING = r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|rtf|zip|rar|7z)"
_PAGER = pattern(
    r"(?:[\[(<《]?\s*(?:\d{1,3}|第\d{1,3}页|\.{2,}|…|[<>«»‹›]+)\s*[\])>》]?[\s|]*)+(?:(?:首|[上下]一?|末|尾|全部?)页?[\s|\d>»]*)*"
)
_FILE = pattern(rf"附\s*[件表]|{_ENDING}\b", IGNORECASE)
_NAME = pattern(rf"{_ENDING}\s*(?:[(（\[].{{0,20}}[)）\]])?$", IGNORECASE)  # perhaps with the size after it


class _Words:
    """Pieces of which a whole line may be made; most lines do not even begin with one."""

    def __init__(self, *pieces: Pattern[str]) -> None:
        self.pieces = pieces
        self.any = pattern("|".join(f"(?:{piece.pattern})" for piece in pieces), IGNORECASE)

    def make(self, text: str) -> bool:
        """Whether these words make all of the line."""
        if len(text) > _MAX_WORDS:
            return False
        rest = plain(text).strip(" |/·>»,;")
        while rest and self.any.match(rest):
            longest = max(match.end(match.lastindex or 0) for piece in self.pieces if (match := piece.match(rest)))
            if not longest:
                return False
            rest = _SEPARATORS.sub("", rest[longest:], count=1)
            if not rest:
                return True
        return False


_INTERFACE = _Words(*ALWAYS)
_HEAD = _Words(*ALWAYS, *ABOUT, *BARE_DATE)
_TAIL = _Words(*ALWAYS, *ABOUT)


def interface(text: str) -> bool:
    """Whether the whole line is words of the interface: 打印本页, 【字体：大 中 小】, 浏览次数：12, a separator."""
    return not text.strip(" |>»·") or _INTERFACE.make(text)


def about(text: str, *, head: bool) -> bool:
    """Whether the line only tells source, date, editor and the like; a bare date only counts before the body."""
    if CHINESE_DATE.fullmatch(plain(text)):
        return False
    return (_HEAD if head else _TAIL).make(text)


def furniture(text: str) -> bool:
    """Whether a line that looks like a sentence is the page's own all the same."""
    return footer(text) or (len(text) <= _MAX_OFFER and _INTERFACE.make(text))


def footer(text: str) -> bool:
    """Whether a page's footer starts here."""
    return FOOTER.search(plain(text)) is not None


def attachment(item: FlowItem) -> bool:
    """Whether a link of the body leads to a file: such a line belongs to the report."""
    if _FILE.search(item.text):
        return True
    return any(_FILE.search(a.get("href") or "") for a in item.node.iter("a"))


def file_link(item: FlowItem) -> bool:
    """Whether the line is nothing but a file to download; with 附件 before it, it is the report's own list."""
    text = item.text.strip()
    return item.linked * 10 > len(text) * 9 and _NAME.search(text) is not None and not text.startswith("附件")


def pager(item: FlowItem) -> bool:
    """Whether a line is the links to an article's other pages: 1 2 3, [2], 1 2 下一页."""
    return item.linked > 0 and len(item.text) <= _MAX_WORDS and _PAGER.fullmatch(plain(item.text)) is not None


def inside(item: FlowItem, *, loose: bool) -> bool:
    """Whether a line between the first and the last line of content is none. ``loose``: it stands in furniture."""
    if item.table is not None:
        return False
    return interface(item.text) or pager(item) or (loose and item.linked * 2 > len(item.text))


def outside(item: FlowItem, *, head: bool, loose: bool) -> bool:
    """Whether a line before the first or after the last line of content speaks about the page."""
    text = item.text
    if about(text, head=head) or footer(text) or pager(item) or (head and METADATA_LINE.match(plain(text)) is not None):
        return True
    return loose and item.linked * 2 > len(text) and not attachment(item)


def ends(item: FlowItem, *, known: bool) -> bool:
    """Whether what follows is no longer the report: related links, the footer, in an unnamed container any link."""
    text = plain(item.text)
    if TAIL.match(text) or FOOTER.search(text):
        return True
    return not known and item.linked * 2 > len(text) and not attachment(item)
