"""Answers that hold nothing: soft errors, shells, stubs, a wall, a calendar without end, and the decoy host.

Each returns a page, or the links that lead to it; none of them ever leads to a report that is not elsewhere.
"""

from __future__ import annotations

import re

from tests.replica.site import Page, Site

CALENDAR = "/hdjl/rili/"
WALL = "/hdjl/"


def stub() -> Page:
    """Return the page without content that some servers give for a list page beyond the cap."""
    return Page(lambda: "<!DOCTYPE html><html><head><title></title></head><body>" + " " * 240 + "</body></html>")


def shell(location: str) -> Page:
    """Return a page that only moves the browser on."""
    return Page(lambda: f'<html><head><script>window.location.replace("{location}");</script></head></html>')


def wall() -> Page:
    """Return a challenge: 412 and a script that would set a cookie."""
    script = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><meta id='9DhefwqGPrzGxEp9hPaoag' content='q3s_7Jd.2a'>"
        "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=81234;$_ts.cd='qWx0lYqrqcEpc';"
        "document.cookie='FSSBBIl1UgzbN7N80T='+$_ts.nsd+'; path=/';location.reload();"
        "</script></head><body></body></html>"
    )
    return Page(lambda: script, status=412)


def calendar(target: str) -> Page | None:
    """Return a month of a calendar whose next and previous months never end; None when another page is asked for."""
    path, _, query = target.partition("?")
    if path != CALENDAR:
        return None
    found = re.fullmatch(r"y=(\d{1,4})&m=(\d{1,2})", query)
    year, month = (int(found[1]), int(found[2])) if found else (2024, 1)
    months = [divmod(year * 12 + month - 1 + step, 12) for step in (-1, 1)]
    links = "".join(f'<a href="{CALENDAR}?y={y}&m={m + 1}">{y}年{m + 1}月</a> ' for y, m in months)
    days = "".join(f'<a href="{CALENDAR}?y={year}&m={month}&d={day}">{day}</a> ' for day in range(1, 29))
    return Page(lambda: f"<html><head><title>{year}年{month}月活动日历</title></head><body>{links}{days}</body></html>")


def clone() -> Site:
    """Return the decoy: another host that keeps a portal's paths and sells something else."""

    def answer(target: str) -> Page:
        title = "政府信息公开工作年度报告" if "nb" in target else "首页"
        return Page(lambda: f"<html><head><title>{title}-彩票平台</title></head><body><h1>{title}</h1></body></html>")

    return Site(resolve=answer)
