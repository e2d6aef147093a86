"""Pages around a body as five kinds of portals build them; whatever changes from visit to visit is a parameter."""

import json
import random
import unicodedata
from dataclasses import dataclass, field
from html import escape

from crawler.extraction.base import Table

TITLE = "某县青山镇人民政府2021年政府信息公开工作年度报告"


@dataclass(frozen=True)
class Visit:
    """What differs between two visits of an unchanged page."""

    hits: int = 12
    today: str = "2024年5月6日 星期一"
    session: str = "0a1b"
    menu: tuple[str, ...] = ("首页", "走进青山", "政务公开")
    networks: tuple[str, ...] = ("微信", "新浪微博", "QQ空间")
    related: tuple[str, ...] = ("某县青山镇2019年政府信息公开年度报告",)
    shuffle: int | None = None


@dataclass
class Attributes:
    """Writes attributes in an order of its own."""

    visit: Visit
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.visit.shuffle)

    def __call__(self, **values: str) -> str:
        pairs = [f'{name.rstrip("_")}="{value}"' for name, value in values.items()]
        if self.visit.shuffle is not None:
            self.rng.shuffle(pairs)
        return " ".join(pairs)


def menu(visit, at):
    links = (
        f"<li><a {at(href=f'/c{n};jsessionid={visit.session}', title=escape(name))}>{escape(name)}</a></li>"
        for n, name in enumerate(visit.menu)
    )
    return f"<ul {at(class_='nav', id='menu')}>{''.join(links)}</ul>"


def share(visit):
    return f"<div class='bdsharebuttonbox'>分享到：{''.join(f'<a href=#>{name}</a>' for name in visit.networks)}</div>"


def related(visit):
    links = "".join(f"<li><a href=x.html>{escape(name)}</a><span>2020-01-02</span></li>" for name in visit.related)
    return f"<div class=xgwz><h3>相关文章</h3><ul>{links}</ul></div>"


def trs(body, visit=Visit(), title=TITLE):
    at = Attributes(visit)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta {at(name="ArticleTitle", content=title)}>
<title>{title}_某县人民政府</title><script>var hits={visit.hits};</script></head><body>
<div {at(class_="header", id="top")}>{menu(visit, at)}<span>今天是{visit.today}</span></div>
<div class="wz">当前位置：<a href="/?s={visit.session}">首页</a>&gt;<a href="./">信息公开年报</a></div>
<div {at(class_="con", style="width:1200px")}><h2>{title}</h2><div class="info"><span>时间：2022-01-13 10:10</span>
<span>来源：某县人民政府办公室</span><span>浏览次数：<b>{visit.hits}</b>次</span>
<span>【字体：<a href="javascript:a(1)">大</a> <a href="#">中</a> <a href="#">小</a>】</span><a href="#">打印本页</a></div>
<div {at(class_="TRS_Editor", id="zoom")}>{body}</div>{share(visit)}<div>扫一扫在手机打开当前页</div>{related(visit)}</div>
<div class="footer"><p>主办：某县人民政府办公室　地址：某县某路1号，您是第{visit.hits}位访客。网站标识码：6401220001</p></div>
</body></html>""".encode()


def nameless(body, visit=Visit(), title=TITLE):
    at = Attributes(visit)
    return f"""<html><head><title>某县人民政府</title></head><body><div id="q1">{menu(visit, at)}</div>
<div id="q2"><div id="q3"><ul><li><a href=1>信息公开指南</a></li><li><a href=2>信息公开年报</a></li></ul></div>
<div {at(id="q4", class_="w700")}><div>您的位置： <a href=1>首页</a> -&gt; <a href=1>年报</a></div><h1>{title}</h1>
<p>发布日期：2022-01-13　　信息来源：某县某局　　点击数：{visit.hits}</p>{body}
<p>【<a href="javascript:print()">打印</a>】【<a href="javascript:close()">关闭</a>】</p>
<div>上一篇：<a href=1>2018年某县人民政府信息公开年度报告</a></div><div>下一篇：没有了</div>{share(visit)}</div></div>
<div id="q9">版权所有 某县人民政府 ICP备05000001号<br>您是第{visit.hits}位访客，今天是{visit.today}</div></body></html>""".encode()


def tables(body, visit=Visit(), title=TITLE):
    """An old portal: everything in nested layout tables, GB18030 under a name that lies."""
    at = Attributes(visit)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>{title}</title></head>
<body><table {at(width="1000", border="0")}><tr><td>{menu(visit, at)}</td></tr></table><table width=1000><tr><td width=200>
<table><tr><td><a href=1>指南</a></td></tr><tr><td><a href=1>目录</a></td></tr><tr><td><a href=1>年报</a></td></tr></table></td>
<td><table><tr><td>当前位置：首页-&gt;年报</td></tr><tr><td align=center class="title"><b>{title}</b></td></tr>
<tr><td align=center>作者：佚名　文章来源：本站　点击数：{visit.hits}　更新时间：2022-1-13</td></tr><tr><td>{body}</td></tr>
<tr><td align=right>[ <a href=#>收藏</a> ] [ <a href=#>打印</a> ] [ <a href=#>关闭</a> ]</td></tr></table></td></tr></table>
<table width=1000><tr><td align=center>某县人民政府主办 版权所有<br>访问量：{visit.hits}</td></tr></table></body></html>""".encode(
        "gb18030"
    )


def boxed(body, visit=Visit(), title=TITLE):
    """With the 索引号 box above the title, both inside the container."""
    at = Attributes(visit)
    return f"""<html><head><meta {at(name="ArticleTitle", content=title)}/><title>某县人民政府 年报 {title}</title></head><body>
<div class=top>{menu(visit, at)}</div><div {at(class_="content", id="c1")}><table class="xx">
<tr><td>标题</td><td colspan=3>{title}</td></tr><tr><td>索引号</td><td>11370/2022-{visit.hits}</td><td>公开方式</td><td>主动公开</td></tr>
<tr><td>发布机构</td><td>某镇</td><td>生成日期</td><td>2022-01-20</td></tr></table><h1>{title}</h1>
<p>发布日期：2022-01-20 字号：<a>大</a> <a>中</a> <a>小</a> 打印</p>{body}{share(visit)}</div>{related(visit)}
<div class=foot>主办单位：某县政府</div></body></html>""".encode()


def scripted(body, visit=Visit(), title=TITLE):
    at = Attributes(visit)
    detail = json.dumps({"id": visit.hits, "title": title, "content": body})
    return f"""<html><head><meta {at(name="ArticleTitle", content=title)}><title>{title}</title></head><body>{menu(visit, at)}
<div id="app"></div><script>window._CONFIG = {{SID:'755042', HITS: {visit.hits}, DETAIL: {detail}, TREE:[]}}</script></body></html>""".encode()


PORTALS = {"trs": trs, "nameless": nameless, "tables": tables, "boxed": boxed, "scripted": scripted}


def flat(text):
    """Lines without white space but the tabs between cells: how a text is compared with the truth."""
    lines = (unicodedata.normalize("NFKC", line) for line in text.split("\n") if line.strip())
    return ["\t".join("".join(cell.split()) for cell in line.split("\t")) for line in lines]


def grids(blocks):
    rows = [block.rows() for block in blocks if isinstance(block, Table)]
    return [[["".join(unicodedata.normalize("NFKC", cell).split()) for cell in row] for row in table] for table in rows]
