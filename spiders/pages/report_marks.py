"""What a report's body consists of, as data: numbered sections, statutory tables, sentences."""

from __future__ import annotations

from spiders.linear import pattern

SECTION = pattern(r"(?:^|[。\s])([一二三四五六七八九十]{1,2})、[^\s、][^\s、。]")
SECTION_WORDS = pattern(
    "总体情况|概述|主动公开|依申请|申请的?情况|复议|诉讼|问题|改进|其他需要|需要报告|附表|附件|收费|组织领导|制度建设"
)
MAX_HEADING = 60  # characters of a section's heading
SENTENCE = pattern("[。;]|[,，].{10,}")
MIN_SENTENCE, MIN_PROSE = 15, 80  # characters of a line that is the text's own: with punctuation, without
# Labels of the statutory tables: one of the first names its table alone, of the second it takes two.
_CERTAIN = pattern(
    "第二十条第|制发件数|废止件数|现行有效件数|处理决定数量|新收政府信息公开申请|结转政府信息公开申请|结转下年度|三安全一稳定"
    "|未经复议直接起诉|复议后起诉|尚未审结"
)
_TELLING = pattern(
    "制作数量|公开总数量|项目数量|采购总金额|对外管理服务|本年度办理结果|无法提供|不予处理|属于国家秘密|行政法规禁止公开"
    "|第三方合法权益|内部事务信息|过程性信息|执法案卷|行政查询事项|不掌握相关|另行制作|补正后申请|信访举报投诉|重复申请"
    "|公开出版物|反复申请|重新出具|不补正|收费通知|结果维持|结果纠正|其他结果"
)


def is_statutory(squeezed: str) -> bool:
    """Tell whether the words of a table, without white space, are those of a statutory one; which, extraction tells."""
    return _CERTAIN.search(squeezed) is not None or len(set(_TELLING.findall(squeezed))) > 1


def is_sentence(text: str) -> bool:
    """Tell whether a line is prose."""
    return len(text) >= MIN_PROSE or (len(text) >= MIN_SENTENCE and SENTENCE.search(text) is not None)
