"""What the files of the site hold: pure functions on invented values."""

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage import LEVELS, Ledger, LedgerCell, LedgerReport, LedgerRow, NotVisited, State
from crawler.extraction.statutory.comparable import _sources
from crawler.site import portal_data, shown
from crawler.site.building import SCRIPTS, static_file, words
from crawler.site.feed import ATOM, feed
from crawler.site.figures import NAMES, PortalFigures
from crawler.site.provinces import PROVINCES
from crawler.site.report_data import MAX_CHANGES, blocks, change, report
from crawler.site.scripts import script
from spiders.portals.registry import PROVINCES as REGISTERED
from spiders.reports import QualityFlag
from storage.vocabulary import EventKind, FileRole, FindingKind, Severity, VisitOutcome

ROOT = Path(__file__).parents[3]
RULES = [
    "requests.sections",
    "requests.total",
    "requests.rows",
    "litigation.total",
    "proactive.published",
    "statistics.parts",
    "text.requests",
    "text.litigation",
]


def record(number=1, text="一、总体情况", tables=(), figures=(), **more):
    file = {
        "role": "page",
        "part": "",
        "url": "http://portal.example/1.html",
        "name": "",
        "media_type": "text/html",
        "bytes": 9,
        "sha256": "ab" * 32,
        "fetched_at": "2026-01-30T02:11:09Z",
        "status": 200,
        "warc": {"file": "a.warc.gz", "offset": 7, "record_id": "urn:uuid:1"},
        "tls": None,
        "extraction": {"status": "ok", "extractor": "html", "version": 1, "notes": []},
    }
    values = {
        "id": "640122-2020-0123456789ab",
        "version": number,
        "first_seen": "2026-01-30T02:11:09Z",
        "last_seen": "2026-02-01T02:11:09Z",
        "gone_since": None,
        "portal": {"code": "640122", "name": "贺兰县"},
        "agency": "贺兰县财政局",
        "level": "department",
        "year": 2020,
        "title": "贺兰县财政局2020年政府信息公开工作年度报告",
        "published": "2021-01-20",
        "index_number": None,
        "url": "http://portal.example/1.html",
        "body": 0,
        "text": text,
        "tables": [{"kind": None, "rows": rows} for rows in tables],
        "files": [file],
        "flags": [],
        "checks": [{"rule": "requests.total", "ok": True}],
        "comparable": [{"name": name, "value": value, "derived": False} for name, value in figures],
        "provenance": {"run": "r", "software": "nianbao 0", "discovered_via": []},
    }
    return {**values, **more}


def test_every_word_that_the_archive_can_say_stands_in_both_languages():
    table = words()
    said = {
        "state": State,
        "mark": State,
        "state_note": State,
        "level": LEVELS,
        "outcome": [*VisitOutcome, *NotVisited],
        "event": EventKind,
        "severity": Severity,
        "finding": FindingKind,
        "flag": set(QualityFlag) - {QualityFlag.YEAR_UNKNOWN},
        "rule": RULES,
        "figure": NAMES,
        "role": FileRole,
    }
    for room, names in said.items():
        assert set(table[room]) == set(map(str, names)), room
    assert all(len(both) == 2 for room in table.values() for both in room.values())
    assert [(room, name) for room in table for name, both in table[room].items() if not all(both)] == [("mark", "none")]


def test_both_languages_have_the_same_places_to_fill():
    places = re.compile(r"\{(\w+)\}")
    for (room, name), both in ((key, words()[key[0]][key[1]]) for key in product(["ui"], words()["ui"])):
        assert set(places.findall(both[0])) == set(places.findall(both[1])), (room, name)


def test_the_scripts_ask_for_words_that_exist_and_for_all_of_them():
    source = b"".join(map(static_file, SCRIPTS)).decode()
    asked = set(re.findall(r'\bui\("(\w+)"', source)) | set(
        re.findall(r'"(title_field|published|index_number)"', source)
    )
    asked |= {"reports_held", "missing_count", "gone_count", "known_count", "unknown_count", "open"}
    asked |= {"check_ok", "check_wrong", "check_open", "dark", "light", "name"}  # made of parts, or chosen
    assert asked == set(words()["ui"])


def test_the_charts_show_the_comparable_figures():
    assert set(NAMES) == set(_sources())


def test_each_province_of_the_registry_has_one_tile():
    assert {int(one.code) for one in PROVINCES} == REGISTERED
    assert len({(one.row, one.column) for one in PROVINCES}) == len(PROVINCES) == 31


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--", "a\u2028b\u2029c", '"quoted\\"', "\ud800 alone", "&lt;"]
)
def test_a_script_of_data_says_what_it_was_given_and_can_be_ended_by_no_text(text):
    written = script("report/x", {"title": text}).decode("utf-8")
    assert not set("<>&\u2028\u2029") & set(written)
    arguments = written.removeprefix("nianbao.take(").removesuffix(");\n")
    (_, data) = json.loads(f"[{arguments}]")
    assert data["title"] == text.replace("\ud800", "?")


@given(st.text(max_size=400))
def test_a_shown_line_is_short_and_has_no_control_signs(text):
    line = shown.line(text, 100)
    assert len(line) <= 101
    assert not [sign for sign in line if ord(sign) < 32 or sign in "\u202e\u2066\u200f\u2028\ufeff"]


def test_a_title_of_ten_megabytes_is_cut_and_no_number_survives_at_the_edge():
    for before in range(60):
        line = shown.line("报" * (shown.MAX_LINE - before) + "13912345678，" * 900_000)
        assert len(line) <= shown.MAX_LINE + 1
        assert "139" not in line


def test_addresses_that_are_no_web_addresses_or_hold_a_number_are_not_linked():
    assert shown.url("http://portal.example/a?b=1&c=2") == "http://portal.example/a?b=1&c=2"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "http://x.cn/13912345678.html",
        "http://x.cn/" + "a" * 3000,
        "http://x.cn/\u202egnp",
    ):
        assert shown.url(bad) == ""


def test_tables_stand_where_the_text_has_them():
    text = "一、总体情况\n\n甲\t乙\n1\t\n\n二、电话13912345678\n甲\t丙\n三"
    found, is_cut = blocks(text, [{"rows": [["甲", "乙"], ["1", ""]]}])
    assert found == ["一、总体情况", [["甲", "乙"], ["1"]], "二、电话［手机号］", "甲 丙", "三"]
    assert not is_cut
    long, is_cut = blocks("字" * 500_000, [])
    assert is_cut
    assert len(long[0]) < 5_000


def test_what_changed_stands_side_by_side_with_the_words_of_its_cell():
    old = record(1, "头\n甲不变\n旧一\n旧二\n尾", [[["项目", "数量"], ["规章", "3"]]])
    new = record(2, "头\n甲不变\n新一\n尾\n添", [[["项目", "数量"], ["规章", "4"]]], published="2021-02-01")
    told = change(old, new)
    assert told["paragraphs"] == [["旧一", "新一"], ["旧二", None], [None, "添"]]
    assert told["cells"] == [[1, 2, 2, "规章 · 数量", "3", "4"]]
    assert told["about"] == [["published", "2021-01-20", "2021-02-01"]]
    assert (told["from"], told["to"], told["more"], told["readers"]) == (1, 2, 0, False)
    many = change(record(1, ""), record(2, "\n".join(str(at) for at in range(MAX_CHANGES + 9))))
    assert (len(many["paragraphs"]), many["more"]) == (MAX_CHANGES, 9)


def test_a_report_shows_nothing_personal_and_links_nothing_that_is_no_web_address():
    hostile = record(
        title='<img src=x onerror="alert(1)">13912345678',
        text="联系a.b@163.com，手机139 1234 5678",
        url="javascript:alert(1)",
        agency="\u202e某局",
        provenance={"run": "r", "software": "s", "discovered_via": [{"url": "javascript:1", "anchor": "13912345678"}]},
    )
    told = json.dumps(report([record(1), {**hostile, "version": 2}]), ensure_ascii=False)
    for secret in ("13912345678", "139 1234 5678", "163.com", "javascript:", "\u202e"):
        assert secret not in told


def test_figures_know_their_neighbours_middle_and_pass_over_what_is_alone():
    figures = PortalFigures()
    for agency, value in (("甲局", 1.0), ("乙局", 3.0), ("丙局", 11.0), ("甲局", 99.0), (None, 50.0)):
        figures.add(record(figures=[("requests.new", value)], agency=agency))
    figures.add(record(figures=[("requests.new", 7.0)], agency="贺兰县人民政府", level="county"))
    data = figures.data()
    assert data["bodies"]["department"]["甲局"] == {"2020": [1, None, None, None, None, None, None]}
    assert data["levels"]["department"]["2020"][0] == [3, 2.0, 3.0, 7.0]
    assert data["levels"]["county"]["2020"] == [None] * 7


def ledger(*rows, **more):
    facts = {
        "code": "640122",
        "name": "贺兰县",
        "home": "http://portal.example/",
        "outcome": VisitOutcome.COMPLETE,
        "reason": "",
        "visited": "2026-02-01T00:00:00Z",
    }
    return Ledger(**{**facts, **more}, rows=tuple(rows))


def test_a_portal_has_a_letter_for_each_year_the_keys_of_its_reports_and_why_others_are_not_held():
    held = LedgerReport("640122-2020-0123456789ab", "甲局", "department", 2020, "", "", 2, None, ("truncated",))
    gone = LedgerReport("640122-2021-ff", "甲局", "department", 2021, "", "", 1, "2026-01-05", ())
    cells = {
        2018: LedgerCell(State.UNREAD, (), "http_404，电话13912345678", "http://portal.example/1"),
        2019: LedgerCell(State.MISSING, (), "due"),
        2020: LedgerCell(State.HELD, (held,)),
        2021: LedgerCell(State.GONE, (gone,)),
        2022: LedgerCell(State.ELSEWHERE, (), "an app", "javascript:1"),
        2023: LedgerCell(State.NONE),
    }
    row = LedgerRow("甲局", "department", listed=False, announced=False, cells=cells)
    data = portal_data.portal(ledger(row, reason="电话13912345678"), [], [], [])
    reports = {"2020": [["2020-0123456789ab", 2, 0, 1]], "2021": [["2021-ff", 1, 1, 0]]}
    assert data["rows"] == [["甲局", 2, 0, "rmhge.", reports, {"2018": 0, "2022": 1}]]
    assert data["whys"] == [["http_404，电话［手机号］", "http://portal.example/1"], ["an app", ""]]
    assert (data["years"], data["reason"]) == ([*range(2018, 2024)], "电话［手机号］")


def test_counts_are_short_and_every_state_has_a_letter():
    assert portal_data.letters(Counter({State.HELD: 12, State.BEFORE: 3, State.NONE: 9, State.GONE: 0})) == "12h3b"
    assert len(set(portal_data.LETTERS.values())) == len(State) == len(portal_data.LETTERS)


def test_the_feed_is_atom_with_lasting_names_newest_first():
    at = datetime(2026, 2, 1, tzinfo=UTC)
    event = SimpleNamespace(document_id="640122-2020-ab", version=2, kind=EventKind.SUBSTANTIVE, at=at)
    events = [SimpleNamespace(event=event, document=None, title="改\x00<b>的")]
    counts = [
        ("run", "640122", "2026-02-02T00:00:00Z", EventKind.NEW, 3),
        ("run", "640122", "2026-02-01T00:00:00Z", EventKind.GONE, 1),
    ]
    kinds = {kind: " ".join(both) for kind, both in words()["event"].items()}
    made = [feed("2026-02-02T00:00:00Z", counts, events, {"640122": "贺兰县"}, kinds) for _ in range(2)]
    assert made[0] == made[1]
    root = ET.fromstring(made[0])
    entries = root.findall(f"{{{ATOM}}}entry")
    assert [entry.find(f"{{{ATOM}}}title").text for entry in entries] == [
        "贺兰县（640122）：新增 new 3，撤下 taken down 1",
        "内容改动 edited：改 <b>的",
    ]
    assert [entry.find(f"{{{ATOM}}}link").get("href") for entry in entries] == [
        "index.html#/portal/640122",
        "index.html#/report/640122-2020-ab",
    ]
    names = [entry.find(f"{{{ATOM}}}id").text for entry in entries]
    assert len(set(names)) == 2
    assert all(name.startswith("urn:uuid:") for name in names)


def test_the_rules_are_those_of_the_schema():
    schema = json.loads((ROOT / "docs" / "export.schema.json").read_text("utf-8"))
    assert schema["properties"]["checks"]["items"]["properties"]["rule"]["enum"] == RULES
