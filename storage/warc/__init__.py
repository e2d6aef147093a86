"""WARC 1.1 files and their CDXJ indexes."""
