import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.reports import REASONS, Context, NotAReport, QualityFlag, classify
from spiders.reports.titles import Form, read

PIECES = (
    "政府 信息公开 政务公开 工作 年度 报告 年报 2020年 二〇二〇年 20 学年 关于 的 通知 格式 图解 镇 县 贺兰县 局 财政局 我 本 （ ） 〔 〕 "
    "- _ 《 》 第 号 月 日 1 至 \n < > & .pdf"
)
WORDS = st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map("".join)
ANYTHING = st.one_of(WORDS, st.text(max_size=200))
CONTEXTS = st.builds(
    Context,
    portal_code=st.sampled_from(["640122", "", "999999"]),
    portal_name=st.sampled_from(["贺兰县", ""]),
    agency=st.none() | ANYTHING,
    column=ANYTHING,
    breadcrumb=st.lists(ANYTHING, max_size=3).map(tuple),
    column_type=ANYTHING,
    content_source=ANYTHING,
    anchor=ANYTHING,
    published=st.none() | st.dates().map(str) | ANYTHING,
)


@settings(deadline=None, max_examples=300)
@given(ANYTHING, ANYTHING, CONTEXTS, st.none() | ANYTHING)
def test_every_answer_keeps_its_promises(title, url, context, text):
    verdict = classify(title, url, context, text)
    if isinstance(verdict, NotAReport):
        assert verdict.reason in REASONS
        assert verdict.detail
    else:
        assert verdict.level in {"county", "department", "township", "other"}
        assert set(verdict.flags) <= set(QualityFlag)
        assert verdict.agency is None or verdict.agency
        assert (verdict.year == 0) == ("year_unknown" in verdict.flags)
        assert text is None or verdict.year > 2000
        assert (verdict.agency is None) == ("agency_unknown" in verdict.flags)


@settings(deadline=None)
@given(WORDS)
def test_blanks_and_width_change_nothing(title):
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() and char.isascii() else char for char in title)
    assert read(wide) == read(title)
    if not re.search("[<>&]", title):  # markup may hold what looks like a tag once it is blanked
        assert read(" \u3000\n".join(title)) == read(title)


ATTACKS = [
    "年", "2020年", "政府信息公开", "政府信息公开工作年度", "（", "<", "&", "20", "\u0301", "第一条", "请与某某县", "与中", "局", "回族", "统计期限2020年1月1日至",
    "-", "\n", " ", "2020年信息公开", "现就", "各", "：", "主动公开", "县", "{{", "XX县", "a1",
]  # fmt: skip
PROGRAM = """
import resource, sys
from spiders.reports import Context, classify
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for attack in {attacks!r}:
    bomb = attack * (1_000_000 // len(attack))
    where = Context(portal_code="640122", portal_name="贺兰县", agency=bomb, column=bomb, breadcrumb=(bomb,) * 3,
                    column_type=bomb, content_source=bomb, anchor=bomb, published=bomb)
    classify(bomb, bomb, where)
    classify("2020年政府信息公开年度报告", "http://a.cn/x.html", where, bomb)
"""


@pytest.mark.parametrize("attacks", [ATTACKS[::2], ATTACKS[1::2]])
def test_a_megabyte_of_anything_costs_bounded_time(attacks):
    # A process of its own: the kernel's limit on processor time ends it, whatever else the machine is doing.
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(attacks=attacks)], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-500:]


def test_a_title_beyond_reason_is_read_from_its_beginning():
    assert read("立岗镇2020年政府信息公开工作年度报告" + " " * 10_000).form is Form.REPORT
