"""A generic crawler, as one is written in an afternoon: Scrapy's CrawlSpider, breadth first, one portal each.

Reads [{"home": …, "targets": […], "limit": N}, …] on stdin. The targets only tell it when to stop; what it asked for
is in the access log of the portals' servers.
"""

import json
import logging
import sys
from urllib.parse import urlsplit

from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "DEPTH_PRIORITY": 1,  # with first-in-first-out queues: breadth first, as Scrapy's FAQ has it
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,  # one after the other: the order is the order of asking
    "DOWNLOAD_DELAY": 0,
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "RETRY_ENABLED": False,
}


class BreadthFirst(CrawlSpider):
    """Follows every link of the portal's host until all targets have been asked for."""

    name = "breadth_first"

    def __init__(self, home, targets, limit) -> None:
        self.start_urls = [home]
        self.wanted = [set(paths) for paths in targets]
        self.limit, self.asked = limit, 0
        same_host = rf"^https?://{urlsplit(home).netloc.replace('.', '[.]')}(?:/|$)"
        self.rules = (Rule(LinkExtractor(allow=same_host, deny_extensions=[]), callback="look", follow=True),)
        super().__init__()

    def look(self, response):
        """Strike what was wanted off the list."""
        parts = urlsplit(response.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.asked += 1
        self.wanted = [paths for paths in self.wanted if target not in paths]
        if not self.wanted or self.asked >= self.limit:
            raise CloseSpider("done")


def main():
    """Crawl all portals at once."""
    logging.disable(logging.CRITICAL)
    process = CrawlerProcess(SETTINGS)
    for portal in json.load(sys.stdin):
        process.crawl(BreadthFirst, **portal)
    process.start()


if __name__ == "__main__":
    main()
