"""Names of databases on the test server."""


def named(uri: str, name: str) -> str:
    """Return the SQLAlchemy URL of a database on the server at ``uri``."""
    head, _, tail = uri.replace("postgresql://", "postgresql+psycopg://").partition("/postgres?")
    return f"{head}/{name}?{tail}"
