import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.bodies import body_of, county, townships

PORTALS = {
    "640122": "贺兰县",
    "640205": "惠农区",
    "410329": "伊川县",
    "370305": "临淄区",
    "370883": "邹城市",
    "110118": "密云区",
    "430621": "岳阳县",
    "620201": "嘉峪关市",
    "": "",
}
ONE_BODY = {
    ("640122", "贺兰县金贵镇人民政府", "township"): [
        "金贵镇",
        "金贵镇政府",
        "金贵镇人民政府",
        "贺兰县金贵镇",
        "贺兰县金贵镇人民政府",
        "银川市贺兰县金贵镇人民政府",
        "宁夏回族自治区银川市贺兰县金贵镇",
        " 金贵镇 人民 政府 ",
        "金贵镇党政办",
        "贺兰县人民政府金贵镇人民政府",
        "《贺兰县金贵镇》",
    ],
    ("640122", "贺兰县富兴街街道办事处", "township"): [
        "富兴街街道",
        "富兴街街道办",
        "富兴街办事处",
        "贺兰县富兴街街道办事处",
    ],
    ("640122", "贺兰县南梁台子管理委员会", "township"): ["南梁台子", "南梁台子管委会", "贺兰县南梁台子管理委员会"],
    ("640122", "贺兰县暖泉农场", "township"): ["暖泉农场", "贺兰县暖泉农场"],
    ("640122", "贺兰县财政局", "department"): [
        "财政局",
        "县财政局",
        "贺兰县财政局",
        "银川市贺兰县财政局",
        "贺兰县人民政府财政局",
    ],
    ("640122", "贺兰县人力资源和社会保障局", "department"): ["县人社局", "人力资源和社会保障局"],
    ("640122", "贺兰县市场监督管理局", "department"): ["市场监督管理局", "县市场监管局", "市监局"],
    ("640122", "贺兰县税务局", "department"): ["国家税务总局贺兰县税务局", "税务局"],
    ("640122", "贺兰县教育局", "department"): ["贺兰县教育局贺兰县教育局", "教育局（本级）", "教育局(机关)"],
    ("640122", "贺兰县人民政府", "county"): ["贺兰县", "县政府", "县人民政府", "贺兰县人民政府", "贺兰县政府"],
    ("640122", "贺兰县人民政府办公室", "county"): ["县政府办", "县府办", "政府办公室", "贺兰县人民政府办公室"],
    ("640205", "惠农区庙台乡人民政府", "township"): ["庙台乡", "石嘴山市惠农区庙台乡人民政府"],
    ("640205", "石嘴山市自然资源局惠农区分局", "department"): [
        "市自然资源局惠农区分局",
        "石嘴山市自然资源局惠农区分局",
    ],
    ("640205", "石嘴山市公安局交通警察支队惠农大队", "department"): [
        "市公安局交通警察支队惠农大队",
        "石嘴山市公安局交通警察支队惠农大队",
    ],
    ("640205", "国家统计局惠农调查队", "department"): ["国家统计局惠农调查队"],
    ("640122", "贺兰县国资局", "department"): ["县政府国资局", "县人民政府国资局"],
    ("640122", "贺兰县政府采购中心", "department"): ["县政府采购中心"],
    ("640122", "贺兰县国家税务局", "department"): ["国家税务局", "县国家税务局"],
    ("370883", "邹城市民政局", "department"): ["市民政局", "邹城市民政局"],
    ("620201", "嘉峪关市人民政府", "county"): ["嘉峪关市", "市政府", "嘉峪关市人民政府"],
    ("430621", "岳阳县财政局", "department"): ["岳阳市岳阳县财政局", "县财政局"],
    ("110118", "密云区高岭镇人民政府", "township"): ["高岭镇", "密云县高岭镇", "北京市密云区高岭镇人民政府"],
    ("110118", "密云区地震局", "department"): ["县地震局", "区地震局", "密云县地震局"],
    ("370883", "邹城市统计局", "department"): ["市统计局", "统计局", "邹城市统计局", "邹城市统计局"],
}


@pytest.mark.parametrize(
    ("code", "raw", "name", "level"),
    [(code, raw, name, level) for (code, name, level), spellings in ONE_BODY.items() for raw in spellings],
)
def test_every_spelling_of_a_body_is_one_name(code, raw, name, level):
    body = body_of(raw, code, PORTALS[code])
    assert body is not None
    assert (body.name, body.level) == (name, level)


@pytest.mark.parametrize(
    ("code", "raw", "name"),
    [
        ("640122", "银川市财政局", "银川市财政局"),
        ("640122", "市财政局", "市财政局"),
        ("640122", "永宁县望远镇人民政府", "永宁县望远镇人民政府"),
        ("640122", "宁夏回族自治区教育厅", "宁夏回族自治区教育厅"),
        ("640122", "国家统计局", "国家统计局"),
        ("410329", "嵩县财政局", "嵩县财政局"),
        ("370305", "张店区公园街道办事处", "张店区公园街道办事处"),
        ("370883", "济宁市统计局", "济宁市统计局"),
        ("430621", "岳阳市财政局", "岳阳市财政局"),
        ("640122", "市民政局", "市民政局"),
    ],
)
def test_bodies_of_elsewhere_keep_their_name(code, raw, name):
    body = body_of(raw, code, PORTALS[code])
    assert body is not None
    assert (body.name, body.level) == (name, "other")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "我镇",
        "我局",
        "本单位",
        "镇",
        "2020年",
        "政务公开",
        "召开会议的县财政局",
        "（",
        "）县财政局",
        "财" * 70 + "局",
    ],
)
def test_what_names_nobody_is_nobody(raw):
    assert body_of(raw, "640122", "贺兰县") is None
    assert body_of(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "各部门",
        "县直部门",
        "政府工作部门",
        "部门和乡镇",
        "部门（单位）",
        "委办局",
        "县直委办局",
        "园区",
        "办事处",
        "街道办事处",
        "各街道办事处",
        "乡镇",
        "街镇",
        "乡镇（街道）",
        "各镇街",
        "乡镇人民政府",
        "各镇办",
        "直属机构",
        "县属单位",
        "其他单位",
    ],
)
def test_a_kind_of_bodies_is_none_of_them(raw):
    assert body_of(raw, "640122", "贺兰县") is None
    assert body_of(f"贺兰县{raw}", "640122", "贺兰县") is None
    assert body_of(raw) is None


@pytest.mark.parametrize(("code", "name", "town"), [("513231", "阿坝县", "各莫镇"), ("530181", "安宁市", "县街街道")])
def test_a_town_may_be_called_like_a_kind(code, name, town):
    body = body_of(town, code, name)
    assert body is not None
    assert (body.level, body.name[: len(name + town)]) == ("township", name + town)


@pytest.mark.parametrize(
    ("raw", "name", "level"),
    [
        ("奋发镇", "奋发镇人民政府", "township"),
        ("遂溪县建新镇", "遂溪县建新镇人民政府", "township"),
        ("白云街", "白云街道办事处", "township"),
        ("郑州市上街区中心路街道办事处", "郑州市上街区中心路街道办事处", "township"),
        ("广丰县", "广丰县人民政府", "county"),
        ("宝鸡市凤县人民政府", "宝鸡市凤县人民政府", "county"),
        ("晋城市城区人民政府办公室", "晋城市城区人民政府办公室", "county"),
        ("上海市人民政府办公厅", "上海市人民政府办公厅", "department"),
        ("六安市", "六安市人民政府", "other"),
        ("国家林业和草原局", "国家林业和草原局", "other"),
        ("佛山高新区", "佛山高新区管理委员会", "other"),
        ("县林业局", "县林业局", "department"),
        ("永嘉县委农办(县农业局)", "永嘉县委农办（县农业局）", "department"),
    ],
)
def test_without_a_portal_the_places_stay(raw, name, level):
    body = body_of(raw)
    assert body is not None
    assert (body.name, body.level) == (name, level)


def test_a_portal_the_gazetteer_does_not_know_has_bodies_too():
    assert body_of("桃源镇", "649999", "新设县") == body_of("新设县桃源镇人民政府", "649999", "新设县")


def test_the_gazetteer_is_whole():
    assert townships("640122")[:2] == ("富兴街街道", "习岗镇")
    assert townships("000000") == ()
    assert county("000000") is None
    place = county("370305")
    assert place is not None
    assert (place.province, place.city, place.name) == ("山东省", "淄博市", "临淄区")
    codes = [line[:6] for line in open("spiders/bodies/gazetteer.tsv", encoding="utf-8")]  # noqa: PTH123, SIM115
    assert (len(codes), codes == sorted(set(codes))) == (2978, True)
    assert sum(len(townships(code)) for code in codes) == 41352


TOWNS = [(code, town) for code in PORTALS if code for town in townships(code)]


@pytest.mark.parametrize(("code", "town"), TOWNS)
def test_every_township_of_the_list_is_one_body(code, town):
    short = body_of(town, code, PORTALS[code])
    assert short is not None
    assert short.level == "township"
    assert body_of(PORTALS[code] + town, code, PORTALS[code]) == short
    assert body_of(short.name, code, PORTALS[code]) == short


PLACES = st.sampled_from(["", "贺兰县", "银川市贺兰县", "宁夏回族自治区银川市贺兰县", "贺兰县人民政府"])
STEMS = st.text(st.sampled_from("安平兴隆桃源石泉柳林东山"), min_size=2, max_size=3)
ORGANS = st.sampled_from(
    ["财政局", "卫生健康局", "司法局", "档案馆", "总工会", "机关事务服务中心", "委组织部", "公安局交通警察大队"]
)


@settings(deadline=None)
@given(
    PLACES,
    STEMS,
    st.sampled_from(
        [("镇", ""), ("镇", "人民政府"), ("乡", "政府"), ("街道", ""), ("街道", "办事处"), ("苏木", "人民政府")]
    ),
)
def test_towns_that_no_list_holds_have_one_name(place, stem, form):
    kind, suffix = form
    body = body_of(place + stem + kind + suffix, "640122", "贺兰县")
    assert body is not None
    assert body.level == "township"
    assert body.name == f"贺兰县{stem}{kind}" + ("办事处" if kind == "街道" else "人民政府")
    assert body_of(body.name, "640122", "贺兰县") == body


@settings(deadline=None)
@given(PLACES, ORGANS)
def test_departments_have_one_name(place, organ):
    body = body_of(place + organ, "640122", "贺兰县")
    assert body is not None
    assert (body.name, body.level) == ("贺兰县" + organ, "department")
    assert body_of(body.name, "640122", "贺兰县") == body


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(sorted(PORTALS)))
def test_any_text_is_a_bounded_name_or_nobody(raw, code):
    body = body_of(raw, code, PORTALS[code])
    assert body is None or (0 < len(body.name) <= 90 and body.level in {"county", "department", "township", "other"})
