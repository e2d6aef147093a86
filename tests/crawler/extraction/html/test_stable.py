"""The stability law: what differs between two visits of an unchanged page never reaches the text."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.extraction import html
from crawler.extraction.base import render
from tests.crawler.extraction.html.portals import PORTALS, Visit
from tests.replica.reports import compose
from tests.replica.writers import html as writer

NAMES = st.sampled_from(["首页", "走进青山", "政务公开", "互动交流", "在线服务", "信息公开年报", "网站地图", "English"])
VISITS = st.builds(
    Visit,
    hits=st.integers(0, 10**7),
    today=st.dates().map("{:%Y年%m月%d日} 星期三".format),
    session=st.text(alphabet="0123456789ABCDEF", min_size=8, max_size=32),
    menu=st.lists(NAMES, max_size=12).map(tuple),
    networks=st.lists(st.sampled_from(["微信", "新浪微博", "QQ空间", "QQ好友", "豆瓣", "人人网"]), max_size=6).map(
        tuple
    ),
    related=st.lists(st.integers(2008, 2026).map("某县青山镇{}年政府信息公开年度报告".format), max_size=6).map(tuple),
    shuffle=st.integers(0, 999),
)
BODIES = {
    variant: writer.write(
        compose("某县青山镇人民政府", "township", 2021, random.Random(7), "某县").blocks, random.Random(1), variant
    )
    for variant in ("clean", "word", "br", "layout")
}
SHORT = "<p>现公布本镇年度报告，详见附件。</p><p>附件：<a href='a.pdf'>年度报告.pdf</a></p>"


@pytest.mark.parametrize("portal", PORTALS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=VISITS, other=VISITS, body=st.sampled_from([*BODIES.values(), SHORT]))
def test_two_visits_of_one_page_read_the_same(portal, one, other, body):
    texts = [html.extract(PORTALS[portal](body, visit)) for visit in (one, other)]
    assert texts[0] == texts[1]
    assert len(render(texts[0].blocks)) > 20
