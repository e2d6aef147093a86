import json

import pytest

from spiders.pages import Page
from spiders.pages.javascript.trees import branches_of

URL = "http://www.x.gov.cn/tree.json"
NESTED = [{"nodeId": 1, "text": "财政局", "children": [{"nodeId": 7, "text": "年报"}]}]
FLAT = [{"id": "7", "pId": "1", "name": "<b>年报</b>"}, {"id": "1", "pId": "0", "name": "财政局"}]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(NESTED, ensure_ascii=False),
        json.dumps({"data": FLAT}, ensure_ascii=False),
        "<script>var zNodes=[{id:1, pId:0, name:'财政局', open:true},{id:7,pId:1,name:\"年报\"}];</script>",
    ],
)
def test_a_node_is_known_with_the_names_above_it(text):
    found = {one.id: (one.name, one.above) for one in branches_of(Page(URL, text))}
    assert found == {"1": ("财政局", ()), "7": ("年报", ("财政局",))}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"id": 1, "title": "2020年年报", "url": "/1.html"}]),
        "<script>var x={id:1,name:'年报'};</script>",
        json.dumps([{"name": "年报"}]),
        "",
    ],
)
def test_what_has_an_address_or_no_identifier_is_no_node(text):
    assert branches_of(Page(URL, text)) == ()


def test_a_tree_without_end_or_in_a_circle_is_cut():
    circle = [{"id": "1", "pId": "2", "name": "甲"}, {"id": "2", "pId": "1", "name": "乙"}]
    assert {one.name for one in branches_of(Page(URL, json.dumps(circle)))} == {"甲", "乙"}
    many = [[{"id": n, "name": "甲"} for n in range(400)] for _ in range(400)]
    assert len(branches_of(Page(URL, json.dumps(many)))) == 5000
