"""The database under the archive: engines, the file lock, column types, inserts."""
