"""OFD (GB/T 33190) packages: fixed pages of placed text with run-length glyph steps, and paths for table rules.

Variants: a default namespace, absolute paths, head and foot in a template page, a matrix on every text object.
"""

from __future__ import annotations

import random
from dataclasses import replace
from xml.sax.saxutils import escape

from crawler.extraction.base import Block
from tests.replica.writers.package import zipped
from tests.replica.writers.press import Page, Run, Style, typeset
from tests.replica.writers.press.lines import half_width

VARIANTS = ("plain", "unprefixed", "absolute", "template", "matrix")
_NAMESPACE = "http://www.ofdspec.org/2016"
_MM = 25.4 / 72
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FONT = 3
_TEMPLATE = 900_000  # first object number of the template page
_WORTH = 3  # equal steps from which a group is shorter


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return an .ofd; a ``title`` is set in large type above the blocks."""
    variant = variant or rng.choice(VARIANTS)
    style = Style(folio="— {} —")
    templated = variant == "template"
    pages = typeset(blocks, title, replace(style, folio="") if templated else style)
    root = "/Doc_0/" if variant == "absolute" else ""
    parts = {"OFD.xml": _entry(), "Doc_0/Document.xml": _document(len(pages), style, root, templated=templated)}
    parts["Doc_0/PublicRes.xml"] = (
        f'<ofd:Res xmlns:ofd="{_NAMESPACE}" BaseLoc="Res"><ofd:Fonts>'
        f'<ofd:Font ID="{_FONT}" FontName="仿宋" FamilyName="仿宋"/></ofd:Fonts></ofd:Res>'
    )
    if templated:
        head = Page(runs=[Run(style.left, 52.0, 9.0, title or "年度报告")])
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _page(head, style, rng, variant, _TEMPLATE)
    for number, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(page, style, rng, variant, 1000 * (number + 1))
    if variant == "unprefixed":
        parts = {name: xml.replace("xmlns:ofd=", "xmlns=").replace("ofd:", "") for name, xml in parts.items()}
    return zipped({name: _XML + xml for name, xml in parts.items()})


def _entry() -> str:
    return (
        f'<ofd:OFD xmlns:ofd="{_NAMESPACE}" DocType="OFD" Version="1.0"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>5e6f0000000000000000000000000001</ofd:DocID><ofd:CreationDate>2024-01-02</ofd:CreationDate>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _box(style: Style) -> str:
    return f"0 0 {style.width * _MM:.2f} {style.height * _MM:.2f}"


def _document(pages: int, style: Style, root: str, *, templated: bool) -> str:
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="{root}Pages/Page_{n}/Content.xml"/>' for n in range(pages))
    template = f'<ofd:TemplatePage ID="5" BaseLoc="{root}Tpls/Tpl_0/Content.xml"/>' if templated else ""
    return (
        f'<ofd:Document xmlns:ofd="{_NAMESPACE}"><ofd:CommonData><ofd:MaxUnitID>999999</ofd:MaxUnitID><ofd:PageArea>'
        f"<ofd:PhysicalBox>{_box(style)}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>{root}PublicRes.xml</ofd:PublicRes>{template}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )


def _page(page: Page, style: Style, rng: random.Random, variant: str, ident: int) -> str:
    objects = [_rule(rule, ident + 500 + n) for n, rule in enumerate(page.rules)]
    objects += [_text(run, rng, ident + n, matrix=variant == "matrix") for n, run in enumerate(page.runs)]
    own = variant == "template" and ident < _TEMPLATE
    template = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if own else ""
    return (
        f'<ofd:Page xmlns:ofd="{_NAMESPACE}">{template}<ofd:Area><ofd:PhysicalBox>{_box(style)}</ofd:PhysicalBox>'
        f'</ofd:Area><ofd:Content><ofd:Layer ID="{ident + 999}" Type="Body">{"".join(objects)}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )


def _rule(rule: tuple[float, float, float, float], ident: int) -> str:
    x0, y0, x1, y1 = (value * _MM for value in rule)
    box = f"{x0:.3f} {y0:.3f} {max(x1 - x0, 0.2):.3f} {max(y1 - y0, 0.2):.3f}"
    return (
        f'<ofd:PathObject ID="{ident}" Boundary="{box}" LineWidth="0.17" Stroke="true">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:.3f} {y1 - y0:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(run: Run, rng: random.Random, ident: int, *, matrix: bool) -> str:
    size = run.size * _MM
    steps = [(half_width(char) * run.size + run.spacing) * _MM for char in run.text]
    x, y = run.x * _MM, (run.y - run.size) * _MM
    box = f"{x:.3f} {y:.3f} {sum(steps):.3f} {size * 1.3:.3f}"
    scale, shape = 1.0, ""
    if matrix:
        scale = rng.choice((0.5, 2.0))
        shape = f' CTM="{scale} 0 0 {scale} 0 0"'
    delta = _deltas([step / scale for step in steps[:-1]])
    return (
        f'<ofd:TextObject ID="{ident}" Boundary="{box}" Font="{_FONT}" Size="{size / scale:.4f}"{shape}>'
        f'<ofd:TextCode X="0" Y="{size / scale:.4f}"{delta}>{escape(run.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(steps: list[float]) -> str:
    """Return DeltaX: equal steps are written ``g count step``."""
    if not steps:
        return ""
    groups: list[tuple[str, int]] = []
    for step in (f"{step:.3f}" for step in steps):
        if groups and groups[-1][0] == step:
            groups[-1] = (step, groups[-1][1] + 1)
        else:
            groups.append((step, 1))
    written = " ".join(f"g {count} {step}" if count > 2 else " ".join([step] * count) for step, count in groups)
    return f' DeltaX="{written}"'
