"""The schema's history. Alembic creates and changes every table, also in tests."""
