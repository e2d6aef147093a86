"""What the names and tags of elements say of a page's regions: containers of bodies, furniture, where links stand."""

# ruff: noqa: SIM905 - word lists are read and edited as prose
from __future__ import annotations

from functools import lru_cache

from lxml.etree import _Element

from spiders.linear import IGNORECASE, pattern

# ---- where bodies stand: ids and classes, lower case. A name is only a hint; what the element holds decides
CONTAINER_IDS = frozenset(
    "ucap-content ucapcontent zoom zoomcon vsb_content vsb_content_2 vsb_content_4 vsb_content_6 vsb_content_501 "
    "ivs_content webeditorview bodylabel js_content content articlecontent article-content article_content "
    "contenttext conttext fontzoom textbody news_content newscontent "
    "zwcontent mainbody maincontent detailcontent contentbox "
    "content_body articlebody artibody printcontent nr xxnr zwnr contentdiv".split()
)
CONTAINER_CLASSES = frozenset(
    "trs_editor trs_editor_view trs_ueditor custom_unionstyle ivs_content "
    "article_content article-content articlecontent "
    "xxgk_content xxgk-content xxgkcontent zz-xl-ct jgzn_content tyxxy_main news_cont_d_wrap main-txt bt_content "
    "bt-content v_news_content pages_content view con_text content_text contenttext article-body article_body "
    "articlebody news_content newscontent detail-content detail_content detailcontent zwxl-article conzt scroll_cont "
    "text_con content rich_media_content con_con info-content info_content xl_con wz_con zw_con easysite-news-text "
    "article_con article-con txtcen nr wzy_content ccontent wzcon zwnr".split()
)

SUREST = (  # of pages that hold hardly more than a line about an attachment, or pictures
    "ucap-content", "ucapcontent", "trs_editor", "trs_editor_view", "trs_ueditor", "zoom", "vsb_content",
    "v_news_content", "ivs_content", "js_content",
)  # fmt: skip

# ---- tags
SKIP = frozenset(
    "script style noscript template select option iframe frame object embed applet svg canvas audio video map button "
    "input textarea head title meta link base xml math datalist rp rt".split()
)
BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav ol optgroup p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
FURNITURE_TAGS = frozenset(("nav", "footer", "aside"))
# a part of a class or id (camelCase, - and _ separate parts); only believed when no evidence of a body is inside
FURNITURE_NAMES = frozenset(
    "nav navbar menu submenu leftmenu breadcrumb breadcrumbs crumb crumbs bread mbx dqwz weizhi curpos curposition "
    "position location path footer foot copyright share fenxiang "
    "bdshare bdsharebuttonbox bshare jiathis social sidebar "
    "pager pagination pagebar related relate relation xgwz xgyd xgxw xglj toolbar tool tools print dayin ewm "
    "erweima qrcode qr search login logo banner friendlink yqlj prevnext "
    "pre prev next topbar hits counter hotnews ranking "
    "recommend tuijian comment pinglun gototop backtop fontsize ziti zihao".split()
)

# ---- where links stand: the first that fits
BREADCRUMB = pattern(
    r"posi|crumb|location|dqwz|weizhi|bread|mbx|curpath|dangqian|(?:^|[^a-z])wz(?:$|[^a-z])", IGNORECASE
)
_LINK_REGIONS = (
    ("crumb", BREADCRUMB),
    ("foot", pattern(r"foot|bottom|copyright|banquan|friend|yqlj|(?:^|[^a-z])bot")),
    (
        "pager",
        pattern(r"pag(?:ing|in|er)|page[-_]?(?:bar|num|list|nav|no|link|turn|box|s)?(?:$|[\s\d])|fenye|fanye"),
    ),
    ("side", pattern(r"left|side|tree|lmenu|zuo|subnav|(?:^|[^a-z])zc(?:$|[^a-z])")),
    ("nav", pattern(r"(?:^|[^a-z])nav|menu|header|(?:^|[^a-z])head(?:$|[^a-z])|(?:^|[^a-z])top|logo|search")),
)
_LINK_TAGS = {"nav": "nav", "header": "nav", "footer": "foot", "aside": "side", "select": "select"}
_PARTS = pattern(r"[A-Z]?[a-z]+|[A-Z]+")
_HUMP = pattern(r"([A-Z][a-z])")  # HTMLPage: HTML, Page


def named(node: _Element) -> str:
    """Return the element's id and classes, a space between."""
    return f"{node.get('id') or ''} {node.get('class') or ''}"


@lru_cache(maxsize=4096)
def parts(name: str) -> frozenset[str]:
    """Return the words in a class or id: ``articleFooter-box`` → article, footer, box."""
    return frozenset(part.lower() for part in _PARTS.findall(_HUMP.sub(r" \1", name))) | frozenset(name.lower().split())


def is_container(node: _Element) -> bool:
    """Tell whether the element bears a name under which bodies stand."""
    identifier, names = node.get("id"), node.get("class")
    if identifier is not None and identifier.lower() in CONTAINER_IDS:
        return True
    return names is not None and not CONTAINER_CLASSES.isdisjoint(names.lower().split())


def is_furniture(node: _Element) -> bool:
    """Tell whether the element bears the tag or the name of a menu, a share bar, a footer and the like."""
    return node.tag in FURNITURE_TAGS or not FURNITURE_NAMES.isdisjoint(parts(named(node)))


def link_region(tag: str, name: str) -> str:
    """Return what an element of this name makes of the links in it: crumb, foot, pager, side, nav, select, or ""."""
    if tag in _LINK_TAGS:
        return _LINK_TAGS[tag]
    name = name.strip().lower()[:120]
    return next((region for region, sign in _LINK_REGIONS if name and sign.search(name)), "")
