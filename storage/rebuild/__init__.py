"""The database made again from what stands in the archive alone: manifests, journals, WARC files, blobs."""
