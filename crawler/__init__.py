"""The running crawl: everything that knows Scrapy, and the join of ``spiders`` and ``storage``."""

VERSION = "0.1.0"
SOFTWARE = f"nianbao {VERSION}"
