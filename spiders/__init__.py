"""How the portals look: pure knowledge of Chinese county portals and of what an annual report is.

Knows Scrapy's ``Response``; never SQL, never ``crawler`` or ``storage``.
"""
