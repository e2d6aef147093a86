"""``scrapy status``: what changed and since when, whose turn comes when, and which addresses gave no answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from invented_archive import PORTAL, RUN, Town

from storage.values import Exchange, FrontierEntry, Unit, VisitStats

TOWNS = (Town("贺兰县甲镇人民政府", 2020), Town("贺兰县乙镇人民政府", 2021))


def candidate(url):
    return FrontierEntry(key=url, url=url, kind="other", score=1.0, group="", payload={})


def test_what_changed_and_since_when(place):
    place.harvest(*TOWNS)
    first = place.run("status")
    assert (first.returncode, first.stderr) == (0, "")
    assert "640122 贺兰县: complete, " in first.stdout
    assert ", 2 reports held, 0 gone" in first.stdout
    assert "turns: of 2 known reports and files 2 are due now\n" in first.stdout
    place.harvest(replace(TOWNS[0], requests="7"), TOWNS[1])
    assert place.run("status", "--portals", "640122").stdout.startswith("640122 贺兰县: complete, ")


def test_every_turn_and_every_failure_is_told(place):
    place.harvest(*TOWNS)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    archive = place.open()
    archive.begin_run(**RUN)
    visit = archive.begin_visit(PORTAL.code, PORTAL.name, PORTAL.home).id
    archive.resources.schedule(PORTAL.code, TOWNS[0].url, tomorrow)
    lost = f"{PORTAL.home}lost.html"
    archive.frontier(visit).enqueue([candidate(lost), candidate(f"{PORTAL.home}more.html")])
    answer = Exchange(url=lost, method="GET", started=datetime.now(UTC), request_headers=(), status=404)
    archive.record(Unit(visit=visit, key=lost, exchanges=(answer,), kind="other", state="failed", reason="http_404"))
    archive.frontier(visit).skip_rest("enough is known")
    archive.end_visit(visit, "complete", "", VisitStats(changes={"substantive": 1}, not_due=1))
    archive.end_run(0, "")
    archive.close()
    said = place.run("status").stdout
    assert f"changed since {datetime.now(UTC):%Y-%m-%d} " in said
    assert "not asked again: 1 known pages and files whose turn had not come" in said
    assert (
        f"turns: of 2 known reports and files 1 are due now, the next one's turn comes {tomorrow:%Y-%m-%d %H:%M}Z"
        in said
    )
    assert "failed: 1 x http_404\n" in said
    assert "not asked: 1 x enough is known\n" in said
    assert f"404 {lost}\n" in said
