"""The 31 province-level divisions in which the Regulation applies, each a tile near its neighbours: no borders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """``code``: the first two digits of GB/T 2260; ``short``: one sign; ``row``, ``column``: of its tile, from 0."""

    code: str
    short: str
    chinese: str
    english: str
    row: int
    column: int


PROVINCES = tuple(
    Province(*one)
    for one in (
        ("11", "京", "北京", "Beijing", 1, 4),
        ("12", "津", "天津", "Tianjin", 2, 5),
        ("13", "冀", "河北", "Hebei", 2, 4),
        ("14", "晋", "山西", "Shanxi", 2, 3),
        ("15", "蒙", "内蒙古", "Inner Mongolia", 1, 3),
        ("21", "辽", "辽宁", "Liaoning", 1, 5),
        ("22", "吉", "吉林", "Jilin", 1, 6),
        ("23", "黑", "黑龙江", "Heilongjiang", 0, 6),
        ("31", "沪", "上海", "Shanghai", 4, 6),
        ("32", "苏", "江苏", "Jiangsu", 4, 5),
        ("33", "浙", "浙江", "Zhejiang", 5, 5),
        ("34", "皖", "安徽", "Anhui", 4, 4),
        ("35", "闽", "福建", "Fujian", 6, 4),
        ("36", "赣", "江西", "Jiangxi", 5, 4),
        ("37", "鲁", "山东", "Shandong", 3, 4),
        ("41", "豫", "河南", "Henan", 3, 3),
        ("42", "鄂", "湖北", "Hubei", 4, 3),
        ("43", "湘", "湖南", "Hunan", 5, 3),
        ("44", "粤", "广东", "Guangdong", 6, 3),
        ("45", "桂", "广西", "Guangxi", 6, 2),
        ("46", "琼", "海南", "Hainan", 7, 3),
        ("50", "渝", "重庆", "Chongqing", 4, 2),
        ("51", "川", "四川", "Sichuan", 4, 1),
        ("52", "黔", "贵州", "Guizhou", 5, 2),
        ("53", "滇", "云南", "Yunnan", 5, 1),
        ("54", "藏", "西藏", "Tibet", 4, 0),
        ("61", "陕", "陕西", "Shaanxi", 3, 2),
        ("62", "甘", "甘肃", "Gansu", 2, 1),
        ("63", "青", "青海", "Qinghai", 3, 1),
        ("64", "宁", "宁夏", "Ningxia", 2, 2),
        ("65", "新", "新疆", "Xinjiang", 2, 0),
    )
)
