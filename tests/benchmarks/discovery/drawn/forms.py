"""Axis: what a report is. Each form publishes the reports of a column and returns the entries of its list."""

import base64
import json
from collections import defaultdict
from urllib.parse import quote

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.pages import Item, Page, token


class Form:
    """A page with the text in it; the other forms say what is different."""

    grouping = None  # the grouping it needs
    lists = None  # the lists it can stand in
    ending = "html"

    def publish(self, world, column):
        """Serve every report of a column; return the entries, newest first."""
        reports = sorted(column.reports, key=lambda report: (-report.year, report.body.slug))
        return [self.item(world, column, report) for report in reports]

    def item(self, world, column, report):
        """Serve one report and return its entry."""
        rng = texts.rng(world.seed, column.path, report.body.slug, report.year)
        title = world.naming.title(report.body, report.year, world.county, rng)
        month, day = rng.randint(1, 3), rng.randint(1, 28)
        date = f"{report.year + 1}-{month:02}-{day:02}"
        ident = int(token(world.seed, column.path, report.body.slug, report.year)[:6], 16) + 1000000
        folder = f"{column.path}{date[:4]}{date[5:7]}/"
        href = self.serve(world, column, report, title=title, date=date, folder=folder, ident=ident)
        return Item(href, title, date, report.year, report.body)

    def serve(self, world, column, report, *, title, date, folder, ident):
        """Serve the report; note its places and texts. Returns the path that the list links."""
        path = f"{folder}t{date.replace('-', '')}_{ident}.{self.ending}"
        self.around(world, column, report, title, date, path, self.inner(world, column, report, path, title, ident))
        return path

    def around(self, world, column, report, title, date, path, inner):
        """Serve a page of the report at this path with the title, the date and what is inside."""
        named = world.naming.crumbs(report.body, report.year)
        head = (
            f'<div class="article"><h1>{title}</h1><div class="info">发布时间：{date}　来源：{report.body.name if not named else "本站"}　浏览次数：'
            f'<span id="hits">{len(path)}</span></div><div class="content" id="zoom">{inner}</div></div>'
        )
        meta = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{date}"><meta name="ColumnName" content="{column.title}">'
        url = world.site.page(path, title, head, (*column.crumbs, *named, "正文"), host=column.host, meta=meta)
        report.places.add(url)
        world.site.know(url)

    def inner(self, world, column, report, path, title, ident):
        """Return the markup inside the page."""
        return self.text(world, report)

    def text(self, world, report):
        """Return the report's text as markup."""
        own = report.body.own
        name = report.body.name if world.naming_name in {"title", "chinese_digits", "full_width"} else own
        return texts.markup(name, own, report.year, texts.rng(world.seed, report.body.slug, report.year))

    def file(self, world, column, report, path, title):
        """Serve the report's file at this path; return its address."""
        lines = tuple(
            texts.paragraphs(
                report.body.name, report.body.own, report.year, texts.rng(world.seed, report.body.slug, report.year)
            )
        )
        write, kind = (
            (texts.pdf, "application/pdf")
            if path.endswith("pdf")
            else (texts.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        )
        url = world.site.put(quote(path), lambda _: write(title, lines), kind, host=column.host)
        report.texts.add(url)
        world.site.know(url)
        return url


class Attachment(Form):
    """A page that only announces the file."""

    def __init__(self, ending):
        self.kind = ending

    def inner(self, world, column, report, path, title, ident):
        name = f"{path.rsplit('/', 1)[0]}/P0{ident}{ident}.{self.kind}"
        report.places.add(self.file(world, column, report, name, title))
        return f'<p>现将{title}予以公布，详见附件。</p><p class="fj">附件：<a href="./{name.rsplit("/", 1)[1]}">{title}.{self.kind}</a></p>'


class Bare(Form):
    """The list links the file itself."""

    def serve(self, world, column, report, *, title, date, folder, ident):
        name = (
            world.naming.file.format(body=report.body.short, year=report.year)
            if world.naming.file
            else f"P0{ident}{ident}"
        )
        kind = "pdf" if ident % 3 else "docx"
        path = f"{folder}{name}.{kind}"
        report.places.add(self.file(world, column, report, path, title))
        return quote(path)


class Json(Form):
    """The text comes by a call of the page's script."""

    def inner(self, world, column, report, path, title, ident):
        api = "/api/article/detail"
        articles = world.articles
        articles[str(ident)] = {"id": ident, "title": title, "content": self.text(world, report)}
        world.site.put(
            api,
            lambda asked: texts.json({"code": 200, "data": articles.get(asked.query.get("id"))}),
            "application/json",
            host=column.host,
        )
        url = world.site.url(f"{api}?id={ident}", column.host)
        report.texts.add(url)
        report.places.add(url)
        world.site.know(url)
        return f'正在加载…<script>$(function(){{$.getJSON("{api}",{{id:"{ident}"}},function(res){{$("#zoom").html(res.data.content);}});}});</script>'


class FlipBook(Form):
    """A book of page images named in a script's file."""

    def inner(self, world, column, report, path, title, ident):
        base = f"/book/{ident}/"
        own = base if world.draw.dress == "base" else ""  # a page with a <base> names its parts in full
        pages = 3 + ident % 3
        config = ",".join(
            f'{{"l":"{own}files/large/{n}.jpg","t":"{own}files/thumb/{n}.jpg"}}' for n in range(1, pages + 1)
        )
        world.site.put(
            f"{base}js/config.js",
            f'var bookConfig={{"totalPageCount":{pages},"largePath":"{own}files/large/"}};var fliphtml5_pages=[{config}];',
            "application/javascript",
            host=column.host,
        )
        for n in range(1, pages + 1):
            report.texts.add(
                world.site.put(
                    f"{base}files/large/{n}.jpg",
                    JPEG + ident.to_bytes(4, "big") + bytes([n]),
                    "image/jpeg",
                    host=column.host,
                )
            )
        book = world.site.page(
            f"{base}index.html",
            title,
            f'<div id="book"></div><script src="{own}js/config.js"></script>',
            host=column.host,
            bare=True,
        )
        world.site.know(*report.texts, book)
        report.places.add(book)
        return f'<iframe src="{base}index.html" width="900" height="600"></iframe>'


class Frame(Form):
    """The text stands in a page of its own, framed."""

    def inner(self, world, column, report, path, title, ident):
        inside = f"{path.rsplit('/', 1)[0]}/content_{ident}.html"
        url = world.site.page(inside, title, self.text(world, report), host=column.host, bare=True)
        report.texts.add(url)
        report.places.add(url)
        world.site.know(url)
        return f'<iframe src="{inside}" id="mainFrame" frameborder="0" width="100%"></iframe>'


class Viewer(Form):
    """The list links a viewer that shows a file."""

    def serve(self, world, column, report, *, title, date, folder, ident):
        name = world.naming.file.format(body=report.body.short, year=report.year) if world.naming.file else f"{ident}"
        path = f"/upload/{date[:4]}/{name}.pdf"
        file = self.file(world, column, report, path, title)
        viewer = "/pdfjs/web/viewer.html"
        world.site.page(
            viewer,
            "PDF.js viewer",
            '<div id="viewerContainer"><div id="viewer" class="pdfViewer"></div></div><script src="../build/pdf.js"></script><script src="viewer.js"></script>',
            host=column.host,
            bare=True,
        )
        href = f"{viewer}?file={quote(quote(path), safe='')}"
        report.places |= {file, world.site.url(href, column.host)}
        return href


class SeveralYears(Form):
    """One page holds the reports of several years of a body."""

    lists = ("single", "pages", "query", "cards", "definitions")

    def publish(self, world, column):
        of_body = defaultdict(list)
        for report in sorted(column.reports, key=lambda report: -report.year):
            of_body[report.body].append(report)
        return [
            self.together(world, column, reports[at : at + 3])
            for reports in of_body.values()
            for at in range(0, len(reports), 3)
        ]

    def together(self, world, column, reports):
        newest, body = reports[0], reports[0].body
        rng = texts.rng(world.seed, body.slug, newest.year, "together")
        span = f"{reports[-1].year}—{newest.year}" if len(reports) > 1 else str(newest.year)
        name = body.name if body.level == "county" else world.county.name + body.name
        title = f"{name}{span}年政府信息公开工作年度报告"
        date, ident = f"{newest.year + 1}-01-{rng.randint(1, 28):02}", rng.randint(10**6, 10**7)
        path = f"{column.path}{date[:4]}01/t{date.replace('-', '')}_{ident}.html"
        inner = "".join(
            f'<h2 id="y{one.year}">{body.name}{one.year}年政府信息公开工作年度报告</h2>{self.text(world, one)}'
            for one in reports
        )
        for one in reports:
            self.around(world, column, one, title, date, path, inner)
        return Item(path, title, date, newest.year, body)


class ManyPages(Form):
    """An article over three pages."""

    def inner(self, world, column, report, path, title, ident):
        lines = self.text(world, report).split("</p>")
        third = len(lines) // 3 + 1
        parts = ["</p>".join(lines[at : at + third]) + "</p>" for at in range(0, len(lines), third)]
        names = [path if not n else path.replace(".html", f"_{n}.html") for n in range(len(parts))]
        pager = " ".join(f'<a href="./{name.rsplit("/", 1)[1]}">{n + 1}</a>' for n, name in enumerate(names))
        pager = f'<div class="page">{pager} <a href="./{names[1].rsplit("/", 1)[1]}">下一页</a></div>'
        for name, part in zip(names[1:], parts[1:], strict=True):
            self.around(world, column, report, title, f"{report.year + 1}-01-20", name, part + pager)
            report.texts.add(world.site.url(name, column.host))
        return parts[0] + pager


class Data(Form):
    """The text is the body of a data: address."""

    def inner(self, world, column, report, path, title, ident):
        page = f'<html><head><meta charset="utf-8"></head><body>{self.text(world, report)}</body></html>'
        return f'<iframe src="data:text/html;charset=utf-8;base64,{base64.b64encode(page.encode()).decode()}" width="100%" height="800"></iframe>'


class Zip(Form):
    """One archive a year holds the reports of all bodies; what stands on the portal is the archive."""

    grouping = "one"

    def publish(self, world, column):
        of_year = defaultdict(list)
        for report in column.reports:
            of_year[report.year].append(report)
        return [self.year(world, column, reports) for _, reports in sorted(of_year.items(), reverse=True)]

    def year(self, world, column, reports):
        year = reports[0].year
        title = f"{world.county.name}{year}年各部门、各乡镇政府信息公开工作年度报告"
        path = f"{column.path}{year + 1}02/W0{token(world.seed, column.path, year)[:12]}.zip"

        def archive(_):
            files = {}
            for one in reports:
                lines = tuple(
                    texts.paragraphs(
                        one.body.name, one.body.own, one.year, texts.rng(world.seed, one.body.slug, one.year)
                    )
                )
                files[f"{one.body.name}{year}年政府信息公开工作年度报告.docx"] = texts.docx(one.body.name, lines)
            return texts.zipped(files)

        url = world.site.put(path, archive, "application/zip", host=column.host)
        world.site.know(url)
        for one in reports:
            one.places.add(url)
            one.texts.add(url)
        return Item(path, title, f"{year + 1}-02-10", year, None)


class Pictures(Form):
    """The page shows scanned pages."""

    def inner(self, world, column, report, path, title, ident):
        shown = []
        for n in range(1, 4):
            name = f"{path.rsplit('/', 1)[0]}/W0{ident}{n}.jpg"
            report.texts.add(
                world.site.put(name, JPEG + ident.to_bytes(4, "big") + bytes([n]), "image/jpeg", host=column.host)
            )
            shown.append(f'<p style="text-align:center"><img src="./{name.rsplit("/", 1)[1]}" width="800"></p>')
        world.site.know(*report.texts)
        return "".join(shown)


class OfficeViewer(Form):
    """The page frames a foreign viewer that is given the portal's own file."""

    def inner(self, world, column, report, path, title, ident):
        file = self.file(world, column, report, f"/upload/{ident}.docx", title)
        report.places.add(file)
        return f'<iframe src="https://view.officeapps.live.com/op/embed.aspx?src={quote(file, safe="")}" width="100%" height="900"></iframe>'


class Embedded(Form):
    """The page shows a PDF by <embed>."""

    def inner(self, world, column, report, path, title, ident):
        report.places.add(self.file(world, column, report, f"/upload/{ident}.pdf", title))
        return f'<object data="/upload/{ident}.pdf" type="application/pdf" width="100%" height="900"><embed src="/upload/{ident}.pdf" type="application/pdf"></object>'


class Download(Form):
    """The page's file comes from a script that names no file."""

    def inner(self, world, column, report, path, title, ident):
        lines = tuple(
            texts.paragraphs(
                report.body.name, report.body.own, report.year, texts.rng(world.seed, report.body.slug, report.year)
            )
        )
        world.articles[f"file {ident}"] = (title, lines)
        served = "/system/download.jsp"

        def answer(asked):
            held = world.articles.get(f"file {asked.query.get('fileid')}")
            if not held:
                return Page("", status=404)
            name = f"attachment; filename*=UTF-8''{quote(held[0])}.docx"
            return Page(texts.docx(*held), "application/octet-stream", headers=(("Content-Disposition", name),))

        world.site.put(served, answer, host=column.host)
        url = world.site.url(f"{served}?fileid={ident}", column.host)
        report.texts.add(url)
        report.places.add(url)
        world.site.know(url)
        return f'<p>{title}</p><p>附件【<a href="{served}?fileid={ident}" target="_blank">{title}.docx</a>】已下载{ident % 90}次</p>'


class Variable(Form):
    """A script of the page holds the text and writes it."""

    def inner(self, world, column, report, path, title, ident):
        return f"<script>var articleContent={json.dumps(self.text(world, report)).replace('</', '<' + chr(92) + '/')};document.write(articleContent);</script>"


class Stub(Form):
    """The entry leads to a page that sends on to the file."""

    def serve(self, world, column, report, *, title, date, folder, ident):
        path = f"{folder}t{date.replace('-', '')}_{ident}.html"
        file = self.file(world, column, report, f"{folder}P0{ident}{ident}.pdf", title)
        stub = world.site.put(
            path,
            f'<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={folder}P0{ident}{ident}.pdf"><title>{title}</title></head></html>',
            host=column.host,
        )
        report.places |= {file, stub}
        world.site.know(stub)
        return path


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")

FORMS = {
    "page": Form(),
    "attachment_pdf": Attachment("pdf"),
    "attachment_docx": Attachment("docx"),
    "bare_file": Bare(),
    "json_text": Json(),
    "flip_book": FlipBook(),
    "iframe": Frame(),
    "viewer": Viewer(),
    "several_years": SeveralYears(),
    "many_pages": ManyPages(),
    "data_body": Data(),
    "zip_of_year": Zip(),
    "pictures": Pictures(),
    "office_viewer": OfficeViewer(),
    "embedded": Embedded(),
    "download_script": Download(),
    "text_in_variable": Variable(),
    "stub": Stub(),
}
