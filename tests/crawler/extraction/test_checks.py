import random

import pytest

from crawler.extraction.base import Table, render
from crawler.extraction.statutory.arithmetic import checks
from crawler.extraction.statutory.facts import facts
from tests.replica.reports import compose

HEAD = [
    ["（勾稽关系）", "", "", "申请人情况", "", "", "", "", "", ""],
    ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
]
RESULTS = ["（一）予以公开", "（二）部分公开", *[f"（三）不予公开 {n}" for n in range(8)]]
RESULTS += [*[f"（四）无法提供 {n}" for n in range(3)], *[f"（五）不予处理 {n}" for n in range(5)]]
RESULTS += [f"（六）其他处理 {n}" for n in range(3)]


def form(changed=None):
    """A table in which everything holds: 3 applications of people and 1 of a company, one carried on."""
    zero = ["0"] * 7
    figures = {
        "一、本年新收政府信息公开申请数量": ["3", "1", "0", "0", "0", "0", "4"],
        "二、上年结转政府信息公开申请数量": ["1", "0", "0", "0", "0", "0", "1"],
        **dict.fromkeys(RESULTS, zero),
        "（一）予以公开": ["2", "1", "0", "0", "0", "0", "3"],
        "（四）无法提供 0": ["1", "0", "0", "0", "0", "0", "1"],
        "（七）总计": ["3", "1", "0", "0", "0", "0", "4"],
        "四、结转下年度继续办理": ["1", "0", "0", "0", "0", "0", "1"],
    }
    for label, row in (changed or {}).items():
        name = next(name for name in figures if label in name)
        figures[name] = row
    return HEAD + [[label, "", "", *row] for label, row in figures.items()]


def judged(reviewed="0 0 0 0 0", straight="0 0 0 0 0", after="0 0 0 0 0"):
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    return [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*outcomes, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *outcomes * 2],
        [*reviewed.split(), *straight.split(), *after.split()],
    ]


def verdicts(*tables: list, text=""):
    return {check["rule"]: check["ok"] for check in checks(facts(tables, text), text)}


def test_a_form_in_which_everything_holds():
    assert verdicts(
        form(), judged("1 0 0 1 2"), text="全年共收到政府信息公开申请4件。\n行政复议2件，行政诉讼0件，均涉及信息公开。"
    ) == {
        "requests.sections": True,
        "requests.total": True,
        "requests.rows": True,
        "litigation.total": True,
        "text.requests": True,
        "text.litigation": True,
    }


@pytest.mark.parametrize(
    ("changed", "failed"),
    [
        ({"新收": ["4", "0", "0", "0", "0", "0", "4"]}, {"requests.sections"}),
        ({"结转下年度": ["0", "0", "0", "0", "0", "0", "0"]}, {"requests.sections"}),
        ({"部分公开": ["1", "0", "0", "0", "0", "0", "1"]}, {"requests.total"}),
        ({"予以公开": ["2", "1", "0", "0", "0", "0", "2"]}, {"requests.total", "requests.rows"}),
    ],
)
def test_one_wrong_figure_fails_its_identities_and_no_other(changed, failed):
    found = verdicts(form(changed))
    assert {rule for rule, ok in found.items() if ok is False} == failed


@pytest.mark.parametrize("blank", ["", "/", "不适用", "无", "—", "见附件"])
def test_what_is_no_number_is_not_assessable(blank):
    found = verdicts(form({"予以公开": [blank, "1", "0", "0", "0", "0", "3"]}))
    assert (found["requests.total"], found["requests.rows"], found["requests.sections"]) == (None, None, True)


def test_a_form_left_blank_is_not_assessable():
    blank = [
        [*row[:3], *[""] * 7] if "申请人" not in "".join(row) and "自然人" not in row and "其他" not in row else row
        for row in form()
    ]
    assert set(verdicts(blank, judged(" ".join(["/"] * 5), " ".join(["/"] * 5), " ".join(["/"] * 5))).values()) == {
        None
    }


def test_a_lost_row_is_not_taken_for_a_wrong_sum():
    rows = [row for row in form() if "不予公开" not in row[0]]
    assert verdicts(rows)["requests.total"] is None


def test_a_table_cut_in_two_is_read_as_one():
    rows = form()
    assert verdicts(rows[:15], rows[15:])["requests.total"] is True
    assert verdicts(rows[:15], HEAD + rows[15:])["requests.total"] is True


def test_tables_merged_into_one_are_told_apart():
    wide = [row + [""] * 5 for row in form()]
    found = verdicts(wide + judged("0 0 0 0 1"))
    assert (found["requests.total"], found["litigation.total"]) == (True, False)


def test_labels_destroyed_by_ocr_are_known_by_their_place():
    rows = form()
    rows = [*rows[:3], *[["口口", *row[1:]] for row in rows[3:]]]
    assert verdicts(rows)["requests.sections"] is True


def test_five_columns_without_a_total_are_no_failure():
    narrow = [row[:8] for row in form()]
    assert verdicts(narrow)["requests.rows"] is None
    assert verdicts(narrow)["requests.sections"] is True


def test_the_text_is_compared_only_when_it_is_unmistakable():
    assert verdicts(form(), text="收到政府信息公开申请9件。")["text.requests"] is False
    assert verdicts(form(), text="收到政府信息公开申请5件，上年收到信息公开申请7件。")["text.requests"] is None
    assert verdicts(form(), text="收到低保申请500件。")["text.requests"] is None
    assert verdicts(form(), text="（二）依申请公开\n2022年新收到申请 4 件。")["text.requests"] is True
    assert verdicts(form(), text="收到政府信息公开申请5件\t1")["text.requests"] is None  # a table's row


def test_none_stated_is_none():
    text = "本年未发生因政府信息公开引起的行政复议、行政诉讼案件。"
    assert verdicts(judged(), text=text)["text.litigation"] is True
    assert verdicts(judged("0 1 0 0 1"), text=text)["text.litigation"] is False


def test_tables_of_other_things_have_no_identities():
    assert verdicts([["指标", "数量"], ["条数", "3"]]) == {}


PROACTIVE = [["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"], ["规章", "0", "0", "0"]]


@pytest.mark.parametrize(("row", "ok"), [("1 2 2", True), ("1 2 1", False), ("1 / 1", None)])
def test_what_is_public_in_all_is_no_less_than_what_came_this_year(row, ok):
    assert verdicts([*PROACTIVE, ["规范性文件", *row.split()]])["proactive.published"] is ok


@pytest.mark.parametrize(("whole", "ok"), [("5", True), ("6", False), ("", None)])
def test_the_parts_of_the_old_sheet_make_the_whole(whole, ok):
    rows = [["统计指标", "单位", "统计数"], ["三、依申请公开情况", "", ""], ["（一）收到申请数", "件", whole]]
    rows += [["1.当面申请数", "件", "2"], ["2.网络申请数", "件", "1"], ["3.其他形式申请数", "件", "2"]]
    assert verdicts(rows) == {"statistics.parts": ok}


@pytest.mark.parametrize("seed", range(60))
def test_exactly_the_broken_identities_of_invented_reports_fail(seed):
    rng = random.Random(seed)
    report = compose("某县某镇人民政府" if seed % 2 else "某县民政局", "department", 2019 + seed % 5, rng, "某县")
    found = verdicts(*(b.rows() for b in report.blocks if isinstance(b, Table)), text=render(report.blocks))
    names = {"requests.row": "requests.rows", "requests.balance": "requests.sections"}
    broken = {names.get(rule, rule) for rule in report.facts.broken}
    assert {rule for rule, ok in found.items() if ok is False} <= broken
    assert all(found[rule] is not True for rule in broken)
