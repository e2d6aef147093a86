"""From what a visit saw to versions of reports: read, deduplicated, resolved, compared. Pure, but for reading again."""
