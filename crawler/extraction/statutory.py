"""Recognise the three statutory tables (主动公开, 依申请, 复议诉讼): formats of 2019 and 2021, local variants.

Only label text is looked at, never position or figures: half a table, two tables merged into one and a few
characters misread by OCR are still recognised. A table of anything else is None; nothing is guessed from a title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Each label names its table alone. A table's kind is the one with most different labels present.
LABELS: dict[str, tuple[str, ...]] = {
    "proactive": (
        "第二十条第",
        "规章",
        "规范性文件",
        "制作数量",
        "新公开数量",
        "公开总数量",
        "制发件数",
        "废止件数",
        "现行有效件数",
        "项目数量",
        "处理决定数量",
        "行政许可",
        "对外管理服务",
        "行政处罚",
        "行政强制",
        "行政事业性收费",
        "收费金额",
        "集中采购",
        "采购总金额",
    ),
    "requests": (
        "自然人",
        "法人或其他组织",
        "商业企业",
        "科研机构",
        "公益组织",
        "法律服务机构",
        "新收政府信息公开申请",
        "结转政府信息公开申请",
        "本年度办理结果",
        "予以公开",
        "部分公开",
        "不予公开",
        "无法提供",
        "不予处理",
        "属于国家秘密",
        "三安全一稳定",
        "第三方合法权益",
        "内部事务信息",
        "过程性信息",
        "执法案卷",
        "查询事项",
        "不掌握相关",
        "另行制作",
        "补正后申请",
        "信访举报投诉",
        "重复申请",
        "公开出版物",
        "反复申请",
        "结转下年度",
    ),
    "litigation": (
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
        "结果维持",
        "结果纠正",
        "其他结果",
        "尚未审结",
    ),
}
_LEAST = 2


def squeeze(text: str) -> str:
    """Return NFKC text without any white space: the form in which labels are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def kind(rows: Sequence[Sequence[str]]) -> str | None:
    """Return proactive, requests, litigation, or None when fewer than two labels of one of them stand in the rows."""
    text = squeeze("\n".join("".join(row) for row in rows))
    found = {name: sum(label in text for label in labels) for name, labels in LABELS.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= _LEAST else None
