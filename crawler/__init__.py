"""The running crawl: everything that knows Scrapy, and the join of ``spiders`` and ``storage``."""

from importlib.metadata import PackageNotFoundError, version

VERSION = "0.1.0"
