"""The tables. Runs visit portals; visits fetch; what was fetched proves documents, versions and files.

Typed models name the columns for queries; hot paths insert through Core. Alembic (``storage/migrations``) creates the
tables, never ``create_all``. A Fetch is not a Version: one is what the server sent, the other what the report says.
"""

from storage.models.base import Base
from storage.models.crawl import (
    Blob,
    Factor,
    Fetch,
    FrontierRow,
    JournalledRow,
    ListPageRow,
    Rejection,
    ResourceRow,
    Run,
    SightingRow,
    Visit,
    Warc,
)
from storage.models.documents import Discovery, Document, Event, Extraction, FactSet, File, Place, Version
from storage.models.health import AlertSent, HealthFinding, VisitMeasurement

__all__ = [
    "AlertSent",
    "Base",
    "Blob",
    "Discovery",
    "Document",
    "Event",
    "Extraction",
    "FactSet",
    "Factor",
    "Fetch",
    "File",
    "FrontierRow",
    "HealthFinding",
    "JournalledRow",
    "ListPageRow",
    "Place",
    "Rejection",
    "ResourceRow",
    "Run",
    "SightingRow",
    "Version",
    "Visit",
    "VisitMeasurement",
    "Warc",
]
