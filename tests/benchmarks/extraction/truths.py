"""The truth set: invented reports in every format and markup, each with what a perfect reader returns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.extraction.base import Block, Paragraph, Table
from tests.replica.reports import compose
from tests.replica.writers import doc, docx, html, mht, odt, ofd, pdf, rtf, scan, wps, xls, xlsx
from tests.replica.writers.docx.runs import GHOST

WRITERS = {"docx": docx, "doc": doc, "wps": wps, "rtf": rtf, "odt": odt, "pdf": pdf, "ofd": ofd, "mht": mht}
BOOKS = {"xls": xls, "xlsx": xlsx}
SCANNED = ("scan", "picture", "unmapped")
DIGITAL = ("html", "docx", "doc", "wps", "rtf", "odt", "pdf", "ofd")
BODIES = (
    ("贺兰县立岗镇人民政府", "township", "贺兰县"),
    ("惠农区人民政府", "county", "惠农区"),
    ("盐池县水务局", "department", "盐池县"),
    ("伊川县城关街道办事处", "township", "伊川县"),
    ("临淄区民政局", "department", "临淄区"),
)
YEARS = (2015, 2018, 2019, 2020, 2021, 2023, 2024)
NAVIGATION = (
    "首页 > 政府信息公开 > 年度报告",
    "无障碍阅读",
    "浏览次数：317",
    "扫一扫在手机打开当前页",
    "主办：演示县人民政府办公室",
)


@dataclass(frozen=True)
class Sample:
    """One file and its truth; ``leaks`` are strings of the file that are no part of the report."""

    name: str
    format: str
    variant: str
    title: str
    blocks: tuple[Block, ...]
    data: bytes
    leaks: tuple[str, ...] = (GHOST,)


def samples(seed: str, per_variant: int = 1, only: tuple[str, ...] = ()) -> Iterator[Sample]:
    """Yield the set; another seed gives other reports."""
    for kind, variant, turn in _plan(per_variant):
        if kind not in (only or (*DIGITAL, *BOOKS)):
            continue
        rng = random.Random(f"{seed}/{kind}/{variant}/{turn}")
        agency, level, county = rng.choice(BODIES)
        report = compose(agency, level, rng.choice(YEARS[2:] if kind in BOOKS else YEARS), rng, county)
        ending = {"scan": "pdf", "unmapped": "pdf", "picture": variant}.get(kind, kind)
        yield _sample(f"{kind}-{variant}-{turn}.{ending}", kind, variant, report.title, report.blocks, rng)


def _plan(per_variant):
    markups = (*html.VARIANTS, "split")
    kinds = {"html": markups} | {kind: writer.VARIANTS for kind, writer in (WRITERS | BOOKS).items()}
    kinds |= {"scan": scan.VARIANTS, "picture": scan.PICTURES, "unmapped": ("unmapped",)}
    for kind, variants in kinds.items():
        for variant in variants:
            for turn in range(per_variant):
                yield kind, variant, turn


def _sample(name, kind, variant, title, blocks, rng):  # noqa: PLR0917 -- the fields of a sample
    if kind in BOOKS:
        tables = tuple(block for block in blocks if isinstance(block, Table))
        return Sample(name, kind, variant, "", tables, BOOKS[kind].write(tables, title=title, rng=rng, variant=variant))
    if kind == "html":
        page = portal_page(html.write(blocks, rng, variant), title, rng)
        return Sample(name, kind, variant, title, blocks, page, NAVIGATION)
    if kind == "picture":
        data = scan.picture(blocks, title=title, rng=rng, kind=variant)
    else:
        writer = {"scan": scan, "unmapped": pdf}.get(kind) or WRITERS[kind]
        data = writer.write(blocks, title=title, rng=rng, variant=variant)
    return Sample(name, kind, variant, title, (Paragraph(title), *blocks), data)


def portal_page(body: str, title: str, rng: random.Random) -> bytes:
    """Put an article into one of three page frames, in UTF-8 or in GB18030 under a wrong name."""
    where, access, views, scan, owner = NAVIGATION
    menu = "".join(
        f'<li><a href="/c{n}/">{name}</a></li>'
        for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流", "走进演示"))
    )
    related = "".join(
        f'<li><a href="/a{n}.html">演示县某局{2010 + n}年政府信息公开工作年度报告</a></li>' for n in range(8)
    )
    frame = rng.choice((_MODERN, _TABLES, _OLD))
    charset = rng.choice(("utf-8", "gb2312"))
    page = frame.format(
        body=body, title=title, menu=menu, related=related, where=where, access=access, views=views, scan=scan, owner=owner,
        charset=charset,
    )  # fmt: skip
    return page.encode("gb18030" if charset == "gb2312" else "utf-8")


_HEAD = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_演示县人民政府</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-01-20 09:30"></head>"""
_MODERN = (
    _HEAD
    + """<body><div class="header"><a href="#">{access}</a><ul class="nav">{menu}</ul></div>
<div class="crumb">{where}</div><div class="detail"><h1>{title}</h1>
<div class="info">发布时间：2024-01-20 　{views}　字号：[大 中 小]</div>
<div class="TRS_Editor" id="zoom">{body}</div><div class="share">{scan}</div></div>
<div class="related"><h3>相关文章</h3><ul>{related}</ul></div><div class="footer">{owner}　备案号00000000</div></body></html>"""
)
_TABLES = (
    _HEAD
    + """<body><table width="1000"><tr><td><table><tr><td>{access}</td></tr></table><ul>{menu}</ul></td></tr>
<tr><td width="200"><ul>{related}</ul></td><td><table><tr><td>{where}</td></tr>
<tr><td align="center"><b>{title}</b></td></tr><tr><td>来源：演示县　{views}</td></tr>
<tr><td class="bt_content"><div>{body}</div></td></tr></table></td></tr><tr><td>{scan}</td></tr>
<tr><td align="center">{owner}</td></tr></table></body></html>"""
)
_OLD = (
    _HEAD
    + """<body><div id="top">{access}<ul>{menu}</ul></div><p>{where}</p><div id="article"><div class="title">{title}</div>
<p class="meta">{views}</p><div id="articleContent">{body}</div><div id="qr">{scan}</div></div>
<div id="list"><ul>{related}</ul></div><div id="bottom"><p>{owner}</p></div></body></html>"""
)
