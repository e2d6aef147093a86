"""What survives a crash comes back as it was: links in the frontier, the memory of a visit."""

import json
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spiders.discovery.group_experience import GroupExperience
from spiders.discovery.list_progress import ListProgress
from spiders.discovery.observations import Shell
from spiders.discovery.visit_state import HomePage, Losses, VisitState
from spiders.items import Call, Kind, Link, LinkContext, ReportRef
from spiders.json_form import as_json, from_json

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def whole(shape, **given_fields):
    """Return values of a dataclass in which every field may say something."""
    return st.builds(shape, **dict.fromkeys((field.name for field in fields(shape) if field.init), ...) | given_fields)


for part in (Call, ReportRef, LinkContext, Shell, HomePage, Losses, ListProgress):
    st.register_type_strategy(part, whole(part))
GROUPS = st.dictionaries(st.text(), whole(GroupExperience, priors=NUMBERS), max_size=3)


def through_json(value):
    return from_json(type(value), json.loads(json.dumps(as_json(value))))


@given(whole(Link, score=NUMBERS))
def test_a_link_comes_back_from_the_frontier_as_it_was(link):
    assert through_json(link) == link


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(whole(VisitState, groups=GROUPS))
def test_the_memory_of_a_visit_comes_back_as_it_was(state):
    assert VisitState.of_memory(json.loads(json.dumps(state.memory()))) == state


def test_a_field_that_says_nothing_is_left_out():
    link = Link(url="http://a.example/", key="a.example/", kind=Kind.LIST, score=0.5, context=LinkContext(annual=True))
    assert as_json(link) == {
        "url": "http://a.example/",
        "key": "a.example/",
        "kind": "list",
        "score": 0.5,
        "context": {"annual": True},
    }
    assert VisitState().memory() == {}


def test_what_was_not_written_here_is_no_value():
    with pytest.raises(KeyError, match="anual"):
        from_json(LinkContext, {"anual": True})
