import random
import re

import pytest

from crawler.extraction.base import Paragraph
from tests.replica.reports import compose

SAMPLES = [
    ("贺兰县金贵镇人民政府", "township", 2016, "贺兰县"),
    ("贺兰县人民政府", "county", 2018, "贺兰县"),
    ("惠农区民政局", "department", 2019, "惠农区"),
    ("临淄区雪宫街道办事处", "township", 2020, "临淄区"),
    ("伊川县人民政府", "county", 2022, "伊川县"),
    ("盐池县财政局", "department", 2023, "盐池县"),
]


@pytest.fixture(params=SAMPLES, ids=lambda sample: f"{sample[1]}-{sample[2]}")
def composed(request):
    agency, level, year, county = request.param
    return compose(agency, level, year, random.Random(f"writers/{agency}/{year}"), county)


def _squeeze(text):
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="session")
def squeeze():
    """White space is layout: how many blanks a format leaves is not what these tests are about."""
    return _squeeze


@pytest.fixture(scope="session")
def shape():
    """Return blocks as comparable values: text of a paragraph, grid of a table, white space aside."""

    def of(blocks):
        return [
            _squeeze(b.text) if isinstance(b, Paragraph) else [[_squeeze(cell) for cell in row] for row in b.rows()]
            for b in blocks
        ]

    return of
