"""Requests as openssl reads them, and tokens as it makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.audit import timestamps
from tests.authority import openssl

DIGEST = "ab" * 32


@pytest.mark.openssl
def test_a_request_says_what_openssl_reads_in_it(authority):
    number = timestamps.nonce()
    (authority.folder / "asked").write_bytes(timestamps.request(DIGEST, number))
    said = openssl(authority.folder, "ts", "-query", "-in", "asked", "-text")
    assert "Hash Algorithm: sha256" in said
    assert f"Nonce: 0x{number:X}" in said
    assert "Certificate required: yes" in said
    assert timestamps.nonce() != number


@pytest.mark.openssl
def test_a_token_attests_its_digest_at_its_moment(authority):
    token = authority.reply(timestamps.request(DIGEST, 2**62 + 5))
    stamp = timestamps.read(token)
    assert (stamp.digest, stamp.nonce) == (DIGEST, 2**62 + 5)
    assert abs(datetime.now(UTC) - stamp.at) < timedelta(minutes=5)
    for cut in range(0, len(token), 7):
        with pytest.raises(ValueError, match=r"time-stamp|granted"):
            timestamps.read(token[:cut])


@pytest.mark.openssl
def test_a_refusal_is_told_in_the_authoritys_words(authority):
    with pytest.raises(ValueError, match=r"not granted: status 2 .*Message digest algorithm is not supported"):
        timestamps.read(authority.reply(timestamps.request(DIGEST, 2**62), digests="sha512"))


@given(st.binary(max_size=200))
@example(b"")
@example(b"\x30\x80\x00\x00")
@example(b"\x30\xff" + b"\xff" * 127)
@example(b"\x30\x05\x30\x03\x02\x01\x00")
def test_any_other_bytes_attest_nothing(data):
    with pytest.raises(ValueError, match=r"time-stamp|granted"):
        timestamps.read(data)
