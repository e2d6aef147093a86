"""The questions of docs/questions.md, asked of a release of the replica's harvest: each line runs, and says what is true."""

import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
QUERIES = re.findall(r"```sql\n(.+?;)\n```", (ROOT / "docs" / "questions.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def answers(first, tmp_path_factory):
    corpus, _, _ = first
    target = tmp_path_factory.mktemp("release") / "replica"
    done = corpus.run("release", str(target))
    assert done.returncode == 0, done.stderr
    found = []
    for query in QUERIES:
        assert "\n" not in query  # one line each
        relation = duckdb.sql(re.sub(r"'(\w+\.parquet)'", rf"'{target}/\1'", query))
        found.append([dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()])
    return found


@pytest.fixture(scope="module")
def records(first):
    return first[2]


def values(record, field):
    return [fact["value"] for fact in record["facts"] if fact["field"] == field and fact["value"] is not None]


def test_new_requests_by_county_and_year(answers, records):
    expected = {}
    for record in records:
        for value in values(record, "requests.new.total"):
            key = record["portal"]["code"], record["year"]
            expected[key] = expected.get(key, 0) + value
    told = {(row["code"], row["year"]): row["requests"] for row in answers[0] if row["requests"] is not None}
    assert len(expected) > 10
    assert told == expected


def test_townships_with_none(answers, records):
    expected = {}
    for record in records:
        if record["level"] == "township":
            for value in values(record, "requests.new.total"):
                expected.setdefault(record["year"], []).append(value == 0)
    told = {row["year"]: (round(row["share_with_none"], 9), row["townships"]) for row in answers[1]}
    assert told == {year: (round(sum(none) / len(none), 9), len(none)) for year, none in expected.items()}


def test_grant_rate_by_applicant(answers, records):
    def total(kind, applicant):
        return sum(sum(values(record, f"requests.{kind}.{applicant}")) for record in records)

    told = {row["applicant"]: row["granted"] for row in answers[2]}
    assert {"natural_person", "business", "total"} <= set(told)
    for applicant, rate in told.items():
        done = total("done", applicant)
        assert rate == (pytest.approx(total("granted", applicant) / done) if done else None)


def test_failed_arithmetic(answers, records):
    expected = {record["id"] for record in records if any(check["ok"] is False for check in record["checks"])}
    assert expected
    assert {row["document"] for row in answers[3]} == expected


def test_there_are_four():
    assert len(QUERIES) == 4
