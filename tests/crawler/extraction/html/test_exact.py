"""Every markup of the field inside every kind of portal gives the report's text and grids, and nothing else."""

import random

import pytest

from crawler.extraction import html
from crawler.extraction.base import render
from tests.crawler.extraction.html.portals import PORTALS, flat, grids
from tests.replica.writers import html as writer


@pytest.mark.parametrize("portal", PORTALS)
@pytest.mark.parametrize("variant", [*writer.VARIANTS, "split"])
def test_exact(reports, portal, variant):
    for report in reports:
        body = writer.write(report.blocks, random.Random(report.title), variant)
        document = html.extract(PORTALS[portal](body, title=report.title))
        found, true = flat(render(document.blocks)), flat(render(report.blocks))
        assert found == [*flat(report.title), *true]
        assert grids(document.blocks) == grids(report.blocks)
