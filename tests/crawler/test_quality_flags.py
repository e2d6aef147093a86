import json
from pathlib import Path

from spiders.reports import QualityFlag
from storage.versions.documents import SAME_BODY

DOCS = Path(__file__).parents[2] / "docs"
KEPT = set(QualityFlag) - {QualityFlag.YEAR_UNKNOWN}


def test_the_export_promises_exactly_the_flags_there_are():
    schema = json.loads((DOCS / "export.schema.json").read_text("utf-8"))
    assert set(schema["properties"]["flags"]["items"]["enum"]) == KEPT


def test_the_reference_says_of_each_flag_what_it_means():
    reference = (DOCS / "reference.md").read_text("utf-8")
    assert [flag for flag in KEPT if f"| `{flag}` | {flag.meaning} |" not in reference] == []


def test_storage_writes_its_own_flag_as_the_others_know_it():
    assert SAME_BODY == QualityFlag.SAME_BODY_AND_YEAR


def test_a_flag_is_its_value_in_json():
    assert json.dumps([QualityFlag.YEAR_RANGE]) == '["year_range"]'
