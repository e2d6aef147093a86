"""Scanned reports: printed pages as pictures, crooked, noisy, compressed; as image-only PDF or as a picture file."""

from __future__ import annotations

import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction.base import Block
from tests.replica.writers import fonts
from tests.replica.writers.press import Page, Run, Style, typeset

VARIANTS = ("clear", "coarse", "fine", "crooked", "noisy", "bilevel", "sideways", "flipped")
PICTURES = ("jpeg", "png", "tiff")
_DPI = {"coarse": 150, "fine": 300}
_USUAL_DPI = 200
_CROOKED = 1.2  # degrees at most
_PAPER, _INK = 252, 24


def write(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, variant: str = "") -> bytes:
    """Return a PDF whose pages are pictures: ``flipped`` on their head, every second ``sideways`` one on its side."""
    variant = variant or rng.choice(VARIANTS)
    style = Style(measure=fonts.measure)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number, page in enumerate(typeset(blocks, title, style)):
        image = scanned(page, style, rng, variant)
        width, height = style.width, style.height
        if variant == "sideways" and number % 2:
            image, width, height = image.transpose(Image.Transpose.ROTATE_90), height, width
        if variant == "flipped":
            image = image.transpose(Image.Transpose.ROTATE_180)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(packed(image, variant)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture(blocks: tuple[Block, ...], *, title: str = "", rng: random.Random, kind: str = "jpeg") -> bytes:
    """Return one picture: TIFF has a page per page, JPEG and PNG are one long strip as portals publish them."""
    style = Style(measure=fonts.measure, folio="")
    images = [scanned(page, style, rng, "clear") for page in typeset(blocks, title, style)]
    buffer = io.BytesIO()
    if kind == "tiff":
        first, *more = [image.convert("1") for image in images]
        first.save(
            buffer, "TIFF", compression="group4", dpi=(_USUAL_DPI, _USUAL_DPI), save_all=True, append_images=more
        )
        return buffer.getvalue()
    strip = Image.new("L", (images[0].width, sum(image.height for image in images)), _PAPER)
    top = 0
    for image in images:
        strip.paste(image, (0, top))
        top += image.height
    strip.save(buffer, kind.upper(), dpi=(_USUAL_DPI, _USUAL_DPI))
    return buffer.getvalue()


def scanned(page: Page, style: Style, rng: random.Random, variant: str) -> Image.Image:
    """Return one page as a scanner would see it."""
    scale = _DPI.get(variant, _USUAL_DPI) / 72
    image = Image.new("L", (round(style.width * scale), round(style.height * scale)), _PAPER)
    draw = ImageDraw.Draw(image)
    for rule in page.rules:
        draw.line([round(value * scale) for value in rule], fill=_INK, width=max(round(0.5 * scale), 1))
    for run in page.runs:
        _draw_run(draw, run, scale)
    if variant in {"crooked", "noisy"}:
        image = image.rotate(rng.uniform(-_CROOKED, _CROOKED), Image.Resampling.BICUBIC, fillcolor=_PAPER)
    if variant == "noisy":
        grain = Image.frombytes("L", image.size, rng.randbytes(image.width * image.height))
        image = Image.blend(image.filter(ImageFilter.GaussianBlur(0.6)), grain, 0.12)
    return image


def _draw_run(draw: ImageDraw.ImageDraw, run: Run, scale: float) -> None:
    missing = set(run.text) - fonts.characters()
    if missing:
        msg = f"the replica's font has no {''.join(sorted(missing))}"
        raise ValueError(msg)
    font, x = _font(round(run.size * scale)), run.x
    for char in run.text:
        draw.text((x * scale, run.y * scale), char, font=font, fill=_INK, anchor="ls")
        x += fonts.measure(char) * run.size + run.spacing


@lru_cache(maxsize=16)
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts.PATH, pixels)


def packed(image: Image.Image, variant: str) -> io.BytesIO:
    """Return the picture's bytes, ready to be read: JPEG, or PNG for black and white."""
    buffer = io.BytesIO()
    if variant == "bilevel":
        image.convert("1").save(buffer, "PNG")
    else:
        image.save(buffer, "JPEG", quality=55 if variant == "noisy" else 80)
    buffer.seek(0)
    return buffer
