"""Runs a probe in a process of Scrapy's, from its first request to its last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crawler import health
from crawler.probe.spider import Probe

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcessBase

    from spiders.portals import Portal


def look(
    process: CrawlerProcessBase, portal: Portal, registry: Mapping[str, Portal], url: str, pages: int = 1
) -> tuple[Probe | None, int]:
    """Look at a page and return the probe, with 0 or 4 as exit status; None, and 1 or 130, when it was cut short."""
    crawler = process.create_crawler(Probe)
    process.crawl(crawler, portal, registry, url, pages)
    process.start()
    probe = crawler.spider
    if isinstance(probe, Probe) and probe.findings:
        return probe, health.COMPLETE if probe.reached else health.NOTHING_REACHED
    mistaken = crawler.stats and crawler.stats.get_value("finish_reason") != health.SHUTDOWN
    return None, health.MISTAKE if mistaken else health.INTERRUPTED
