"""Everything a portal publishes that is no report and does not look like one. Every sentence is invented.

``furnish`` fills a column; titles are made at once (lists need them), texts when a page is asked for.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from tests.replica.columns import Article, Column
from tests.replica.counties import DEPARTMENT, TOWNSHIP
from tests.replica.family import Family

_TOPICS = (
    "春耕备耕",
    "防汛抗旱",
    "安全生产",
    "森林防火",
    "道路交通安全",
    "食品安全",
    "义务教育招生",
    "养老服务",
    "就业培训",
    "招商引资",
    "项目建设",
    "水利设施维修",
    "农村人居环境整治",
    "社区文化活动",
    "医保缴费",
    "消费帮扶",
    "秸秆禁烧",
    "河道清理",
    "老旧小区改造",
    "志愿服务",
    "科普宣传",
    "未成年人保护",
    "反诈宣传",
    "粮食收购",
    "冬季取暖",
    "市容整治",
    "农机检修",
    "疫苗接种",
    "法律援助",
    "信访接待",
)
_NEWS = (
    "{who}召开{topic}工作推进会",
    "{who}扎实开展{topic}工作",
    "{who}：{topic}进村入户暖人心",
    "县领导到{who}调研{topic}情况",
    "{who}举办{topic}专题培训班",
    "{who}组织开展{topic}集中行动",
    "{who}多措并举做好{topic}",
)
_NOTICES = (
    "关于做好{year}年{topic}有关工作的通知",
    "{who}关于{topic}项目招标的公告",
    "关于{topic}期间调整办公地点的通告",
    "{who}{year}年公开招聘工作人员公告",
    "{who}关于{topic}专项资金分配情况的公示",
    "关于拟表彰{topic}先进集体的公示",
)
_POLICIES = (
    "{county}人民政府办公室关于印发{topic}实施方案的通知",
    "关于印发《{county}{topic}管理办法》的通知",
    "{county}人民政府关于加强{topic}工作的意见",
    "《{county}{topic}管理办法》政策解读",
)
_BUDGETS = ("{who}{year}年部门预算公开", "{who}{year}年度部门决算公开说明", "{who}{year}年“三公”经费预算公开")
_DUTIES = (
    "{who}机构职能",
    "{who}领导分工",
    "{who}权责清单（{year}年版）",
    "{who}{topic}办事流程",
    "{who}{year}年工作要点",
)
_LEADERS = ("{who}负责人简历及分工（{topic}）", "{county}领导同志{day}活动安排")
_TITLES = {
    "news": _NEWS,
    "notice": _NOTICES,
    "policy": _POLICIES,
    "budget": _BUDGETS,
    "duty": _DUTIES,
    "leader": _LEADERS,
}

_SENTENCES = (
    "{day}，{who}围绕{topic}召开会议，听取了各村和各站所的情况汇报，并对下一步工作作了安排。",
    "会议要求，要把{topic}摆在突出位置，明确任务、倒排工期，确保事事有人管、件件有着落。",
    "工作人员走访群众{n}户，发放宣传材料{m}份，现场解答问题{k}个。",
    "今年以来，累计投入资金{n}万元，完成{topic}项目{k}个，受益群众{m}人。",
    "“以前要跑好几趟，现在在家门口就办好了。”正在窗口办理业务的居民说。",
    "下一步，{who}将继续加强部门联动，建立长效机制，推动{topic}取得实效。",
    "活动现场气氛热烈，大家纷纷表示将把学到的知识带回去，讲给身边的人听。",
    "检查组对发现的{k}处问题逐一登记造册，要求责任单位限期整改并按时反馈。",
    "请各有关单位于{day}前将材料报送至指定邮箱，逾期不予受理。",
    "本通知自印发之日起施行，由{who}负责解释。",
)


def names(family: Family) -> list[str]:
    """Return the short names of the county's departments and townships."""
    return [organ.name for level in (DEPARTMENT, TOWNSHIP) for organ in family.county.at(level)]


def text(rng: random.Random, who: str, day: date, topic: str = "") -> str:
    """Return a few invented paragraphs as an HTML fragment."""
    topic = topic or rng.choice(_TOPICS)
    chosen = rng.sample(_SENTENCES, rng.randint(4, 7))
    values = {"who": who, "topic": topic, "day": f"{day.month}月{day.day}日"}
    numbers = ({"n": rng.randint(10, 900), "m": rng.randint(50, 5000), "k": rng.randint(2, 60)} for _ in chosen)
    return "\n".join(
        f"<p>　　{line.format(**values, **figures)}</p>" for line, figures in zip(chosen, numbers, strict=True)
    )


def furnish(family: Family, column: Column, kind: str, count: int, who: str = "") -> list[Article]:
    """Fill a column with ``count`` articles of a kind: news, notice, policy, budget, duty. Scale multiplies."""
    return [_one(family, column, kind, index, who) for index in range(count * family.scale)]


def _one(family: Family, column: Column, kind: str, index: int, who: str) -> Article:
    rng = family.rng("noise", column.path, kind, index)
    speaker = who or rng.choice(names(family))
    topic = rng.choice(_TOPICS)
    day = date(2016, 1, 5) + timedelta(days=rng.randint(0, 3400))
    values = {"who": speaker, "topic": topic, "year": day.year, "day": f"{day:%Y-%m-%d}", "county": family.county.name}
    title = rng.choice(_TITLES[kind]).format(**values)
    return family.article(column, title, day, _body(family, (column.path, kind, index), speaker, day, topic), speaker)


def _body(family: Family, key: tuple[object, ...], who: str, day: date, topic: str) -> Callable[[], str]:
    return lambda: text(family.rng("text", *key), who, day, topic)
