from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from invented_portal import extracted

from storage.versions import diff
from storage.versions.diff import CellChange, compare, summary


def reading(text: str, *tables: list[list[str]]):
    rows = "\n".join("\t".join(row) for table in tables for row in table)
    return extracted(f"{text}\n\n{rows}\n", tables=tuple({"kind": None, "rows": table} for table in tables))


def test_equal_readings_do_not_differ():
    one = reading("标题\n正文", [["a", "1"], ["b", "2"]])
    assert compare(one, one) == diff.Difference((), ())


def test_a_changed_cell_is_a_cell_and_no_paragraph():
    old, new = reading("标题", [["收到", "3"], ["办结", "3"]]), reading("标题", [["收到", "4"], ["办结", "3"]])
    assert compare(old, new) == diff.Difference((), (CellChange(0, 0, 1, "3", "4"),))


def test_added_rows_tables_and_paragraphs():
    old, new = reading("一\n三", [["a"]]), reading("一\n二\n三", [["a"], ["b"]], [["c"]])
    found = compare(old, new)
    assert found.paragraphs == (("+", "二"),)
    assert found.cells == (CellChange(0, 1, 0, None, "b"), CellChange(1, 0, 0, None, "c"))


def test_nothing_read_counts_as_empty():
    assert compare(None, reading("一")).paragraphs == (("+", "一"),)
    assert compare(reading("一"), None).paragraphs == (("-", "一"),)
    assert compare(None, None) == diff.Difference((), ())


def test_a_summary_counts_all_and_spells_out_the_first():
    old, new = reading("\n".join(f"旧{n}" for n in range(80))), reading("新" * 900)
    told = summary(old, new)
    assert told["paragraphs"] == {"removed": 80, "added": 1}
    assert len(told["first"]["paragraphs"]) == diff.MAX_SPELLED_OUT
    assert max(len(words) for _, words in told["first"]["paragraphs"]) <= 500


def test_huge_texts_are_compared_in_bounded_time():
    old = reading("\n".join(str(n) for n in range(60_000)))
    new = reading("\n".join(str(n) for n in range(1, 60_001)))
    assert sorted(compare(old, new).paragraphs) == [("+", "60000"), ("-", "0")]


words = st.lists(st.sampled_from(["一", "二", "三", "四"]), max_size=12)


@given(words, words)
def test_paragraphs_lead_from_old_to_new(old, new):
    told = compare(reading("\n".join(old)), reading("\n".join(new))).paragraphs
    removed, added = (Counter(line for one, line in told if one == sign) for sign in "-+")
    assert Counter(old) - removed + added == Counter(new)
    assert not removed - Counter(old)
