"""A harvest of portals each of which answers oddly: what is right of each, in one harvest for all."""

import json
import sqlite3
from collections import Counter

import pytest

from spiders.portals import load_portals
from tests.crawler.harvest_portal import COUNTY, SETTINGS, Served
from tests.crawler.wire_quirks import QUIRKS


def codes_of(count):
    """Return codes of counties; all are called by one name here, which is what their pages say."""
    return sorted(load_portals(["spiders/portals"]))[:count]


@pytest.fixture(scope="module")
def harvested(make_corpus):
    corpus = make_corpus("wire")
    codes, portals, registry = {}, {}, []
    for code, (name, quirk) in zip(codes_of(len(QUIRKS)), QUIRKS.items(), strict=True):
        portals[name] = Served(quirk.answers)
        codes[name] = code
        registry.append(f'["{code}"]\nname = "{COUNTY}"\nhome = "{portals[name].home}"\ndelay = 0\n')
    (corpus.path / "portals.toml").write_text("\n".join(registry), "utf-8")
    given = {**SETTINGS, "PORTALS_PATH": corpus.path / "portals.toml"}
    settings = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    process = corpus.run("crawl", "county_portals", "-a", "portals=" + ",".join(codes.values()), *settings)
    for portal in portals.values():
        portal.close()
    with sqlite3.connect(corpus.path / "nianbao.db") as database:
        rows = database.execute("SELECT portal, outcome, reason, stats FROM visit").fetchall()
        fetches = Counter(code for (code,) in database.execute("SELECT portal FROM fetch"))
    visits = {code: (outcome, reason, json.loads(stats or "{}")) for code, outcome, reason, stats in rows}
    return corpus, process, portals, codes, visits, corpus.export(), fetches


@pytest.mark.parametrize("name", QUIRKS)
def test_a_portal_that_answers_oddly(name, harvested):
    _, process, portals, codes, visits, records, fetches = harvested
    quirk, asked = QUIRKS[name], portals[name].asked
    outcome, reason, stats = visits.get(codes[name], ("none", process.stderr[-2000:], {}))
    mine = [record for record in records if record["portal"]["code"] == codes[name]]
    years = sorted(record["year"] for record in mine)
    assert (years, outcome) == (sorted(quirk.years), quirk.outcome), reason
    assert quirk.reason in reason
    assert set(quirk.asked) <= set(asked)
    assert not set(quirk.never) & set(asked)
    assert not quirk.most or len(asked) <= quirk.most
    for record in mine:
        wanted = quirk.flags.get(record["year"])
        assert ("truncated" in record["flags"]) == (wanted == "truncated")
        assert f"政府信息{record['year'] * 3}条" in record["text"] or "truncated" in record["flags"]
        roles = quirk.files.get(record["year"])
        assert roles is None or tuple(sorted(file["role"] for file in record["files"])) == roles
    assert set(quirk.rejected) <= set(stats.get("rejected", ()))
    assert fetches[codes[name]] >= len(asked)  # every exchange is on record


def test_no_two_requests_are_one_too_many_and_nothing_is_our_mistake(harvested):
    corpus, process, *_ = harvested
    assert "Traceback" not in process.stderr
    assert process.returncode == 3, process.stderr[-3000:]
    assert corpus.run("fixity").returncode == 0
