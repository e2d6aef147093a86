import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.versions.resolve import WEAK_AGENCY, WEAK_YEAR, resolve
from spiders.reports import ReportKey
from storage.versions.values import SightingRecord

TOWN, OFFICE = "贺兰县立岗镇人民政府", "贺兰县财政局"


def sighting(year: int, agency: str | None, level: str, *flags: str) -> SightingRecord:
    return SightingRecord(
        key="k", url="http://a.cn/1.html", title="t", year=year, agency=agency, level=level, published=None,
        index_number=None, files=(), flags=flags, via=(), meta={},
    )  # fmt: skip


def read(year: int, agency: str | None, level: str, *flags: str) -> ReportKey:
    return ReportKey(year, agency, level, flags, "r")


@pytest.mark.parametrize(
    ("seen", "text", "settled"),
    [
        # the title's own words stand, and the text's disagreement is told
        ((2020, TOWN, "township"), (2019, OFFICE, "department", "year_disagrees"), (2020, TOWN, "township", "year_disagrees")),
        # a guessed year gives way to a stated one, an unknown body to a signature
        ((2020, TOWN, "township", "year_from_publication"), (2018, TOWN, "township"), (2018, TOWN, "township")),
        ((2020, None, "other", "agency_unknown"), (2020, TOWN, "township", "agency_from_text"), (2020, TOWN, "township", "agency_from_text")),
        ((2020, OFFICE, "department", "agency_from_source"), (2020, TOWN, "township"), (2020, TOWN, "township")),
        # of two guesses the page's stands: it had the column, too
        ((2020, OFFICE, "department", "agency_from_source"), (2020, TOWN, "township", "agency_from_text"), (2020, OFFICE, "department", "agency_from_source")),
        ((2020, TOWN, "township", "year_from_context"), (2021, TOWN, "township", "year_from_publication"), (2020, TOWN, "township", "year_from_context")),
        # nothing known yet: any guess is better
        ((0, None, "other", "year_unknown", "agency_unknown"), (2021, None, "township", "year_from_publication", "agency_unknown"),
         (2021, None, "township", "agency_unknown", "year_from_publication")),
    ],
)  # fmt: skip
def test_the_text_settles_what_the_page_only_guessed(seen, text, settled):
    found = resolve(sighting(*seen), read(*text))
    assert (found.year, found.agency, found.level, *found.flags) == settled


FLAGS = st.lists(st.sampled_from(sorted({*WEAK_YEAR, *WEAK_AGENCY, "year_disagrees"})), max_size=3, unique=True)


@given(FLAGS, FLAGS)
def test_no_flag_is_told_twice_and_what_is_known_is_not_called_unknown(seen, text):
    found = resolve(sighting(2020, TOWN, "township", *seen), read(2021, OFFICE, "department", *text))
    assert len(found.flags) == len(set(found.flags))
    assert set(found.flags) <= {*seen, *text}
    if not WEAK_YEAR & set(text):
        assert not WEAK_YEAR & set(found.flags)
