import pytest

from spiders.discovery import Explorer
from tests.spiders.discovery.lab import PORTAL, Visit, served


@pytest.fixture
def explorer() -> Explorer:
    return Explorer(PORTAL)


@pytest.fixture
def visit():
    """Return a function that visits a portal given as pages."""
    return lambda pages, **options: Visit(Explorer(PORTAL, **options), served(pages)).run()
