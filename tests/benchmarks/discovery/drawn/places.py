"""Who publishes: ten counties with their townships, and the departments that every county has. Names are real, hosts and texts invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """A body that owes reports. ``slug`` is its name in addresses; ``level`` as in an export."""

    name: str
    slug: str
    level: str
    local: str = ""

    @property
    def short(self):
        """The name as columns and menus have it: 金贵镇, 县财政局."""
        return self.local or self.name.removesuffix("人民政府").removesuffix("办事处")

    @property
    def own(self):
        """How its reports speak of it."""
        return {
            "county": "我县",
            "township": "我镇" if "镇" in self.name else "我街道" if "街道" in self.name else "我乡",
        }.get(self.level, "我局" if self.short.endswith("局") else "本机关")


@dataclass(frozen=True)
class County:
    """A county: its code, name, the city and province above it, and its townships as (name, slug)."""

    code: str
    name: str
    slug: str
    city: str
    city_slug: str
    province: str
    towns: tuple

    @property
    def bodies(self):
        """The county, its departments and its townships."""
        government = Body(f"{self.name}人民政府", self.slug, "county")
        departments = [Body(self.name + name, slug, "department", self.name[-1] + name) for name, slug in DEPARTMENTS]
        suffix = {"道": "办事处"}
        towns = [Body(f"{name}{suffix.get(name[-1], '人民政府')}", slug, "township") for name, slug in self.towns]
        return government, departments, towns


def _towns(text):
    return tuple(tuple(pair.split(":")) for pair in text.split())


COUNTIES = (
    County(
        "640122",
        "贺兰县",
        "helan",
        "银川市",
        "yinchuan",
        "宁夏回族自治区",
        _towns("习岗镇:xgz 金贵镇:jgz 立岗镇:lgz 洪广镇:hgz 常信乡:cxx"),
    ),
    County(
        "410329",
        "伊川县",
        "yichuan",
        "洛阳市",
        "luoyang",
        "河南省",
        _towns("城关街道:cgjd 鸣皋镇:mgz 水寨镇:szz 彭婆镇:ppz 白沙镇:bsz 江左镇:jzz 吕店镇:ldz 葛寨镇:gzz 平等乡:pdx"),
    ),
    County(
        "330424",
        "海盐县",
        "haiyan",
        "嘉兴市",
        "jiaxing",
        "浙江省",
        _towns("武原街道:wyjd 西塘桥街道:xtqjd 沈荡镇:sdz 百步镇:bbz 于城镇:ycz 澉浦镇:gpz 通元镇:tyz"),
    ),
    County(
        "320830",
        "盱眙县",
        "xuyi",
        "淮安市",
        "huaian",
        "江苏省",
        _towns("盱城街道:xcjd 马坝镇:mbz 官滩镇:gtz 桂五镇:gwz 河桥镇:hqz 鲍集镇:bjz 黄花塘镇:hhtz 淮河镇:hhz"),
    ),
    County(
        "340621",
        "濉溪县",
        "suixi",
        "淮北市",
        "huaibei",
        "安徽省",
        _towns("濉溪镇:sxz 韩村镇:hcz 刘桥镇:lqz 五沟镇:wgz 临涣镇:lhz 双堆集镇:sdjz 铁佛镇:tfz 南坪镇:npz"),
    ),
    County(
        "430121",
        "长沙县",
        "changshaxian",
        "长沙市",
        "changsha",
        "湖南省",
        _towns("星沙街道:xsjd 湘龙街道:xljd 黄花镇:hhz 江背镇:jbz 黄兴镇:hxz 开慧镇:khz 安沙镇:asz"),
    ),
    County(
        "510131",
        "蒲江县",
        "pujiang",
        "成都市",
        "chengdu",
        "四川省",
        _towns("鹤山街道:hsjd 寿安街道:sajd 朝阳湖镇:cyhz 西来镇:xlz 大兴镇:dxz 甘溪镇:gxz 成佳镇:cjz"),
    ),
    County(
        "370832",
        "梁山县",
        "liangshan",
        "济宁市",
        "jining",
        "山东省",
        _towns("水泊街道:sbjd 拳铺镇:qpz 韩岗镇:hgz 馆驿镇:gyz 小路口镇:xlkz 马营镇:myz 黑虎庙镇:hhmz 大路口乡:dlkx"),
    ),
    County(
        "610323",
        "岐山县",
        "qishan",
        "宝鸡市",
        "baoji",
        "陕西省",
        _towns("凤鸣镇:fmz 蔡家坡镇:cjpz 益店镇:ydz 蒲村镇:pcz 青化镇:qhz 枣林镇:zlz 雍川镇:ycz 故郡镇:gjz"),
    ),
    County(
        "450123",
        "隆安县",
        "longan",
        "南宁市",
        "nanning",
        "广西壮族自治区",
        _towns("城厢镇:cxz 南圩镇:nxz 雁江镇:yjz 那桐镇:ntz 乔建镇:qjz 丁当镇:ddz 古潭乡:gtx 都结乡:djx"),
    ),
)

DEPARTMENTS = tuple(
    tuple(pair.split(":"))
    for pair in [
        "财政局:czj",
        "教育局:jyj",
        "公安局:gaj",
        "民政局:mzj",
        "司法局:sfj",
        "审计局:sjj",
        "统计局:tjj",
        "水务局:swj",
        "应急管理局:yjglj",
        "农业农村局:nyncj",
        "自然资源局:zrzyj",
        "卫生健康局:wsjkj",
        "发展和改革局:fzhggj",
        "市场监督管理局:scjdglj",
        "人力资源和社会保障局:rlzyhshbzj",
        "医疗保障局:ylbzj",
        "住房和城乡建设局:zfhcxjsj",
        "交通运输局:jtysj",
        "文化和旅游局:whhlyj",
        "信访局:xfj",
    ]
)
