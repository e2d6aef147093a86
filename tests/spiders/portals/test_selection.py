import pytest

from spiders.errors import SelectionError
from spiders.portals import Portal, load_portals, select, shard, years


@pytest.fixture(scope="module")
def registry():
    return load_portals(["spiders/portals"])


def codes(portals: list[Portal]) -> list[str]:
    return [portal.code for portal in portals]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        ("640122", ["640122"]),
        ("贺兰县", ["640122"]),
        ("640205，贺兰县、640122", ["640122", "640205"]),
        (" 6402 ", ["640202", "640205", "640221"]),
        ("640122,640205,640323,410329,370305", ["370305", "410329", "640122", "640205", "640323"]),
    ],
)
def test_codes_prefixes_and_names(registry, selection, wanted):
    assert codes(select(registry, selection)) == wanted


def test_all_means_all_that_are_visited(registry):
    assert len(select(registry, "all")) == 2846
    assert len(select(registry, "all", gone=True)) == 2978


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ("贺兰", "640122 贺兰县"),
        ("640129", "6401"),
        ("天津", "give codes"),
        ("", "empty"),
        (",，", "empty"),
        ("普陀区", "310107, 330903"),
        ("419001", "no portal of its own known"),
    ],
)
def test_what_names_nothing_says_what_would(registry, selection, words):
    with pytest.raises(SelectionError, match=words):
        select(registry, selection)


def test_shards_part_the_portals_by_host(registry):
    everyone = select(registry, "all")
    parts = [shard(everyone, f"{index}/16") for index in range(1, 17)]
    assert sorted(code for part in parts for code in codes(part)) == codes(everyone)
    assert min(map(len, parts)) > 100


def test_a_shard_is_the_same_on_every_machine():
    portal = Portal(code="640122", name="贺兰县", home="http://www.nxhl.gov.cn/")
    assert [index for index in range(1, 17) if shard([portal], f"{index}/16")] == [1]
    assert shard([portal], "1/1") == [portal]


@pytest.mark.parametrize("part", ["0/4", "5/4", "3", "a/b", "", "1/0", "-1/4", "１/４"])
def test_a_wrong_shard_is_refused(part):
    with pytest.raises(SelectionError, match="3/16"):
        shard([], part)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2019", {2019}), ("2019-2021,2023", {2019, 2020, 2021, 2023}), ("2019 – 2020，2022年", {2019, 2020, 2022})],
)
def test_years(text, wanted):
    assert years(text) == wanted


@pytest.mark.parametrize("text", ["", "2021-2019", "19", "2019-", "1066", "2019-99999", "x"])
def test_wrong_years_are_refused(text):
    with pytest.raises(SelectionError, match="2019-2021"):
        years(text)
