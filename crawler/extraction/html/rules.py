"""What the portals' pages have in common, as data: containers, section headings, metadata, the interface's words.

Lines are compared after NFKC, so full-width colons and brackets need no variants here.
"""

# ruff: noqa: SIM905 - word lists are read and edited as prose
from __future__ import annotations

import re

# ---- where bodies stand (PORTALS A13): ids and classes, lower case; a hit is a candidate, the evidence decides
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
    "article_con article-con txtcen nr wzy_content ccontent".split()
)

CONTAINERS = (  # surest first, for pages whose only text is a line about an attachment
    "ucap-content", "ucapcontent", "trs_editor", "trs_editor_view", "trs_ueditor", "zoom", "vsb_content",
    "v_news_content", "ivs_content", "js_content", *sorted(CONTAINER_IDS | CONTAINER_CLASSES),
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
NOISE_TAGS = frozenset(("nav", "footer", "aside"))
# a part of a class or id (camelCase, - and _ separate parts); only believed when no evidence of a body is inside
NOISE_PARTS = frozenset(
    "nav navbar menu submenu leftmenu breadcrumb breadcrumbs crumb crumbs bread mbx dqwz weizhi curpos curposition "
    "position location path footer foot copyright share fenxiang "
    "bdshare bdsharebuttonbox bshare jiathis social sidebar "
    "pager pagination pagebar related relate relation xgwz xgyd xgxw xglj toolbar tool tools print dayin ewm "
    "erweima qrcode qr search login logo banner friendlink yqlj prevnext "
    "pre prev next topbar hits counter hotnews ranking "
    "recommend tuijian comment pinglun gototop backtop fontsize ziti zihao".split()
)

# ---- evidence
SECTION = re.compile(r"(?:^|(?<=[。\s]))([一二三四五六七八九十]{1,2})、(?=[^\s、]{2,40})")
REPORT_TITLE = re.compile(
    "(?:20|19)\\d\\d.*(?:报告|年报|总结|情况)|(?:报告|年报).*(?:20|19)\\d\\d|二[〇○OＯ零].*(?:报告|年报)"
)
SITE_NAME = re.compile("(?:网站?|人民政府|政务网|政府网|门户|官网|平台)$")
SECTION_WORDS = re.compile(
    "总体情况|概述|主动公开|依申请|申请的?情况|复议|诉讼|问题|改进|其他需要|需要报告|附表|附件|收费|组织领导|制度建设"
)
HEADING_LENGTH = 60
SENTENCE_LENGTH, PROSE_LENGTH = 15, 80  # with punctuation, without
SENTENCE = re.compile("[。;]|[,，].{10,}")
FOOTER = re.compile(
    r"版权所有|copyright|ICP备|公网安备|网站标识码|(?:主办|承办|协办|维护|制作)(?:单位)?:|技术支持|网站地图|网站声明|友情链接",
    re.IGNORECASE,
)

# ---- publication data about the page (索引号 box)
_LABELS = (
    "索引号|索取号|信息索引号?|索引|发布机构|发布机关|发布单位|发文机关|发文机构|发文单位|发文字号|公开机构|"
    "公开主体|公开方式|公开形式|公开时限|公开范围|公开类别|公开属性|公开程序|公开责任部门|公开目录|责任部门|"
    "所属机构|所属主题|生成日期|生成时间|生效日期|成文日期|成文时间|发文日期|发文时间|发布日期|发布时间|"
    "公开日期|公开时间|产生日期|更新时间|更新日期|废止日期|失效日期|失效时间|实施日期|有效性|有效期|时效性|"
    "时效|文件状态|信息名称|文件名称|名称|标题|文号|文件编号|统一编号|登记号|主题分类|主题词|信息分类|"
    "组配分类|服务对象分类|体裁分类|内容分类|信息类别|分类|类别|内容概述|概述|摘要|关键词|关键字|公文种类|"
    "语种|信息格式|载体类型|信息来源|来源|著录日期"
)
METADATA_LABEL = re.compile(rf"[\[【(]?(?:{_LABELS})[\]】)]?:?")
METADATA_LINE = re.compile(rf"[\[【(]?(?:{_LABELS})[\]】)]?:")
INDEX_LABEL = re.compile("[【\\[(]?(?:信息)?(?:索引号?|索取号)")
METADATA_ROWS = 12
HIDDEN_PAGE = 400  # characters: that much text behind display:none is a page of the article, not a tooltip

# ---- the interface's own words; a line is dropped when such pieces make all of it
_OPEN, _CLOSE = r"[\[(【〖<]?\s*", r"\s*[\])】〗>]?"
_PAGE = "(?:本页|此页|本文|页面|文章|全文|窗口|正文|链接)?"
_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_EDGE = r"(?=$|[\s|/\[(【])"
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
TRAIL = re.compile(rf"{_PLACE}:")
ALWAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_OPEN}(?:文章|选择|调整)?(?:字体|字号|文字|文字大小|大小)(?:大小)?\s*:?(?:\s*{_OPEN}{_SIZE}{_CLOSE})+{_CLOSE}",
        rf"{_OPEN}(?:大|中|小)\s+(?:大|中|小)\s+(?:大|中|小){_CLOSE}",
        rf"{_OPEN}(?:我要)?(?:打印|列印|关闭|收藏|纠错|复制|转发|下载){_PAGE}{_CLOSE}(?=$|[\s|/\[(【])",
        rf"(?:一键)?(?:分享|转发|推荐)(?:到|至|给好友)?\s*:?(?:\s*(?:{_NETWORK}|[|/]|\d+))*{_EDGE}",
        r"(?:用?(?:微信|手机))?\s*扫(?:一扫|描|码).*",
        r".{0,10}(?:用手机打开|在手机打开|手机端?浏览|手机查看)(?:当前|此)?页面?",
        rf"(?:{_NETWORK}){_EDGE}",
        rf"(?:本文|本页|文章)?已?被?(?:浏览|点击|阅读|访问|查看|点阅|人气)(?:次数|量|数|率|人数)?\s*:?\s*{_COUNT}{_EDGE}",
        r"(?:保护)?视力(?:保护色?)?\s*:?.{0,30}",
        r"(?:今天|现在|当前时间)(?:是|:).{0,40}",
        r"(?:欢迎)?您(?:是|为|系)?(?:本站|本网)?的?第.{0,12}(?:访客|访问|来访|浏览|用户).*",
        rf"{_PLACE}:?.*",
        r"(?:上|前|下|后)一(?:篇|条|则)\s*:?.*",
        r"(?:网站)?首页\s*(?:[>»→]|-+>|/).*",
        r"(?:返回|回到)(?:顶部|首页|列表|上一?页|上级)|\^?TOP|打开|收起|展开",
        r"(?:首页|上一页|下一页|末页|尾页|上页|下页)(?:[\s|\d/]|首页|上一页|下一页|末页|尾页|上页|下页|共|页|第)*",
        r"第\s*\d+\s*页\s*[,/]?\s*(?:共\s*\d+\s*页)?|共\s*\d+\s*页\s*(?:第\s*\d+\s*页)?",
        r"[-–—―]{1,2}\s*\d{1,3}\s*[-–—―]{1,2}(?=$)",  # the number of a printed page
        r"(?:无障碍|长者|适老|关怀)(?:浏览|阅读|模式|版|化)*|进入(?:无障碍|老年|关怀|长者).{0,10}",
        r"(?:语音播报|语音朗读|朗读|点击播放|听新闻|智能播报|播放|暂停|停止)(?=$|[\s|/])",
        r"(?:点击)?(?:显示|查看)(?:大图|更多)",
    )
)
ABOUT = tuple(  # true of the page, not of the report: only before its first and after its last line
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_OPEN}(?:信息|文章|稿件|文件|新闻|内容)?(?:来源|出处)(?:单位|部门)?\s*[:|]\s*[^\s|:]{{0,40}}{_CLOSE}",
        rf"{_OPEN}(?:信息|稿件)?(?:{_ISSUE})?(?:时间|日期)\s*:?\s*(?:{_DATE})?{_CLOSE}",
        rf"{_OPEN}(?:文章|信息|责任)?(?:{_PERSON})\s*[:|]\s*[^\s|:]{{0,30}}{_CLOSE}",
        rf"{_OPEN}(?:{_LABELS})\s*[:]\s*[^\s|:]{{0,60}}{_CLOSE}",
    )
)
BARE_DATE = (re.compile(rf"{_OPEN}{_DATE}{_CLOSE}"),)
CHINESE_DATE = re.compile(rf"{_OPEN}(?:二|\d)[^-/.]{{3,14}}日{_CLOSE}")
TAIL = re.compile(  # a list follows that is not the report's
    r"(?:相关|延伸|推荐|热门|热点|最新|更多)(?:链接|阅读|文章|新闻|信息|推荐|稿件|解读|文件|资讯|内容|文档|报道)\s*:?$|猜你喜欢"
)
TITLE_CUT = re.compile(r"\s*[-_|—–>·]+\s*")
