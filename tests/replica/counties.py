"""Who publishes on the replica: real counties and township names (facts); departments have the names every county has.

Nothing here says how a portal looks. The agency of an organ is its normal form: the county's name, then the organ's.
"""

from __future__ import annotations

from dataclasses import dataclass

COUNTY, DEPARTMENT, TOWNSHIP, OTHER = "county", "department", "township", "other"


@dataclass(frozen=True, slots=True)
class Organ:
    """A body that owes a report every year. ``slug`` is the pinyin initials that portals put into URLs."""

    slug: str
    name: str  # as menus print it: 教育局, 金贵镇
    agency: str
    level: str
    since: int  # the first year it reports on


@dataclass(frozen=True, slots=True)
class County:
    """A county and its organs; ``above`` is the city that it belongs to."""

    code: str
    name: str
    above: str
    site_id: str
    organs: tuple[Organ, ...]

    @property
    def government(self) -> Organ:
        """The organ that stands for the county itself."""
        return self.organs[0]

    def at(self, level: str) -> tuple[Organ, ...]:
        """Return the organs of one level, in the portal's order."""
        return tuple(organ for organ in self.organs if organ.level == level)


_DEPARTMENTS = {
    "fgj": "发展和改革局",
    "jyj": "教育局",
    "mzj": "民政局",
    "sfj": "司法局",
    "czj": "财政局",
    "rsj": "人力资源和社会保障局",
    "zrzyj": "自然资源局",
    "zjj": "住房和城乡建设局",
    "jtj": "交通运输局",
    "swj": "水务局",
    "nyncj": "农业农村局",
    "wlj": "文化和旅游局",
    "wjj": "卫生健康局",
    "yjj": "应急管理局",
    "sjj": "审计局",
    "scjgj": "市场监督管理局",
    "tjj": "统计局",
    "ybj": "医疗保障局",
}
_REFORMED = {"zrzyj": 2018, "wlj": 2018, "wjj": 2018, "yjj": 2018, "scjgj": 2018, "ybj": 2019, "nyncj": 2018}


def _town(county: str, slug: str, name: str, since: int) -> Organ:
    suffix = "办事处" if name.endswith("街道") else "人民政府"
    return Organ(slug, name, county + name + suffix, TOWNSHIP, since)


def county(
    code: str,
    name: str,
    above: str,
    *,
    departments: str,
    towns: dict[str, str],
    office: bool = False,
    since: tuple[int, int, int] = (2008, 2014, 2016),
) -> County:
    """Make a county: ``departments`` are slugs, ``since`` the first report years of county, departments, townships."""
    title = name + ("人民政府办公室" if office else "人民政府")
    government = Organ("rmzfbgs" if office else "rmzf", name + "人民政府", title, COUNTY, since[0])
    bodies = [
        Organ(slug, _DEPARTMENTS[slug], name + _DEPARTMENTS[slug], DEPARTMENT, max(_REFORMED.get(slug, 0), since[1]))
        for slug in departments.split()
    ]
    places = [_town(name, slug, town, since[2] + (index % 3)) for index, (slug, town) in enumerate(towns.items())]
    return County(code, name, above, f"{code}0001", (government, *bodies, *places))


FOUNDING = (
    county(
        "640122",
        "贺兰县",
        "银川市",
        departments="fgj jyj mzj sfj czj rsj zrzyj swj wjj yjj sjj",
        towns={
            "xgz": "习岗镇",
            "jgz": "金贵镇",
            "lgz": "立岗镇",
            "hgz": "洪广镇",
            "cxx": "常信乡",
            "fxjjd": "富兴街街道",
        },
    ),
    county(
        "640205",
        "惠农区",
        "石嘴山市",
        departments="jyj mzj czj zjj jtj nyncj tjj",
        towns={
            "hgzz": "红果子镇",
            "wzz": "尾闸镇",
            "yyz": "园艺镇",
            "mtx": "庙台乡",
            "lhx": "礼和乡",
            "njjd": "南街街道",
        },
        since=(2010, 2016, 2017),
    ),
    county(
        "640323",
        "盐池县",
        "吴忠市",
        departments="jyj sfj czj swj wlj scjgj ybj",
        towns={
            "hmcz": "花马池镇",
            "dskz": "大水坑镇",
            "habz": "惠安堡镇",
            "gswz": "高沙窝镇",
            "wljx": "王乐井乡",
            "yzljd": "盐州路街道",
        },
        since=(2009, 2015, 2017),
    ),
    county(
        "410329",
        "伊川县",
        "洛阳市",
        departments="fgj jyj czj rsj swj sjj yjj",
        towns={
            "mgz": "鸣皋镇",
            "szz": "水寨镇",
            "ppz": "彭婆镇",
            "bsz": "白沙镇",
            "gzz": "葛寨镇",
            "pdx": "平等乡",
            "cgjd": "城关街道",
        },
        since=(2008, 2014, 2016),
    ),
    county(
        "370305",
        "临淄区",
        "淄博市",
        departments="jyj mzj sfj czj zrzyj wjj tjj",
        towns={
            "qdz": "齐都镇",
            "hcz": "皇城镇",
            "jzz": "敬仲镇",
            "ztz": "朱台镇",
            "jlz": "金岭镇",
            "xgjd": "雪宫街道",
            "qljd": "齐陵街道",
        },
        office=True,
        since=(2012, 2017, 2018),
    ),
)


def _small(line: str) -> County:
    code, name, above, departments, slugs, towns = (part.strip() for part in line.split("|"))
    places = dict(zip(slugs.split(), towns.split(), strict=True))
    return county(code, name, above, departments=departments, towns=places, since=(2014, 2018, 2019))


BENCHMARK = tuple(
    _small(line)
    for line in (
        "230225|甘南县|齐齐哈尔市|jyj czj zjj yjj|gnz xssz pyz csx|甘南镇 兴十四镇 平阳镇 长山乡",
        "370883|邹城市|济宁市|jyj mzj swj tjj|gsjd xcz bsz tcz|钢山街道 香城镇 北宿镇 唐村镇",
        "341721|东至县|池州市|fgj sfj jtj ybj|ydz dlz slz zxz|尧渡镇 东流镇 胜利镇 张溪镇",
        "440823|遂溪县|湛江市|jyj czj wjj scjgj|scjd hlz yqz cyz|遂城街道 黄略镇 洋青镇 城月镇",
        "411025|襄城县|许昌市|mzj rsj sjj nyncj|cgjd mlz wlz kzz|城关街道 麦岭镇 王洛镇 库庄镇",
        "532925|弥渡县|大理白族自治州|jyj sfj swj wlj|mcz hyz xjz djx|弥城镇 红岩镇 新街镇 德苴乡",
        "410184|新郑市|郑州市|fgj czj zrzyj yjj|xjljd xcz xdz hzz|新建路街道 新村镇 辛店镇 和庄镇",
        "512002|雁江区|资阳市|jyj mzj jtj sjj|lhjd yjz stz ljz|莲花街道 雁江镇 松涛镇 临江镇",
        "530323|师宗县|曲靖市|czj rsj zjj tjj|dfjd xbz ksz zjz|丹凤街道 雄壁镇 葵山镇 竹基镇",
        "130529|巨鹿县|邢台市|jyj sfj wjj ybj|jlz wzz gtz dcx|巨鹿镇 王虎寨镇 官亭镇 堤村乡",
    )
)
WILD = tuple(
    _small(line)
    for line in (
        "431224|溆浦县|怀化市|jyj mzj swj yjj|lfz dzz qjz ltz|卢峰镇 低庄镇 桥江镇 龙潭镇",
        "421222|通城县|咸宁市|fgj czj jtj wlj|jsz msz thz ggz|隽水镇 麦市镇 塘湖镇 关刀镇",
        "522731|惠水县|黔南布依族苗族自治州|jyj sfj zjj sjj|ljjd hhhz bjz ysz|涟江街道 好花红镇 摆金镇 雅水镇",
        "350121|闽侯县|福州市|mzj czj rsj scjgj|gzjd bsz nyz sgz|甘蔗街道 白沙镇 南屿镇 尚干镇",
        "451123|富川瑶族自治县|贺州市|jyj swj nyncj wjj|fyz bsz lsz gcz|富阳镇 白沙镇 莲山镇 古城镇",
        "152921|阿拉善左旗|阿拉善盟|fgj jtj sjj tjj|bhz jegz jltz zblz|巴彦浩特镇 嘉尔嘎勒赛汉镇 吉兰泰镇 宗别立镇",
    )
)
