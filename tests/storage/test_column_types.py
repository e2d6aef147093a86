from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.types import MAX_KEY_BYTES, Moment, Word, clean, dump, shorten
from storage.vocabulary import RecordType

anything = st.text(alphabet=st.characters(codec=None, categories=None), max_size=50)


@given(anything)
def test_clean_text_is_storable_and_stays(text):
    stored = clean(text)
    stored.encode()
    assert "\x00" not in stored
    assert clean(stored) == stored
    assert len(stored) == len(text)


@given(anything, st.integers(0, 60))
def test_short_keys_are_bounded_distinct_and_stay(text, times):
    key = shorten(text * times)
    assert len(key.encode()) <= MAX_KEY_BYTES
    assert shorten(key) == key
    if len(clean(text * times).encode()) <= MAX_KEY_BYTES:
        assert key == clean(text * times)


def test_long_keys_that_differ_only_at_their_end_stay_two():
    assert shorten("长" * 1000 + "a") != shorten("长" * 1000 + "b")


@given(
    st.recursive(
        anything | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(anything, inner),
        max_leaves=6,
    )
)
def test_json_is_storable(value):
    text = dump(value)
    assert dump(json.loads(text.encode())) == text


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_moments_are_aware_and_in_utc(dialect):
    beijing = datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=8)))
    back = Moment().process_result_value(Moment().process_bind_param(beijing, dialect), dialect)
    assert (back, back.tzinfo) == (beijing, UTC)
    with pytest.raises(ValueError, match="without its zone"):
        Moment().process_bind_param(datetime(2026, 1, 31), dialect)  # noqa: DTZ001 – the mistake itself


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_words_come_back_as_members_and_no_other_is_written(dialect):
    word = Word(RecordType, 20)
    for member in RecordType:
        stored = word.process_bind_param(member, dialect)
        assert (type(stored), stored) == (str, member.value)
        assert word.process_result_value(stored, dialect) is member
    assert word.process_bind_param(None, dialect) is word.process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="reply"):
        word.process_bind_param("reply", dialect)
    assert word.process_result_value("forged", dialect) == "forged"  # fixity names it
