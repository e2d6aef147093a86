"""The database under the archive: engines, locks, column types, inserts."""
