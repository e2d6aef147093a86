"""Reads a folder of files with one other tool. Runs in that tool's own environment and knows nothing of the project.

    python peer.py TOOL FOLDER ANSWERS.json

An answer is text, tables as grids, CPU seconds, or the error. Tables come out as the tool gives them: as cells where
it has cells, from its HTML or Markdown where it has those.
"""

import copy
import importlib
import io
import json
import mimetypes
import os
import re
import resource
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": WORD, "doc": "application/msword", "wps": "application/msword", "rtf": "application/rtf", "pdf": "application/pdf",
         "odt": "application/vnd.oasis.opendocument.text", "ofd": "application/ofd", "mht": "multipart/related",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xls": "application/vnd.ms-excel"}  # fmt: skip


def html_tables(markup):
    """Grids of the innermost tables, spans as the standard says."""
    import lxml.html  # noqa: PLC0415 -- in the peer's environment

    if not markup.strip():
        return "", []
    root = lxml.html.document_fromstring(markup)
    grids = []
    for table in root.iter("table"):
        if table.find(".//table") is not None:
            continue
        taken = {}
        for r, row in enumerate(table.iter("tr")):
            col = 0
            for cell in row.iterchildren("td", "th"):
                while (r, col) in taken:
                    col += 1
                down, right = (int(cell.get(name) or 1) for name in ("rowspan", "colspan"))
                for i in range(r, r + down):
                    for j in range(col, col + right):
                        taken[i, j] = "".join(cell.itertext()).strip() if (i, j) == (r, col) else ""
        height, width = (1 + max(place[axis] for place in taken) for axis in (0, 1)) if taken else (0, 0)
        grids.append([[taken.get((r, c), "") for c in range(width)] for r in range(height)])
    return "\n".join(line for line in (root.text_content()).splitlines() if line.strip()), grids


def markdown_tables(text):
    """Grids of pipe tables."""
    grids, rows = [], []
    for line in [*text.splitlines(), ""]:
        if line.strip().startswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
        elif rows:
            grids.append(rows)
            rows = []
    return grids


def trafilatura(path):
    tool = importlib.import_module("trafilatura")
    data = path.read_bytes()
    text = tool.extract(data, include_tables=True) or ""
    return text, html_tables(tool.extract(data, output_format="html", include_tables=True) or "")[1]


def pdfplumber(path):
    tool = importlib.import_module("pdfplumber")
    with tool.open(path) as pdf:
        text = "\n".join(page.extract_text() or "" for page in pdf.pages)
        return text, [
            [[c or "" for c in row] for row in table] for page in pdf.pages for table in page.extract_tables()
        ]


def python_docx(path):
    tool = importlib.import_module("docx")
    lines, grids = [], []
    for item in tool.Document(str(path)).iter_inner_content():
        if hasattr(item, "rows"):
            grids.append([[cell.text for cell in row.cells] for row in item.rows])
            lines += ["\t".join(dict.fromkeys(row)) for row in grids[-1]]
        else:
            lines.append(item.text)
    return "\n".join(lines), grids


def mammoth(path):
    tool = importlib.import_module("mammoth")
    with path.open("rb") as file:
        return html_tables(tool.convert_to_html(file).value.replace("</p>", "</p>\n").replace("</tr>", "</tr>\n"))


def markitdown(path):
    tool = importlib.import_module("markitdown")
    text = tool.MarkItDown().convert(path).text_content
    return text, markdown_tables(text)


def kreuzberg(path):
    tool = importlib.import_module("kreuzberg")
    kind = TYPES.get(path.suffix[1:]) or mimetypes.guess_type(path.name)[0]
    result = tool.extract_bytes_sync(path.read_bytes(), kind)
    return result.content, [table.cells for table in result.tables]


def tika(path):
    os.environ["PATH"] = "/"  # where it finds tesseract it starts it twice a document, for nothing
    tool = importlib.import_module("extractous")
    reader, _ = tool.Extractor().set_xml_output(True).extract_bytes(bytearray(path.read_bytes()))
    markup = io.BytesIO()
    while block := reader.read(65536):
        markup.write(block)
    text = markup.getvalue().decode()
    return html_tables(re.sub(r"^<\?xml[^>]*>", "", text).replace("</p>", "</p>\n").replace("</tr>", "</tr>\n"))


def pages(path):
    """Yield a scan's pages as RGB pictures, those of a PDF at 200 per inch."""
    if path.suffix == ".pdf":
        for page in importlib.import_module("pypdfium2").PdfDocument(path):
            yield page.render(scale=200 / 72).to_pil().convert("RGB")
    else:
        with importlib.import_module("PIL.Image").open(path) as image:
            for frame in importlib.import_module("PIL.ImageSequence").Iterator(image):
                yield frame.convert("RGB")


def tesseract(path, mode="3"):
    texts = []
    for page in pages(path):
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            page.save(file, "PNG")
            file.flush()
            command = ["tesseract", file.name, "-", "-l", "chi_sim", "--psm", mode]
            texts.append(subprocess.run(command, check=True, capture_output=True).stdout.decode())
    return "\n".join(texts), []


@cache
def img2table_reader(engine):
    readers = importlib.import_module("img2table.ocr")
    if engine == "tesseract":
        return readers.TesseractOCR(lang="chi_sim", psm=3)
    return readers.RapidOCR({"Rec.lang_type": importlib.import_module("rapidocr").LangRec.CH})


def img2table(path, engine):
    """The lines an engine reads, and the ruled tables that img2table finds, filled with those."""
    reader = img2table_reader(engine)
    lines, grids = {}, []
    for number, page in enumerate(pages(path)):
        picture = io.BytesIO()
        page.save(picture, "PNG")
        document = importlib.import_module("img2table.document").Image(src=picture)
        words = reader.of(document)
        for record in words.records.get(0, []) if words else ():
            lines.setdefault((number, record["parent"]), []).append(record["value"] or "")
        given = copy.copy(reader)  # what is read once for the text is not read again for the tables
        given.of = lambda document, words=words: words  # noqa: ARG005 -- the name it is called by
        tables = document.extract_tables(ocr=given) if words else []
        grids += [[[cell.value or "" for cell in row] for row in table.content.values()] for table in tables]
    return "\n".join("".join(words) for words in lines.values()), grids


def kreuzberg_ocr(path):
    tool = importlib.import_module("kreuzberg")
    ocr = tool.OcrConfig(backend="tesseract", language="chi_sim")
    kind = mimetypes.guess_type(path.name)[0]
    result = tool.extract_bytes_sync(path.read_bytes(), kind, tool.ExtractionConfig(force_ocr=True, ocr=ocr))
    return result.content, [table.cells for table in result.tables]


def docling(path):
    converter = importlib.import_module("docling.document_converter").DocumentConverter()
    text = converter.convert(path).document.export_to_markdown()
    return text, markdown_tables(text)


TOOLS = {
    "trafilatura": trafilatura, "pdfplumber": pdfplumber, "python-docx": python_docx, "mammoth": mammoth,
    "markitdown": markitdown, "kreuzberg": kreuzberg, "tika": tika, "docling": docling,
    "tesseract": tesseract, "tesseract-6": partial(tesseract, mode="6"), "kreuzberg-ocr": kreuzberg_ocr,
    "img2table-tesseract": partial(img2table, engine="tesseract"), "img2table-rapidocr": partial(img2table, engine="rapidocr"),
}  # fmt: skip


def main(tool, folder, answers):
    read = TOOLS[tool]
    results = {}
    files = sorted(path for path in Path(folder).iterdir() if path.suffix != ".json")
    for path in files[:1]:  # imports and models are not counted
        answer(read, path)
    for path in files:
        started = spent()
        results[path.name] = answer(read, path) | {"seconds": spent() - started}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    Path(answers).write_text(json.dumps({"peak": peak, "files": results}), "utf-8")


def spent():
    """Seconds of CPU, those of finished child processes too."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def answer(read, path):
    """What a tool raises is its answer for that file."""
    try:
        text, tables = read(path)
    except BaseException as error:  # noqa: BLE001 -- a peer may raise anything, and Rust panics are no Exceptions
        return {"error": f"{type(error).__name__}: {error}"[:200], "text": "", "tables": []}
    return {"text": text, "tables": tables}


if __name__ == "__main__":
    main(*sys.argv[1:])
