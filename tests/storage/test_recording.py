"""What record() makes of exchanges: rows, WARC records, blobs."""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import replace
from datetime import timedelta

from fastwarc import ArchiveIterator as FastIterator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_portal import HOME, NAME, PDF, T0, candidate, exchange, failure, sighting, unit
from recorded_portal import URL
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from storage import models
from storage.warc import cdxj, records

hostile = st.text(max_size=40) | st.sampled_from(
    ["\x00", "\ud800", "a\r\nSet-Cookie: x", "中", "x" * 3000, "\u202e", "%00", "'; --"]
)


def test_a_response_is_on_record_as_it_was_on_the_wire(portal):
    body = gzip.compress("正文".encode(), mtime=0) + portal.code.encode()
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "999"),
        ("X-中", "值"),
    )
    ids = portal.record(exchange(URL, body, headers=headers, request_body=b"q=1", method="POST"), content_key="k")
    answer, request = portal.records(ids)
    assert answer["payload"] == body
    block = answer["raw"].partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
    assert block.startswith(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n"
    )
    assert block.endswith(b"\r\n\r\n" + body)
    assert answer["headers"]["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert answer["headers"]["WARC-IP-Address"] == "203.0.113.7"
    assert answer["headers"]["WARC-Date"] == "2026-11-21T07:04:00Z"
    assert answer["headers"]["WARC-Target-URI"] == "http://portal.example/%E9%A1%B5/a.html?b=1"
    assert answer["record"].rec_headers.protocol == "WARC/1.1"
    assert request["headers"]["WARC-Concurrent-To"] == answer["headers"]["WARC-Record-ID"]
    assert b"POST /%E9%A1%B5/a.html?b=1 HTTP/1.1\r\nHost: portal.example\r\n" in request["raw"]
    assert request["raw"].endswith(b"\r\n\r\nq=1\r\n\r\n")
    assert portal.blob(body)
    [row] = portal.rows(ids)
    assert (row.payload_bytes, row.media_type, row.record_type, row.good) == (len(body), "text/html", "response", True)
    assert portal.archive.payload(row.payload_sha256) == body


def test_hops_retries_and_failures_are_all_rows(portal):
    hop = exchange(URL, b"", status=302, reason="Found", headers=(("Location", "../b.html"),))
    ids = portal.record(
        failure(URL, "reset"), exchange(URL, b"busy", status=503), hop, exchange(f"{HOME}b.html", b"<p>b</p>")
    )
    rows = portal.rows(ids)
    assert [(row.status, row.error, row.final, row.good) for row in rows] == [
        (None, "reset", False, False),
        (503, None, False, False),
        (302, None, False, False),
        (200, None, True, True),
    ]
    assert rows[2].redirected_to == f"{HOME}b.html"
    assert not portal.blob(b"busy")
    failed, *_ = portal.records(ids)
    assert failed["headers"]["WARC-Type"] == "metadata"
    assert failed["payload"] == b"error: reset\r\ndetail: took too long\r\nmethod: GET\r\n"


def test_equal_payloads_are_revisits_of_the_first(portal):
    body = b"%PDF- " + portal.code.encode()
    first = portal.record(exchange(URL, body, headers=PDF), kind="file")
    later = exchange(f"{HOME}b.pdf", body, headers=PDF, started=T0 + timedelta(hours=1))
    second = portal.record(later, key=later.url, kind="file")
    one, two = portal.records(first)[0], portal.records(second)[0]
    assert two["headers"]["WARC-Type"] == "revisit"
    assert two["headers"]["WARC-Profile"].endswith("/revisit/identical-payload-digest")
    assert two["headers"]["WARC-Refers-To"] == one["headers"]["WARC-Record-ID"]
    assert two["headers"]["WARC-Refers-To-Target-URI"] == one["headers"]["WARC-Target-URI"]
    assert two["headers"]["WARC-Refers-To-Date"] == one["headers"]["WARC-Date"]
    assert two["headers"]["WARC-Payload-Digest"] == one["headers"]["WARC-Payload-Digest"]
    assert two["payload"] == b""


def test_not_modified_refers_to_what_we_hold(portal):
    body = b"<p>held</p>" + portal.code.encode()
    first = portal.record(exchange(URL, body), content_key="k")
    portal.again()
    second = portal.record(
        exchange(URL, b"", status=304, reason="Not Modified", headers=(("ETag", '"a"'),)), content_key="k"
    )
    record = portal.records(second)[0]
    assert record["headers"]["WARC-Profile"].endswith("/revisit/server-not-modified")
    assert record["headers"]["WARC-Refers-To"] == portal.records(first)[0]["headers"]["WARC-Record-ID"]
    known = portal.archive.resources.get(portal.code, URL)
    assert (known.status, known.etag, known.unchanged_looks) == (304, '"a"', 1)
    stored = portal.archive.stored(portal.code, URL)
    assert (stored.body, stored.status, stored.etag) == (body, 200, '"a"')


def test_not_modified_is_indexed_as_the_capture_that_stood_then(portal):
    (first,) = portal.rows(portal.record(exchange(URL, b"<p>held</p>" + portal.code.encode())))
    portal.again()
    later = exchange(URL, b"", status=304, started=T0 + timedelta(days=30))
    (second,) = portal.rows(portal.record(later))
    portal.again()
    portal.record(exchange(URL, b"<p>other</p>" + portal.code.encode(), started=T0 + timedelta(days=31)))
    with portal.site.read() as reader:
        index = cdxj.of_file(reader.connection, first.warc).decode()
    (found,) = (line for line in index.splitlines() if f" {later.started:%Y%m%d%H%M%S} " in line)
    assert f'"offset": "{first.offset}"' in found
    assert '"status": "200"' in found
    assert f'"offset": "{second.offset}"' not in index


def test_a_page_that_says_the_same_gets_no_blob(portal):
    old, new, other = (f"<p>a</p>{n}{portal.code}".encode() for n in range(3))
    portal.record(exchange(URL, old), content_key="same")
    portal.again()
    portal.record(exchange(URL, new), content_key="same")
    assert (portal.blob(old), portal.blob(new)) == (True, False)
    assert portal.archive.payload(hashlib.sha256(new).hexdigest()) == new
    assert portal.archive.stored(portal.code, URL).body == new
    portal.again()
    drawn = [f"<p>drawn</p>{n}{portal.code}".encode() for n in range(2)]
    portal.record(exchange(URL, other, rendered=drawn[0]), content_key="other")
    portal.again()
    portal.record(exchange(URL, old, rendered=drawn[1]), content_key="other")
    assert (portal.blob(other), portal.blob(drawn[0]), portal.blob(drawn[1])) == (True, True, False)
    assert portal.archive.payload(hashlib.sha256(drawn[1]).hexdigest()) == drawn[1]


def answers_in_turn(portal, *answers):
    """Record answers of one page, a visit each; return whether each became what is held."""
    good = []
    for number, facts in enumerate(answers):
        if number:
            portal.again()
        ids = portal.record(exchange(URL, f"{number}{portal.code}".encode(), headers=(("ETag", '"1"'),), **facts))
        good += [row.good for row in portal.rows(ids)]
    return good


def test_half_an_answer_is_marked_and_held_only_until_a_whole_one_comes(portal):
    half, whole = {"truncated": "disconnect"}, {}
    assert answers_in_turn(portal, half, half, whole, half) == [True, False, True, False]
    held = portal.archive.stored(portal.code, URL)
    assert (held.body, held.etag) == (f"2{portal.code}".encode(), '"1"')


def test_half_an_answer_is_never_confirmed_by_its_validators(portal):
    ids = portal.record(exchange(URL, b"half" + portal.code.encode(), headers=(("ETag", '"1"'),), truncated="time"))
    assert portal.records(ids)[0]["headers"]["WARC-Truncated"] == "time"
    assert portal.archive.stored(portal.code, URL).etag is None


def test_an_answer_that_ended_badly_and_is_whole_by_its_own_marks_counts_as_whole(portal):
    whole = {"truncated": "disconnect", "whole": True}
    assert answers_in_turn(portal, {}, whole, whole) == [True, True, True]


def test_what_we_cut_ourselves_is_never_held(portal):
    assert answers_in_turn(portal, {"truncated": "length"}) == [False]


def test_a_rendered_page_is_a_resource_record_and_the_text_to_read(portal):
    drawn = "<p>画</p>".encode() + portal.code.encode()
    ids = portal.record(
        exchange(URL, b"<script/>" + portal.code.encode(), rendered=drawn), kind="report", sightings=(sighting(URL),)
    )
    resource = portal.records(ids)[2]
    assert (resource["headers"]["WARC-Type"], resource["payload"]) == ("resource", drawn)
    [pending] = portal.archive.pending_extractions(portal.visit)
    assert (portal.archive.payload(pending.sha256), pending.media_type, pending.content_encoding) == (
        drawn,
        "text/html",
        "",
    )
    assert next(portal.archive.sighted(portal.visit, complete=False)).files[0].sha256 == pending.sha256


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    url=hostile,
    headers=st.lists(st.tuples(hostile.filter(bool), hostile), max_size=4),
    body=st.binary(max_size=200),
    reason=hostile,
    title=hostile,
    status=st.integers(100, 599),
)
def test_hostile_values_are_stored_and_read_back(portal, url, headers, body, reason, title, status):  # noqa: PLR0917 – by hypothesis
    portal.again()
    key = HOME + url
    asked = exchange(key, body, headers=tuple(headers), reason=reason, status=status)
    portal.archive.frontier(portal.visit).enqueue([candidate(key, group=url)])
    assert portal.archive.frontier(portal.visit).next() is not None
    ids = portal.archive.record(
        unit(
            portal.visit,
            key,
            exchanges=(asked,),
            reason=title,
            content_key=url,
            rejected=((key, title, "x"),),
            sightings=(sighting(key, title=title),),
            memory={"m": title},
        )
    )
    portal.archive.commit()
    assert portal.archive.resources.get(portal.code, key) is not None
    answer = portal.records(ids)[0]
    if status != 304:
        assert answer["headers"]["WARC-Type"] in {"response", "revisit"}
        digest = hashlib.sha256(body).hexdigest()
        assert not body or portal.archive.payload(digest) == body
    [record] = FastIterator(io.BytesIO(answer["raw"]), parse_http=False, verify_digests=True)
    assert record.headers["WARC-Target-URI"].startswith("http://portal.example/")


def test_every_file_says_who_we_are_and_passes_both_checkers(site, opened, tmp_path, capsys):
    archive = opened(site, warc_max_bytes=2_000)
    archive.begin_run(arguments={}, user_agent="nianbao/1 (+https://example.org)", contact="https://example.org")
    visit = archive.begin_visit("640122", NAME, HOME).id
    for n in range(12):
        archive.frontier(visit).enqueue([candidate(f"{HOME}{n}")])
        archive.record(unit(visit, f"{HOME}{n}", f"{n % 4}".encode() * 999))
        archive.commit()
    archive.end_visit(visit, "complete", "")
    archive.end_run(0, "")
    with site.read() as reader:
        names = [row.name for row in reader.rows(select(models.Warc.name).order_by(models.Warc.name))]
        assert len(names) > 2
        for name in names:
            data = reader.store.get(records.path_of(name))
            (tmp_path / name).write_bytes(data)
            first = next(iter(ArchiveIterator(io.BytesIO(data))))
            fields = first.raw_stream.read().decode()
            assert (first.rec_type, first.rec_headers["WARC-Filename"]) == ("warcinfo", name)
            for words in (
                "software: nianbao test",
                "operator: https://example.org",
                "robots: classic",
                "Transfer-Encoding is undone",
            ):
                assert words in fields
    outcome = Checker(
        type("Options", (), {"inputs": [str(tmp_path / name) for name in names], "verbose": True})()
    ).process_all()
    told = capsys.readouterr().out
    assert outcome is None or outcome == 0
    assert "digest pass" in told
    assert "digest failed" not in told


def test_a_level_of_compression_is_worth_its_time():
    packed, plain = exchange(URL, b"%PDF", headers=PDF), exchange(URL)
    assert (records._level(packed), records._level(plain)) == (1, 6)
    assert records._level(replace(plain, headers=())) == 6
