import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spiders.bodies import county
from spiders.errors import RegistryError
from spiders.portals import Portal, load_portals

REGISTRY = Path("spiders/portals")
FOUNDING = {"640122": "贺兰县", "640205": "惠农区", "640323": "盐池县", "410329": "伊川县", "370305": "临淄区"}
GOOD = '["640122"]\nname = "贺兰县"\nhome = "http://a.example.cn/"\n'


@pytest.fixture(scope="module")
def registry():
    return load_portals([REGISTRY])


def write(tmp_path: Path, text: str, name: str = "x.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_division_stands_in_the_registry(registry):
    assert len(registry) == 2978
    assert sum(bool(portal.home) for portal in registry.values()) == 2846
    assert all(portal.home or portal.gone for portal in registry.values())
    assert len(list(REGISTRY.glob("*.toml"))) == 31


def test_files_hold_their_own_province_and_the_gazetteer_s_names(registry):
    for path in REGISTRY.glob("*.toml"):
        codes = load_portals([path])
        assert {code[:2] for code in codes} == {path.name[:2]}
        assert list(codes) == sorted(re.findall(r'^\["(\d+)"\]$', path.read_text(encoding="utf-8"), re.MULTILINE))
    assert all((place := county(code)) and place.name == portal.name for code, portal in registry.items())


def test_founding_portals_know_their_family(registry):
    assert {code: registry[code].name for code in FOUNDING} == FOUNDING
    assert [registry[code].cms for code in FOUNDING] == ["trs", "trs", "trs", "henan", "gongkai"]


def test_two_districts_of_one_name_have_two_portals(registry):
    assert registry["310107"].name == registry["330903"].name == "普陀区"
    assert registry["310107"].netlocs != registry["330903"].netlocs


def test_all_keys_are_read(tmp_path):
    path = write(
        tmp_path,
        GOOD
        + 'cms = "trs"\ncolumns = ["http://xxgk.example.cn:8080/nb/"]\nhosts = ["xxgk.example.cn:8080"]\n'
        + 'delay = 2\nrender = true\ngone = "2024-05: merged"\n',
    )
    assert load_portals([path])["640122"] == Portal(
        code="640122",
        name="贺兰县",
        home="http://a.example.cn/",
        cms="trs",
        columns=("http://xxgk.example.cn:8080/nb/",),
        hosts=("xxgk.example.cn:8080",),
        delay=2,
        render=True,
        gone="2024-05: merged",
    )


def test_loopback_portals_are_told_apart_by_their_port(tmp_path):
    path = write(
        tmp_path,
        '["640122"]\nname = "a"\nhome = "http://127.0.0.1:8081/"\n["640205"]\nname = "b"\nhome = "http://127.0.0.1:8082/"\n',
    )
    assert [p.netlocs for p in load_portals([path]).values()] == [("127.0.0.1:8081",), ("127.0.0.1:8082",)]


def test_later_files_replace_whole_blocks_and_free_their_hosts(tmp_path):
    first = write(tmp_path, GOOD + 'cms = "trs"\n', "1.toml")
    second = write(
        tmp_path,
        '["640122"]\nname = "贺兰县"\nhome = "http://b.example.cn/"\n["640205"]\nname = "惠农区"\nhome = "http://a.example.cn/"\n',
        "2.toml",
    )
    portals = load_portals([first, second])
    assert portals["640122"].home == "http://b.example.cn/"
    assert portals["640122"].cms is None
    assert load_portals([tmp_path]) == portals  # a directory is read in the order of its names


BAD = {
    "code": ('["64012"]\nname = "a"\nhome = "http://a.cn/"', "six digits"),
    "code of no province": ('["990122"]\nname = "a"\nhome = "http://a.cn/"', "first two digits"),
    "code outside the block": ('name = "a"', "six digits"),
    "block that is a value": ('"640122" = 1', '["640122"]'),
    "unknown key with a near one": (GOOD + 'colums = ["http://a.example.cn/"]', "write columns"),
    "unknown key": (GOOD + "zzz = 1", "known are name, home"),
    "no name": ('["640122"]\nhome = "http://a.cn/"', "name: missing"),
    "empty name": ('["640122"]\nname = " "\nhome = "http://a.cn/"', "non-empty"),
    "name with a line break": ('["640122"]\nname = "a\\nb"\nhome = "http://a.cn/"', "control characters"),
    "no home": ('["640122"]\nname = "a"', "home: missing"),
    "ftp": ('["640122"]\nname = "a"\nhome = "ftp://a.cn/"', "http or https"),
    "no scheme": ('["640122"]\nname = "a"\nhome = "a.cn"', "http or https"),
    "no host": ('["640122"]\nname = "a"\nhome = "http:///x"', "no usable host"),
    "host that is none": ('["640122"]\nname = "a"\nhome = "http://a..cn/"', "no usable host"),
    "port that is none": ('["640122"]\nname = "a"\nhome = "http://a.cn:x/"', "is no URL"),
    "port 0": ('["640122"]\nname = "a"\nhome = "http://a.cn:0/"', "port 0"),
    "credentials": ('["640122"]\nname = "a"\nhome = "http://u:p@a.cn/"', "user name"),
    "blank in URL": ('["640122"]\nname = "a"\nhome = "http://a.cn/ b"', "white space"),
    "fragment": ('["640122"]\nname = "a"\nhome = "http://a.cn/#b"', "fragment"),
    "home that is no text": ('["640122"]\nname = "a"\nhome = 7', "write a string"),
    "hosts that is no list": (GOOD + 'hosts = "b.cn"', "no list"),
    "host with a scheme": (GOOD + 'hosts = ["http://b.cn"]', "without http://"),
    "host in capitals": (GOOD + 'hosts = ["B.cn"]', "lower case"),
    "host with a default port": (GOOD + 'hosts = ["b.cn:80"]', "default port"),
    "column on a foreign host": (GOOD + 'columns = ["http://b.cn/nb/"]', "add it to hosts"),
    "negative delay": (GOOD + "delay = -1", "0 or more"),
    "delay that never ends": (GOOD + "delay = inf", "0 or more"),
    "delay that is a flag": (GOOD + "delay = true", "0 or more"),
    "render that is no flag": (GOOD + 'render = "yes"', "true or false"),
    "code twice": (GOOD + GOOD, "twice"),
    "key twice": (GOOD + 'name = "b"', "twice"),
    "no TOML": ('["640122"]\nname = 贺兰县', "line 2"),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_a_wrong_line_is_named_with_its_remedy(tmp_path, text, words):
    path = write(tmp_path, text)
    with pytest.raises(RegistryError) as caught:
        load_portals([path])
    message = str(caught.value)
    assert str(path) in message
    assert words in message
    assert "\n" not in message


def test_two_portals_cannot_share_a_host(tmp_path):
    first = write(tmp_path, GOOD, "1.toml")
    second = write(
        tmp_path, '["640205"]\nname = "惠农区"\nhome = "https://c.cn/"\nhosts = ["a.example.cn"]\n', "2.toml"
    )
    with pytest.raises(RegistryError, match=r"2\.toml: \[640205\] .*a\.example\.cn belongs to 640122 贺兰县"):
        load_portals([first, second])


def test_a_missing_file_an_empty_folder_and_foreign_bytes_are_named(tmp_path):
    for path, words in ((tmp_path / "no.toml", "check PORTALS_PATH"), (tmp_path, r"no \*\.toml")):
        with pytest.raises(RegistryError, match=words):
            load_portals([path])
    (tmp_path / "gbk.toml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(RegistryError, match="not UTF-8"):
        load_portals([tmp_path])


def test_a_file_that_changes_is_read_again(tmp_path):
    path = write(tmp_path, GOOD)
    assert load_portals([path])["640122"].name == "贺兰县"
    write(tmp_path, GOOD.replace("贺兰县", "贺兰县城"))
    assert load_portals([path])["640122"].name == "贺兰县城"


KEY = st.sampled_from(["name", "home", "cms", "columns", "hosts", "delay", "render", "gone", "nome"])
VALUE = st.one_of(
    st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.lists(st.text(max_size=9), max_size=2)
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value if not 0xD800 <= ord(char) < 0xE000) + '"'
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else str(value)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine shared by many
@given(st.dictionaries(KEY, VALUE, max_size=5), st.sampled_from(["640122", "12", "99x"]))
def test_any_block_is_a_portal_or_one_clear_line(tmp_path_factory, block, code):
    path = tmp_path_factory.mktemp("registry") / "x.toml"
    path.write_text(
        f'["{code}"]\n' + "\n".join(f"{key} = {toml(value)}" for key, value in block.items()), encoding="utf-8"
    )
    message = ""
    try:
        portals = load_portals([path])
    except RegistryError as error:
        message, portals = str(error), {}
    if message:
        assert message.startswith(f"{path}: ")
        assert len(message.splitlines()) == 1
    assert all(portal.name and (portal.home or portal.gone) for portal in portals.values())


def test_the_documented_example_loads(tmp_path):
    document = Path("docs/reference-registry.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        assert load_portals([write(tmp_path, example, f"{number}.toml")])
