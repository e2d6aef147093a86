import pytest
from scrapy.http import HtmlResponse

from spiders.pages import page_of

BUTTONS = "<a href='/u/{key}1.pdf'>2020</a><a href='/u/{key}2.pdf'>2021</a>"
ROWS = {
    "row": "<div><span>{name}</span>{buttons}</div>",
    "two boxes": "<div><div>{name}</div><div>{buttons}</div></div>",
    "heading above": "<h3>{name}</h3><div>{buttons}</div>",
    "item": "<li>{name} {buttons}</li>",
    "terms": "<dt>{name}</dt><dd>{buttons}</dd>",
    "paragraph": "<p>{name}：{buttons}</p>",
    "line": "{name} {buttons}<br>",
    "brackets": "<div>{name}（{buttons}）</div>",
    "name behind": "<div>{buttons}<span>{name}</span></div>",
    "linked name": "<div><a href='/o/{key}/'>{name}</a>{buttons}</div>",
    "card": "<div><div><h4>{name}</h4></div><div><ul>{buttons}</ul></div></div>",
}


def cells(inner):
    html = f"<html><body><h2>年报</h2><div class='main'><div>{inner}</div></div></body></html>"
    page = page_of(HtmlResponse("http://x.example/nb/", body=html.encode(), encoding="utf-8"))
    return {anchor.url.rpartition("/")[2]: anchor.cells for anchor in page.anchors if anchor.url.endswith(".pdf")}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_year_is_of_the_body_named_beside_it(row):
    rows = (("某县教育局", "a"), ("立岗镇", "b"))
    inner = "".join(row.format(name=name, key=key, buttons=BUTTONS.format(key=key)) for name, key in rows)
    assert cells(inner) == {
        "a1.pdf": ("某县教育局",),
        "a2.pdf": ("某县教育局",),
        "b1.pdf": ("立岗镇",),
        "b2.pdf": ("立岗镇",),
    }


@pytest.mark.parametrize("words", ["2020年", "[2021]", "2021年度", "2021年报", "二〇二一年", "2021年度报告"])
def test_a_year_is_written_in_many_ways(words):
    assert cells(f"<div><b>立岗镇</b><a href='/u/x.pdf'>{words}</a></div>") == {"x.pdf": ("立岗镇",)}


@pytest.mark.parametrize("words", ["查看", "立岗镇2021年报告", "12", "下载2021"])
def test_other_links_are_no_year_buttons(words):
    assert cells(f"<div><b>立岗镇</b><a href='/u/x.pdf'>{words}</a></div>") == {"x.pdf": ()}


def test_the_last_of_a_menu_names_nothing_behind_it():
    menu = "".join(
        f"<li><a href='/o/{n}/'>{name}</a></li>" for n, name in enumerate(("县财政局", "县教育局", "立岗镇"))
    )
    assert cells(f"<ul>{menu}</ul><ul>{BUTTONS.format(key='a')}</ul>") == {"a1.pdf": (), "a2.pdf": ()}
