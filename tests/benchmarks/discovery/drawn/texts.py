"""What is written: texts of reports and of all that is none. Invented; the figures come from the seed."""

import io
import random
import zipfile
from functools import cache

SECTIONS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
OLD_SECTIONS = (
    "一、概述",
    "二、主动公开政府信息的情况",
    "三、依申请公开政府信息办理情况",
    "四、政府信息公开的收费及减免情况",
    "五、存在的主要问题和改进措施",
)
REMARKS = (
    "通过政府网站、政务新媒体和公示栏发布各类信息{n}条，其中政策文件{m}件，解读材料{k}篇。",
    "全年受理政府信息公开申请{k}件，均在法定期限内答复，没有收取任何费用。",
    "调整充实领导小组，明确{k}名专（兼）职工作人员，组织业务培训{m}次。",
    "因政府信息公开引起的行政复议{z}件，行政诉讼0件。",
    "一是公开内容不够全面，部分信息更新不够及时；二是队伍力量有待加强。下一步将继续完善制度，拓展渠道。",
    "按照《政府信息公开信息处理费管理办法》的规定，本年度没有收取信息处理费。",
)
NEWS = (
    "{county}召开春季造林绿化动员会",
    "{county}举办第{k}届农民丰收节",
    "县领导到{town}调研乡村振兴工作",
    "{town}开展森林防火宣传",
    "我县新增高标准农田{n}亩",
    "{county}组织收看安全生产电视电话会议",
    "{town}集中整治人居环境",
    "县政府党组理论学习中心组举行学习会",
    "{county}中学学子在省级比赛中获奖",
    "我县开展政府信息公开工作培训",
    "企业年报公示工作全面启动",
    "{town}为老年人办好实事",
)
OTHERS = {
    "公示公告": (
        "关于{town}国有建设用地使用权挂牌出让的公告",
        "{county}{y}年公开招聘教师体检公告",
        "{town}{y}年耕地地力保护补贴公示",
        "{county}{y}年第一批城镇保障性住房分配公示",
        "关于督促企业报送{y}年度企业年报的公告",
    ),
    "政府信息公开指南": ("{county}人民政府信息公开指南", "{county}财政局政府信息公开指南"),
    "政府信息公开制度": (
        "{county}政府信息公开保密审查制度",
        "{county}政府信息公开工作年度报告制度",
        "{county}依申请公开工作规程",
        "中华人民共和国政府信息公开条例",
    ),
    "财政预决算": (
        "{county}财政局{y}年度部门决算公开",
        "{county}{y}年政府预算公开",
        "{town}{y}年度部门决算",
        "{county}审计局{y}年度部门预算",
    ),
    "法治政府建设年度报告": (
        "{county}{y}年法治政府建设年度报告",
        "{county}司法局{y}年度法治政府建设情况报告",
        "{town}{y}年法治政府建设年度报告",
    ),
    "政策文件": (
        "{county}人民政府办公室关于印发{y}年政务公开工作要点的通知",
        "{county}人民政府关于{y}年国民经济和社会发展计划的通知",
        "关于加强安全生产工作的意见",
    ),
}


def paragraphs(name, own, year, rng):
    """Return the paragraphs of one body's report of one year."""
    heads = SECTIONS if year >= 2019 else OLD_SECTIONS
    lead = (
        f"根据《中华人民共和国政府信息公开条例》的规定，编制{name}{year}年政府信息公开工作年度报告。"
        f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )
    remarks = list(REMARKS)
    rng.shuffle(remarks)
    yield lead
    for head, remark in zip(heads, remarks, strict=False):
        yield head
        yield f"{year}年，{own}认真贯彻落实条例要求。" + remark.format(
            n=rng.randint(40, 900), m=rng.randint(1, 30), k=rng.randint(1, 9), z=rng.randint(0, 1)
        )


def table(year, rng):
    """Return the statutory table on what was published, as markup; nothing before 2019."""
    if year < 2019:
        return ""
    heads = (
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
        if year > 2020
        else ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量")
    )
    rows = [heads, *((what, *(str(rng.randint(0, 9)) for _ in range(3))) for what in ("规章", "规范性文件"))]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="1"><tr><td colspan="4">第二十条第（一）项</td></tr>{body}</table>'


def markup(name, own, year, rng):
    """Return a report's text as markup."""
    lines = list(paragraphs(name, own, year, rng))
    lines.insert(5, "")
    return "".join(f"<p>{line}</p>" if line else table(year, rng) for line in lines)


def fill(template, county, rng):
    """Return a title that is no report's."""
    town = rng.choice(county.towns)[0]
    return template.format(
        county=county.name, town=town, y=rng.randint(2018, 2024), n=rng.randint(100, 900), k=rng.randint(1, 9)
    )


def article(title, rng):
    """Return the markup of an article that is no report."""
    body = f"为做好有关工作，现就“{title}”有关事项说明如下。请各单位结合实际认真组织实施，遇到问题及时反馈。"
    return f"<p>{body}</p><p>联系电话：0{rng.randint(100, 999)}-{rng.randint(2000000, 8999999)}。</p>"


@cache
def _fonts():
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - slow, and only some portals have files
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


@cache
def pdf(title, lines):
    """Return a PDF of these lines."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("STSong-Light", 10)
    rows = [title, *(line[at : at + 48] for line in lines for at in range(0, len(line), 48))]
    for number, row in enumerate(rows):
        canvas.drawString(50, 790 - 16 * (number % 45), row)
        if number % 45 == 44:
            canvas.showPage()
            canvas.setFont("STSong-Light", 10)
    canvas.save()
    return out.getvalue()


@cache
def docx(title, lines):
    """Return a DOCX of these lines."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    rows = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (title, *lines))
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    wml = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{kinds}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{wml}"/></Types>',
            "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" Type="{office}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{rows}</w:body></w:document>',
        }
    )


def zipped(files):
    """Return a ZIP of these files; the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 1, 20, 9, 0, 0)), data)
    return out.getvalue()


def rng(*parts):
    """Return the chance of a place: the same parts give the same figures."""
    return random.Random("|".join(map(str, parts)))


def json(value):
    """Return a value as JSON with its letters."""
    import json as written  # noqa: PLC0415 - this module has the name

    return written.dumps(value, ensure_ascii=False)
