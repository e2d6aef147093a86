"""Publication data that a page prints about its article: the 索引号 box, the index number, the body that published."""

from __future__ import annotations

from spiders.linear import pattern

LABELS = (
    "索引号|索取号|信息索引号?|索引|发布机构|发布机关|发布单位|发文机关|发文机构|发文单位|发文字号|公开机构|"
    "公开主体|公开方式|公开形式|公开时限|公开范围|公开类别|公开属性|公开程序|公开责任部门|公开目录|责任部门|"
    "所属机构|所属主题|生成日期|生成时间|生效日期|成文日期|成文时间|发文日期|发文时间|发布日期|发布时间|"
    "公开日期|公开时间|产生日期|更新时间|更新日期|废止日期|失效日期|失效时间|实施日期|有效性|有效期|时效性|"
    "时效|文件状态|信息名称|文件名称|名称|标题|文号|文件编号|统一编号|登记号|主题分类|主题词|信息分类|"
    "组配分类|服务对象分类|体裁分类|内容分类|信息类别|分类|类别|内容概述|概述|摘要|关键词|关键字|公文种类|"
    "语种|信息格式|载体类型|信息来源|来源|著录日期"
)
METADATA_LABEL = pattern(rf"[\[【(]?(?:{LABELS})[\]】)]?:?")
METADATA_LINE = pattern(rf"[\[【(]?(?:{LABELS})[\]】)]?:")
INDEX_LABEL = pattern("[【\\[(]?(?:信息)?(?:索引号?|索取号)")
_INDEX_NUMBER = pattern(r"索\s?[引取]\s?号\s{0,9}[:：]?\s{0,9}([A-Za-z0-9〔〕\[\]()（）/_.:\-一-鿿]{3,60})")
_SOURCE = pattern(
    r"(?:发布(?:机构|单位|机关)|公开(?:责任)?(?:部门|机构)|信息来源|文章来源|来\s?源)\s{0,9}[:：]?\s{0,9}([一-鿿（）]{2,40})"
)
_DIGIT = pattern(r"\d")
_NEXT_LABEL = pattern(  # an empty field is followed by the next one's label
    r"^(?:文号|主题|发布|发文|成文|有效|公开|生成|名称|标题|索引|分类|信息|体裁|服务|关键|责任|废止|题裁)"
)


def index_number(text: str) -> str | None:
    """Return the index number printed in a page's text; None when there is none, or only its label."""
    match = _INDEX_NUMBER.search(text)
    if match is None or _NEXT_LABEL.match(match[1]) or not _DIGIT.search(match[1]):
        return None
    return match[1]


def source(text: str) -> str | None:
    """Return the body that a page's text names as its publisher or source; None when it names none."""
    named = ((one[1], text[one.end() : one.end() + 2]) for one in _SOURCE.finditer(text))
    return next((words for words, behind in named if not _is_label(words, behind)), None)


def _is_label(words: str, behind: str) -> bool:
    """Tell whether what stands where a value is expected is the next label: a colon follows, or it is known as one."""
    return behind.lstrip().startswith((":", "：")) or _NEXT_LABEL.match(words) is not None
