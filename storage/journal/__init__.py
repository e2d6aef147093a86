"""What each run wrote into the database, kept in the archive: enough to make the database again.

A journal is JSON Lines in gzip, ``journal/<year>/<run>-<digest>.jsonl.gz``, put before the run's manifest that names it
is committed. ``{"table": …, "columns": […]}`` begins a table, a list is a row of it. ``{"again": table, …}`` says of
rows that an earlier journal has that only the columns of a look are new. ``{"lines": n}`` ends it.
"""
