"""The labels of the statutory tables, as data: what tells these tables, whole or in pieces, from any other."""

from __future__ import annotations

# What a label is worth: 2 names its table alone, 1 needs a second one, less also stands in tables of other things.
LABELS: dict[str, dict[str, float]] = {
    "proactive": {
        "第二十条第": 2,
        "制作数量": 1,
        "公开数量": 0.5,
        "公开总数量": 1,
        "制发件数": 2,
        "废止件数": 2,
        "现行有效件数": 2,
        "项目数量": 1,
        "处理决定数量": 2,
        "采购总金额": 1,
        "收费金额": 0.5,
        "规章": 0.25,
        "规范性文件": 0.25,
        "行政许可": 0.25,
        "对外管理服务": 1,
        "行政处罚": 0.25,
        "行政强制": 0.25,
        "行政事业性收费": 0.5,
        "政府集中采购": 0.5,
    },
    "requests": {
        "新收政府信息公开申请": 2,
        "结转政府信息公开申请": 2,
        "结转下年度": 2,
        "三安全一稳定": 2,
        "本年度办理结果": 1,
        "予以公开": 0.5,
        "部分公开": 0.5,
        "不予公开": 0.5,
        "无法提供": 1,
        "不予处理": 1,
        "属于国家秘密": 1,
        "行政法规禁止公开": 1,
        "第三方合法权益": 1,
        "内部事务信息": 1,
        "过程性信息": 1,
        "执法案卷": 1,
        "行政查询事项": 1,
        "不掌握相关": 1,
        "另行制作": 1,
        "补正后申请": 1,
        "信访举报投诉": 1,
        "重复申请": 1,
        "公开出版物": 1,
        "反复申请": 1,
        "重新出具": 1,
        "不补正": 1,
        "收费通知": 1,
        "自然人": 0.5,
        "法人或其他组织": 0.5,
        "商业企业": 0.5,
        "科研机构": 0.5,
        "公益组织": 0.5,
        "法律服务机构": 0.5,
    },
    "litigation": {
        "未经复议直接起诉": 2,
        "复议后起诉": 2,
        "尚未审结": 2,
        "结果维持": 1,
        "结果纠正": 1,
        "其他结果": 1,
        "行政复议": 0.5,
        "行政诉讼": 0.5,
    },
}
MIN_WORTH = 2.0


def kind_of(text: str) -> str | None:
    """Return proactive, requests or litigation by the labels in a table's words (``squeeze``d); None for any other.

    Of tables merged into one, it is the one with more labels.
    """
    worth = {name: sum(worth for label, worth in labels.items() if label in text) for name, labels in LABELS.items()}
    best = max(worth, key=lambda name: worth[name])
    return best if worth[best] >= MIN_WORTH else None
