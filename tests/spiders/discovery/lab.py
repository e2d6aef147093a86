"""An Explorer at work without a network: a portal is a function from URL to answer, visited best link first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from scrapy.http import HtmlResponse, Response

from spiders import urls
from spiders.discovery import Explorer
from spiders.items import Kind, Link, Reading, Report
from spiders.portals import Portal
from spiders.portals.hosts import same_portal

HOME = "http://www.x.gov.cn/"
PORTAL = Portal(code="640122", name="贺兰县", home=HOME)
Answer = Callable[[Link], Response | None]


@dataclass
class Visit:
    """A visit from the seeds to the Explorer's stop. ``asked`` is in order; ``reports`` by key."""

    explorer: Explorer
    answer: Answer
    limit: int = 3000
    asked: list[tuple[Link, Reading]] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
    found_at: dict[str, int] = field(default_factory=dict)
    stopped: str = ""
    waiting: dict[str, Link] = field(default_factory=dict)
    factors: dict[str, float] = field(default_factory=dict)

    def run(self) -> Self:
        """Ask for the best link again and again, until the Explorer says stop or the limit is reached."""
        if not self.asked:
            self._add(self.explorer.seeds())
        while len(self.asked) < self.limit:
            best = max(self.waiting.values(), key=self._priority, default=None)
            self.stopped = self.explorer.stop(self._priority(best) if best else None, len(self.waiting)) or ""
            if best is None or self.stopped:
                break
            reading = self._ask(self.waiting.pop(best.key))
            self._add(reading.links)
            self.factors.update(self.explorer.factors())
        return self

    def _priority(self, link: Link) -> float:
        return link.score * self.factors.get(link.group, 1.0)

    def _ask(self, link: Link) -> Reading:
        response = self.answer(link)
        reading = self.explorer.failed(link, "http_404") if response is None else self._read(response, link)
        self.asked.append((link, reading))
        for report in reading.reports:
            self.reports.setdefault(report.key, report)
            self.found_at.setdefault(report.key, len(self.asked))
        return reading

    def _read(self, response: Response, link: Link) -> Reading:
        return self.explorer.read(response, link)

    def _add(self, links: tuple[Link, ...]) -> None:
        done = {link.key for link, _ in self.asked}
        for link in links:
            assert same_portal(link.url, self.explorer.portal), link
            if link.key not in done and (link.key not in self.waiting or self.waiting[link.key].score < link.score):
                self.waiting[link.key] = link

    @property
    def urls(self) -> list[str]:
        return [link.url for link, _ in self.asked]


def html(url: str, body: str, status: int = 200) -> HtmlResponse:
    return HtmlResponse(url, status=status, body=body.encode(), headers={"Content-Type": "text/html"})


def served(pages: dict[str, str]) -> Answer:
    """Return the portal whose pages are these, by path and query."""

    def answer(link: Link) -> Response | None:
        target = link.url.removeprefix(HOME.rstrip("/"))
        return html(link.url, pages[target]) if target in pages else None

    return answer


REPORT = """<html><head><title>{title}-贺兰县人民政府</title></head><body><h1>{title}</h1><div>发布时间：2022-01-20</div>
<div class="TRS_Editor"><p>根据《中华人民共和国政府信息公开条例》编制本报告，数据期限自2021年1月1日起至2021年12月31日止。</p>
<p>一、总体情况</p><p>主动公开信息{number}条。</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>
<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p></div></body></html>"""


def report(title: str, number: int = 7) -> str:
    return REPORT.format(title=title, number=number)


def listing(*entries: tuple[str, str], title: str = "政府信息公开年报", more: str = "") -> str:
    lines = "".join(f'<li><a href="{href}">{words}</a><span>2022-01-20</span></li>' for href, words in entries)
    return (
        f"<html><head><title>{title}-贺兰县人民政府</title></head><body><ul class=list>{lines}</ul>{more}</body></html>"
    )


def as_link(url: str, kind: Kind, **values: object) -> Link:
    return Link(url=url, key=urls.key(url), kind=kind, score=0.9, **values)  # type: ignore[arg-type]
