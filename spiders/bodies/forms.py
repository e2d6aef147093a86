"""The forms of an organ's name: its kind by its ending, its abbreviations, the words around it that are no name.

Expands only abbreviations with one official reading; an ambiguous one (文旅, 城管, 自规) stays as it stands.
"""

from __future__ import annotations

import unicodedata

from spiders.linear import other_than, pattern

LONGEST = 60  # characters; no organ of the state has a longer name
_EDGES = " \t\r\n-—–_|·•:：、，,。.；;《》“”\"'‘’*#>»"
_BRACKETS = str.maketrans("()[]【】", "（）（）（）")
_ABBREVIATIONS = {
    "人社局": "人力资源和社会保障局",
    "发改局": "发展和改革局",
    "发改委": "发展和改革委员会",
    "发展改革委": "发展和改革委员会",
    "发展和改革委": "发展和改革委员会",
    "住建局": "住房和城乡建设局",
    "住建委": "住房和城乡建设委员会",
    "住房城乡建设委": "住房和城乡建设委员会",
    "住房和城乡建设委": "住房和城乡建设委员会",
    "卫健局": "卫生健康局",
    "卫健委": "卫生健康委员会",
    "卫生健康委": "卫生健康委员会",
    "卫计局": "卫生和计划生育局",
    "卫计委": "卫生和计划生育委员会",
    "卫生计生委": "卫生和计划生育委员会",
    "市监局": "市场监督管理局",
    "市场监管局": "市场监督管理局",
    "国资委": "国有资产监督管理委员会",
    "应急局": "应急管理局",
    "医保局": "医疗保障局",
    "退役军人局": "退役军人事务局",
    "环保局": "环境保护局",
    "安监局": "安全生产监督管理局",
    "工信局": "工业和信息化局",
    "经信局": "经济和信息化局",
    "经信委": "经济和信息化委员会",
}
_REMARK = pattern(r"（(?:本级|机关|局机关|本部|单位)）$")
_DOUBLED = range(3, 31)  # characters of a name that stands there twice
_BEHIND = pattern(r"（[^（）]*）$")
_ORGAN = pattern(
    r"(?:局|委|办|厅|院|所|站|中心|委员会|办公室|大队|支队|总队|队|会|社|公司|处|台|馆|校|集团|行|联|部|室|园|署|库|团"
    r"|场|厂|矿|段|协|组|区|管理机构|指挥部|办事处|银行|党委|人民政府)$"
)
_ZONE = pattern(
    r"(?:管委会|管理委员会|开发区|高新区|经开区|园区|产业园|工业园|工业区|化工区|示范区|新区|度假区|管理区|试验区|景区|保税区|集聚区)$"
)
_BARE_ZONE = pattern(r"(?:开发区|高新区|经开区|园区|产业园|工业园|示范区|新区|度假区|管理区|试验区|景区|保税区)$")
_RELATIVE = pattern(
    r"[我本](?:县|区|市|旗|局|镇|乡|办|委|中心|街道?|街道办(?:事处)?|单位|机关|部门|院|厅|苏木|处|所|站|队|会|校|府|级|镇政府|乡政府)?|[镇乡](?:(?:人民)?政府)?|局"
)
_DISCLOSURE_OFFICES = tuple(
    work + group + office for work in ("", "工作") for group in ("", "领导小组") for office in ("办", "服务", "中心")
)
_NOT_A_NAME = pattern(
    r"[0-9。，；！？：《》〔〕<>=&%…_|—-]|（）|关于|召开|举办|开展|举行|做好|推进|加强|如何|报告|通知|以来|情况|公布|现将"
    rf"|组织(?:{other_than('部', '人事')})|公开(?:{other_than(*_DISCLOSURE_OFFICES)})"
)


def clean(raw: str) -> str:
    """Return a raw name without white space and edge punctuation, brackets full-width; at most 60 characters + 1."""
    text = unicodedata.normalize("NFKC", raw[: 8 * LONGEST])
    text = "".join(text.split()).rpartition(":")[2]  # 信息来源:伊川县财政局: a label is no part of the name
    text = _REMARK.sub("", text.strip(_EDGES).translate(_BRACKETS))
    half = text[: len(text) // 2]
    if len(half) in _DOUBLED and text == half + half:  # a red head line and the title's own
        return half
    return text[: LONGEST + 1]


def is_relative(text: str) -> bool:
    """Tell whether a name only points back at its author: 我镇, 本局."""
    return _RELATIVE.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Tell whether a text can be an organ's name at all: of bounded length, no sentence, no verb of news."""
    balanced = text.count("（") == text.count("）") and "）" not in text.partition("（")[0]
    return 0 < len(text) <= LONGEST and balanced and not _NOT_A_NAME.search(text.replace("12345", ""))


def is_organ(text: str) -> bool:
    """Tell whether a text ends as organs' names do."""
    return _ORGAN.search(_BEHIND.sub("", text)) is not None


def is_zone(text: str) -> bool:
    """Tell whether a text names a development zone or its committee."""
    return _ZONE.search(text) is not None


def full(tail: str) -> str:
    """Return an organ's name with its unambiguous abbreviation written out, a zone with its committee."""
    if tail in _ABBREVIATIONS:
        return _ABBREVIATIONS[tail]
    if tail.endswith("管委会"):
        tail = tail.removesuffix("管委会")
        return tail if tail.endswith(("管理委员会", "局", "处", "公司", "中心")) else tail + "管理委员会"
    return tail + "管理委员会" if _BARE_ZONE.search(tail) else tail
