"""The static site that people look at and cite: pages from disk or any web server, with no network and no build step.

``building`` streams the archive, a portal at a time; ``portal_data``, ``report_data``, ``figures`` and ``changes`` are
pure and say what each file holds; ``shown`` makes strangers' text fit to be shown; ``folder`` moves it into place.
"""
