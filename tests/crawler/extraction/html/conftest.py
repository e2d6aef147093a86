import random

import pytest

from crawler.extraction import html
from crawler.extraction.base import render
from tests.replica.reports import compose


@pytest.fixture(scope="session")
def reports():
    years = (2012, 2019, 2021, 2022)
    return [compose("某县青山镇人民政府", "township", year, random.Random(year), "某县") for year in years]


@pytest.fixture
def read():
    def extract(page):
        return render(html.extract(page if isinstance(page, bytes) else page.encode()).blocks)

    return extract
