"""What a stranger says can forge no field of a WARC record, and what TLS came to is read back from it."""

import dataclasses
import io

import pytest
from fastwarc import ArchiveIterator
from invented_portal import exchange, failure

from storage.rebuild import exchanges
from storage.values import TlsFacts
from storage.warc.http_blocks import TLS, tls_of
from storage.warc.records import WarcWriter

FACTS = TlsFacts(protocol="TLSv1.2", cipher="AES128-SHA", verified=False, why="certificate has expired", chain="a" * 64)
URL = "https://www.portal.example/a"


def written(folder, *asked):
    writer = WarcWriter(folder, "20260101T000000Z-2c1e", {"software": "x"}, limit=1 << 30)
    for one in asked:
        writer.exchange(one, None, None)
    name, _ = writer.close()
    return (folder / "warc/2026" / name).read_bytes(), name


@pytest.mark.parametrize("facts", [FACTS, dataclasses.replace(FACTS, verified=True, why="")])
def test_a_rebuild_from_warc_files_knows_what_tls_came_to(tmp_path, facts):
    _, name = written(tmp_path, exchange(URL, tls=facts), exchange("http://www.portal.example/b"))
    with (tmp_path / "warc/2026" / name).open("rb") as file:
        secure, plain = exchanges.read(file, name).fetches
    assert secure["tls"] == dataclasses.asdict(facts)
    assert plain["tls"] is None


@pytest.mark.parametrize("told", ["", "{}", "[1]", '"x"', '{"protocol": 1, "evil": 2}', "{"])
def test_a_field_of_others_tells_nothing(told):
    assert tls_of(told) is None


FORGED = "x\r\nWARC-Target-URI: http://evil.example/\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n"


@pytest.mark.parametrize(
    "hostile",
    [
        exchange(URL, headers=(("Server", FORGED), ("X\r\nWARC-Type", "y"))),
        exchange(f"{URL}?{FORGED}"),
        exchange(URL, tls=dataclasses.replace(FACTS, why=FORGED)),
        exchange(URL, reason=FORGED),
        dataclasses.replace(failure(URL), detail=FORGED),
        exchange(URL, request_headers=(("Cookie", FORGED),)),
    ],
)
def test_no_word_of_a_stranger_begins_a_field_or_a_record(tmp_path, hostile):
    data, _ = written(tmp_path, hostile)
    records = list(ArchiveIterator(io.BytesIO(data), parse_http=False))
    expected = ["warcinfo", "metadata"] if hostile.status is None else ["warcinfo", "response", "request"]
    assert [record.headers["WARC-Type"] for record in records] == expected
    for record in records[1:]:
        named = [value for name, value in record.headers if name == "WARC-Target-URI"]
        assert len(named) == 1
        assert named[0].startswith(URL)


def test_the_field_is_one_line(tmp_path):
    data, _ = written(tmp_path, exchange(URL, tls=dataclasses.replace(FACTS, why="乌\u2028\n\x1b")))
    record = next(
        one for one in ArchiveIterator(io.BytesIO(data), parse_http=False) if one.headers["WARC-Type"] == "response"
    )
    assert tls_of(record.headers[TLS])["why"] == "乌\u2028\n\x1b"
