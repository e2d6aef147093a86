"""What we have kept: SQL and bytes.

Never fetches, never imports Scrapy, ``crawler`` or ``spiders``; the crawl hands it plain values (``storage.values``).
"""
