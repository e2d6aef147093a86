import pytest
from scrapy.http import HtmlResponse

from spiders.pages import page_of
from spiders.pages.link_lists import claimed_total, rows

ENTRY = "<ul><li><a href='/a/1.html'>关于召开会议的通知</a><span>2022-01-10</span></li></ul>"


def total(pager):
    html = f"<html><body>{ENTRY}{pager}</body></html>"
    return claimed_total(page_of(HtmlResponse("http://x.example/", body=html.encode(), encoding="utf-8")))


@pytest.mark.parametrize(
    ("pager", "number"),
    [
        ('<div><a title="Total record">&nbsp;<b>31</b> </a>&nbsp;<b>1</b>&nbsp;<a href="i_2.html">2</a></div>', 31),
        ('<div><a title="总数">&nbsp;<b>143</b> </a>&nbsp;<b>1</b></div>', 143),
        ("<div><a title='总记录数'><b>9</b></a> <b>1</b></div>", 9),
        ("<div>页次：<b>1</b>/<b>5</b>&nbsp;每页<b>20</b>&nbsp;总数<b>88</b>&nbsp;首页</div>", 88),
        ("<div>页次：1/5&nbsp;每页20&nbsp;总数97&nbsp;首页 上一页</div>", 97),
        ('<span class="pageinfo">共 <strong>5</strong>页<strong>93</strong>条</span>', 93),
        ('<div id="pages"><a class="a1">66条</a> <a href="i.html">上一页</a> <span>1</span></div>', 66),
        ("<div>总记录数：<span>512</span> 总页数：<span>26</span> 当前页：1</div>", 512),
        ("<div>当前第1页 共3页 <a href='2.html'>下一页</a> 共25记录</div>", 25),
        ("<div>共有[58]条信息 当前第1/3页 每页20条</div>", 58),
        ('<span class="layui-laypage-count">共 82 条</span>', 82),
        ("<td>共73条&nbsp;&nbsp;1/4&nbsp;</td>", 73),
        ("<div>52 条记录 1/3 页 <a href='?p=2'>下一页</a></div>", 52),
        ("<div>显示1到20,共64记录</div>", 64),
        ("<div>记录总数：85，当前第 1 页，共 5 页</div>", 85),
        ("<div><span>共检索到</span><em>53</em><span>条</span></div>", 53),
        ("<div>共 1,099 条 <a href='2.html'>2</a></div>", 1099),
        ("<div>Total 57 items, page 1 of 3</div>", 57),
        ("<div>共有 62 个主题 每页 20 个</div>", 62),
    ],
)
def test_what_pagers_print_of_the_whole_list(pager, number):
    assert total(pager) == number


@pytest.mark.parametrize(
    "pager",
    [
        "<div>共5页 <a href='2.html'>下一页</a></div>",
        "<div>浏览次数：99</div>",
        "<div>每页20条 1/5 页</div>",
        "<div>您是第 99 位访客 访问总数：120045</div>",
        "<div><p>2021年，全县主动公开政府信息345条，其中通过网站公开300条。</p></div>",
        "<div><a title='总数据'><b>3</b></a></div>",
    ],
)
def test_other_numbers_are_no_total(pager):
    assert total(pager) is None


@pytest.mark.parametrize(
    "word",
    ["下一页", "下一页 >", "前页", "第2页", "[2]", "2", "…", "»", ">|", "转到", "GO", "更早", "更多>>", "查看更多"],
)
def test_the_words_of_a_pager_are_no_entries(word):
    titles = "".join(f"<a href={n}.html>{'贺兰县某局政府信息公开年度报告'[: 12 + n]}</a>" for n in range(3))
    page = page_of(HtmlResponse("http://a.cn/", body=f"<div>{titles}<a href=p>{word}</a></div>".encode()))
    assert [len(list_) for list_ in rows(page)] == [3]
