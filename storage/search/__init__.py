"""Full text over the current versions: an index in a file beside the database, derived from the archive."""
