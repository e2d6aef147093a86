"""Reports as people put them on the web, on an invented portal: each kind with its pages, and what is right of it."""

import random
from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from crawler.extraction.base import Cell, Paragraph, Table
from tests.crawler.harvest_portal import COUNTY, answer, home
from tests.replica import documents
from tests.replica.documents import MEDIA_TYPES
from tests.replica.writers import archives, scan

LIST = "/zfxxgk/nb/"
SHEET = Table((Cell(0, 0, "项目"), Cell(0, 1, "件数"), Cell(1, 0, "申请"), Cell(1, 1, "7")))
SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def title(body, year):
    return f"{COUNTY}{body}{year}年政府信息公开工作年度报告"


def paragraphs(body, year):
    """Return a report's paragraphs, none of which another body or year has."""
    lines = [f"根据《中华人民共和国政府信息公开条例》，现公布{COUNTY}{body}{year}年度报告。"]
    for number, section in enumerate(SECTIONS):
        figure = (year % 100) * 10 + number
        lines += [section, f"{year}年，{body}在这一方面办理事项{figure}件，均已按期办结，下一步加强培训，完善制度。"]
    return lines


def text(body, year):
    return [title(body, year), *paragraphs(body, year)]


def marked(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def table(year):
    return f"<table><tr><td>项目</td><td>件数</td></tr><tr><td>申请</td><td>{year}</td></tr></table>"


def page(name, inner, published="2022-01-20"):
    return (
        f"<html><head><meta charset=utf-8><title>{name}</title></head><body><div class=article><h1>{name}</h1>"
        f"<div class=info>发布时间：{published}</div><div class=content id=zoom>{inner}</div></div></body></html>"
    )


@dataclass(frozen=True)
class Kind:
    """A kind of page. ``entries``: (href, words) in the list; ``right``: (body, year) → the lines of its text."""

    entries: tuple
    pages: dict
    right: dict
    flags: dict = field(default_factory=dict)  # (body, year) → flags that it has to have
    roles: dict = field(default_factory=dict)  # (body, year) → roles of its files, in order
    rejected: tuple = ()


def pager(*links):
    return f"<div class=fenye>{' '.join(f'<a href={href}>{words}</a>' for href, words in links)}</div>"


def numbered_pages():
    body, year = "立岗镇", 2021
    name, lines = title(body, year), paragraphs(body, year)
    links = pager(("a1.html", 1), ("a1_2.html", 2), ("a1_3.html", 3), ("a1_2.html", "下一页"))
    parts = {"a1": lines[:4], "a1_2": lines[4:9], "a1_3": lines[9:]}
    return Kind(
        entries=((f"{LIST}a1.html", name),),
        pages={f"{LIST}{path}.html": page(name, marked(part) + links) for path, part in parts.items()},
        right={(body, year): text(body, year)},
        roles={(body, year): ("page", "further_page", "further_page")},
    )


def pages_by_next():
    """Only "next" leads on, and each page says which one it is behind the title."""
    body, year = "金贵镇", 2021
    name, lines = title(body, year), paragraphs(body, year)
    parts = [lines[:5], lines[5:8], lines[8:]]
    address = "/show.jsp?id=77"
    pages = {}
    for number, part in enumerate(parts, 1):
        around = [(f"{address}&page={number - 1}", "上一页"), (f"{address}&page={number + 1}", "下一页")]
        links = pager(*(around[1:] if number == 1 else around[:1] if number == len(parts) else around))
        heading = name if number == 1 else f"{name}（{number}）"
        pages[address if number == 1 else f"{address}&page={number}"] = page(heading, marked(part) + links)
    return Kind(
        entries=((address, name),),
        pages=pages,
        right={(body, year): text(body, year)},
        roles={(body, year): ("page", "further_page", "further_page")},
    )


def next_is_another_report():
    """Reports of several years, where "next page" leads from one to the next."""
    body, years = "常信乡", (2021, 2020, 2019)
    pages = {}
    for number, year in enumerate(years, 1):
        links = pager((f"c_{number - 1}.html", "上一页"), (f"c_{number + 1}.html", "下一页"))
        pages[f"{LIST}c_{number}.html"] = page(title(body, year), marked(paragraphs(body, year)) + links)
    return Kind(
        entries=tuple((f"{LIST}c_{number}.html", title(body, year)) for number, year in enumerate(years, 1)),
        pages=pages,
        right={(body, year): text(body, year) for year in years},
        roles={(body, year): ("page",) for year in years},
    )


def data_uri(media_type, data):
    return f"data:{media_type};base64,{b64encode(data).decode()}"


def document(ending, body, year):
    """Return a report as a file."""
    blocks = tuple(Paragraph(line) for line in paragraphs(body, year))
    return documents.write(ending, blocks, title(body, year), random.Random(year))


def documents_in_data_uris():
    """A page holds its report as a file, or as a page of its own: in a plug-in, a link, a frame, a script."""
    lead = "<p>现将报告公布如下：</p>"
    inner = f"<html><body>{marked(paragraphs('洪广镇', 2018))}</body></html>".encode()
    shown = {
        "立岗镇": f"<embed src='{data_uri(MEDIA_TYPES['pdf'], document('pdf', '立岗镇', 2018))}'>",
        "金贵镇": f"<a href='{data_uri(MEDIA_TYPES['docx'], document('docx', '金贵镇', 2018))}'>点击下载</a>",
        "常信乡": f"<iframe src='data:text/html;charset=utf-8,{quote(marked(paragraphs('常信乡', 2018)))}'></iframe>",
        "洪广镇": f"<object data='{data_uri('text/html', inner)}'></object>",
        "水务局": f"<iframe srcdoc='{escape(marked(paragraphs('水务局', 2018)))}'></iframe>",
    }
    return Kind(
        entries=tuple((f"{LIST}d{number}.html", title(body, 2018)) for number, body in enumerate(shown)),
        pages={
            f"{LIST}d{at}.html": page(title(body, 2018), lead * (at < 2) + it)
            for at, (body, it) in enumerate(shown.items())
        },
        right={(body, 2018): text(body, 2018) for body in shown},
        roles={(body, 2018): ("page",) for body in shown},
    )


def several_years_on_a_page():
    """Each below its own title, after a row of tabs; a table belongs to the report that it stands in."""
    body, years = "财政局", (2016, 2015, 2014)
    tabs = "".join(f"<li>{title(body, year)}</li>" for year in years)
    parts = (f"<h2>{title(body, year)}</h2>{marked(paragraphs(body, year))}{table(year)}" for year in years)
    return Kind(
        entries=((f"{LIST}e1.html", f"{COUNTY}{body}政府信息公开年报"),),
        pages={f"{LIST}e1.html": page(f"{COUNTY}{body}政府信息公开年报", f"<ul>{tabs}</ul>{''.join(parts)}")},
        right={(body, year): [*text(body, year), "项目\t件数", f"申请\t{year}"] for year in years},
    )


def several_years_behind_tabs():
    """Each below its year alone, the newest below the page's own title."""
    body, years = "审计局", (2016, 2015, 2014)
    name = f"{COUNTY}{body}政府信息公开工作年度报告"
    parts = (f"<div class=tab><h3>{year}年</h3>{marked(paragraphs(body, year))}</div>" for year in years)
    return Kind(
        entries=((f"{LIST}e2.html", name),),
        pages={f"{LIST}e2.html": page(name, "".join(parts))},
        right={(body, year): [f"{year}年", *paragraphs(body, year)] for year in years},
    )


def several_bodies_on_a_page():
    bodies, year = ("民政局", "司法局", "交通运输局"), 2016
    parts = (f"<h2>{title(body, year)}</h2>{marked(paragraphs(body, year))}" for body in bodies)
    name = f"{COUNTY}{year}年各部门政府信息公开工作年度报告"
    return Kind(
        entries=((f"{LIST}e3.html", name),),
        pages={f"{LIST}e3.html": page(name, "".join(parts))},
        right={(body, year): text(body, year) for body in bodies},
    )


def flip_book():
    """A frame shows a viewer, whose script names the pictures of the report's pages."""
    body, year = "农业农村局", 2017
    lines = paragraphs(body, year)
    halves = ((title(body, year), lines[:7]), ("", lines[7:]))
    script = "<script>var book = {pages: ['p/1.png', 'p/2.png'], thumbs: ['p/t1.png', 'p/t2.png']};</script>"
    pictures = {
        f"{LIST}book/p/{at}.png": scan.picture(
            tuple(map(Paragraph, half)), title=heading, rng=random.Random(at), kind="png"
        )
        for at, (heading, half) in enumerate(halves, 1)
    }
    viewer = f"<html><head><title>FlipBook</title></head><body><div id=book></div>{script}</body></html>"
    framed = page(title(body, year), "<iframe src='book/index.html'></iframe>")
    return Kind(
        entries=((f"{LIST}f1.html", title(body, year)),),
        pages={f"{LIST}f1.html": framed, f"{LIST}book/index.html": viewer, **pictures},
        right={(body, year): text(body, year)},
        flags={(body, year): ("page_images",)},
        roles={(body, year): ("page", "page", "attachment", "further_page")},
    )


def archive_of_bodies():
    """A year's reports in one archive: their names, or those of their folders, tell whose they are."""
    bodies, year = ("教育局", "自然资源局", "住房和城乡建设局", "卫生健康局"), 2013
    names = (title(bodies[0], year), bodies[1], f"{bodies[2]}/{year}年年报", f"4.{bodies[3]}{year}年年报（终稿）")
    files = [(f"各部门/{name}.docx", document("docx", body, year)) for name, body in zip(names, bodies, strict=True)]
    files.insert(
        1,
        (f"各部门/{bodies[0]}{year}年年报（表格）.docx", documents.write("docx", (SHEET,), "统计表", random.Random(0))),
    )
    files.append(("各部门/目录.docx", documents.write("docx", (Paragraph("目录"),), "目录", random.Random(0))))
    return Kind(
        entries=(("/upload/g.zip", f"{COUNTY}{year}年各部门政府信息公开工作年度报告"),),
        pages={"/upload/g.zip": archives.zip_of(dict(files))},
        right={(body, year): text(body, year) for body in bodies},
        roles={(bodies[0], year): ("attachment", "attachment"), (bodies[1], year): ("attachment",)},
    )


MAKERS = (
    archive_of_bodies,
    flip_book,
    numbered_pages,
    pages_by_next,
    next_is_another_report,
    documents_in_data_uris,
    several_years_on_a_page,
    several_years_behind_tabs,
    several_bodies_on_a_page,
)
KINDS = {make.__name__: make() for make in MAKERS}


def answers(target, _headers):
    """Answer as the portal that has all kinds."""
    if target == "/":
        return answer(home())
    if target == LIST:
        entries = [entry for kind in KINDS.values() for entry in kind.entries]
        rows = "".join(f"<li><a href='{href}'>{words}</a><span>2022-01-20</span></li>" for href, words in entries)
        head = f"<meta charset=utf-8><title>政府信息公开年报-{COUNTY}人民政府</title>"
        return answer(f"<html><head>{head}</head><body><ul>{rows}</ul></body></html>")
    for kind in KINDS.values():
        if target in kind.pages:
            served = kind.pages[target]
            return answer(served) if isinstance(served, str) else answer(served, kind="application/octet-stream")
    return answer("<p>none</p>", "404 Not Found")
