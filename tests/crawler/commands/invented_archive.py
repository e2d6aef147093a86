"""Small real archives for the commands: a few invented reports of one county, harvested without a network."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from scrapy.cmdline import execute
from scrapy.utils.project import get_project_settings

from crawler.extraction import extract
from crawler.extraction.sandbox.workers import Workers
from crawler.versions import reextract, report
from crawler.versions.report import extracted
from spiders.portals import Portal
from storage.archive import Archive
from storage.export.corpus import records
from storage.queries import ArchiveReader, Selected
from storage.values import Exchange, FileRef, FrontierEntry, Sighting, Unit

ROOT = Path(__file__).parents[3]
HOME = "http://portal.example/"
PORTAL = Portal(code="640122", name="贺兰县", home=HOME)
RUN = {"arguments": {"portals": "640122"}, "user_agent": "nianbao/test", "contact": "https://example.org"}
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True)
class Town:
    """One report of one body, as its page shows it. ``requests`` is a figure of its table."""

    agency: str
    year: int
    requests: str = "0"
    sentence: str = "本年度未收到行政复议申请。"
    level: str = "township"
    views: int = 0  # the page's counter: changes the bytes and nothing that is read

    @property
    def title(self):
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def url(self):
        return f"{HOME}nb/{self.year}/{crc32(self.agency.encode())}.html"

    @property
    def page(self):
        cells = [["信息内容", "本年制发件数", "现行有效件数"], ["行政规范性文件", self.requests, "4"]]
        rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
        text = (
            f"<h1>{self.title}</h1><p>一、总体情况</p><p>本报告由{self.agency}编制，统计期限自{self.year}年1月1日起至"
            f"{self.year}年12月31日止。联系人电话13912345678。</p><p>二、主动公开政府信息情况</p>"
            f"<table>{rows}</table><p>三、收到和处理政府信息公开申请情况</p><p>{self.sentence}</p>"
        )
        return f"<!DOCTYPE html><html><body><div id=zoom>{text}</div><div class=views>{self.views}</div></body></html>".encode()


class Copy(Town):
    """The same report in another column; its second look is answered by 304."""

    @property
    def url(self):
        return super().url.replace("/nb/", "/zl/")


class Unreadable(Town):
    """A report in a format that nobody reads."""

    page = b"\x00\x01\x02\x03" * 300


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Place:
    """Where an archive lies, and the project's command line against it."""

    path: Path

    @property
    def settings(self):
        return {"DATABASE_URL": f"sqlite:///{self.path}/nianbao.db", "ARCHIVE_URL": str(self.path / "archive")}

    def run(self, *arguments: str):
        """Run a command line in this process: a new one takes seconds to import everything."""
        settings = get_project_settings()
        settings.setdict(self.settings, priority="cmdline")
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            execute(["scrapy", *arguments], settings)
        return Said(end.value.code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str, **more: Any):
        """Start a command line in a process of its own."""
        settings = {f"NIANBAO_{name}": value for name, value in self.settings.items()}
        command = [sys.executable, "-m", "scrapy", *arguments]
        heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a suite in the background has it ignored
        env = {**os.environ, **settings}
        return subprocess.Popen(command, cwd=ROOT, env=env, text=True, preexec_fn=heard, **more)  # noqa: PLW1509 - no threads here

    def interrupted(self, *arguments: str, when, by=signal.SIGINT):
        """Run a command and press Ctrl-C, or send another signal, as soon as ``when()`` is true."""
        process = self.process(*arguments, stderr=subprocess.PIPE)
        while process.poll() is None and not when():
            time.sleep(0.05)
        process.send_signal(by)
        return process.wait(120), process.stderr.read()

    def open(self):
        return Archive.open(self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"], software="test")

    def export(self):
        with ArchiveReader.open(self.settings["DATABASE_URL"], self.settings["ARCHIVE_URL"]) as reader:
            return list(records(reader, Selected()))

    def harvest(self, *towns: Town, read=True, outcome="complete"):
        """Record a whole visit of the portal on which these reports stand; ``read``: with their texts."""
        archive = self.open()
        archive.begin_run(**RUN)
        visit = archive.begin_visit(PORTAL.code, PORTAL.name, PORTAL.home).id
        archive.frontier(visit).enqueue([_candidate(town) for town in towns])
        for town in towns:
            unchanged = isinstance(town, Copy) and archive.stored(PORTAL.code, town.url) is not None
            archive.record(_unit(visit, town, read=read and not unchanged, unchanged=unchanged))
        parts = [report.look(sight, PORTAL) for sight in asyncio.run(_renewed(archive, visit))]
        for one in report.join(parts, PORTAL.code):
            archive.keep(visit, one)
        archive.looked(visit)
        archive.end_visit(visit, outcome, "")
        archive.end_run(0, outcome)
        archive.close()
        return self


async def _renewed(archive, visit):
    async with Workers(1) as workers:
        await reextract.renew(archive, visit, workers)
        return await reextract.sighted(archive, visit, workers, complete=True)


def _candidate(town):
    return FrontierEntry(key=town.url, url=town.url, kind="report", score=1.0, group="", payload={})


def _unit(visit, town, *, read, unchanged):
    exchange = Exchange(
        url=town.url,
        method="GET",
        started=datetime.now(UTC),
        request_headers=(("User-Agent", "nianbao/test"),),
        status=304 if unchanged else 200,
        headers=HTML,
        body=b"" if unchanged else town.page,
    )
    sighting = Sighting(
        key=town.url,
        url=town.url,
        title=town.title,
        year=town.year,
        agency=town.agency,
        level=town.level,
        published=f"{town.year + 1}-01-20",
        index_number=None,
        files=(FileRef(key=town.url, url=town.url, name="", role="page"),),
        flags=(),
        via=((HOME, "年报"),),
    )
    return Unit(
        visit=visit,
        key=town.url,
        exchanges=(exchange,),
        kind="report",
        sightings=(sighting,),
        extracted=extracted(extract(town.page, "text/html", town.url)) if read else None,
    )
