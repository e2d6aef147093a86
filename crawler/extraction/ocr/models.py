"""The two neural networks of PP-OCR: where lines of text stand in a picture, and what a line says.

The models come with the package ``rapidocr`` (``make ocr``) and run on one thread, without any network access.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

NEEDS = "make ocr, or pip install 'nianbao[ocr]'"
_DETECT, _READ = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
FINDING_SCALE = 0.7  # lines are searched in a smaller picture; they are read at full resolution
MAX_SIDE_PIXELS = 2400
MIN_PIXEL_CHANCE, MIN_LINE_CHANCE = 0.3, 0.5  # that a pixel is of a line; of all its pixels on the average
UNCLIP = 1.6  # the network marks the kernel of a line: how much is grown back
LINE_PIXELS = 48  # height of a line as the reading network wants it
MIN_RIVAL_CHANCE = 0.1  # at which a letter of simplified Chinese is preferred to one that it does not write
BATCH_LINES = 4
MIN_WIDTH_PIXELS, MAX_WIDTH_PIXELS = 64, 3200


class FoundLine(NamedTuple):
    """A line of text in a picture: left, top, right, bottom in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int


class ReadLine(NamedTuple):
    """What a line says, and how sure that is (0 to 1)."""

    text: str
    score: float


@cache
def available() -> bool:
    """Tell whether the optional part is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))


@cache
def _session(name: str) -> Any:
    import onnxruntime  # noqa: PLC0415 - optional

    spec = importlib.util.find_spec("rapidocr")  # for its models only: importing it takes seconds
    assert spec is not None
    assert spec.origin is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    model = Path(spec.origin).with_name("models") / name
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@cache
def _alphabet() -> list[str]:
    words = _session(_READ).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ["", *words, " "]


@cache
def _unusual() -> Any:
    """Tell of each letter whether it is an ideograph that simplified Chinese does not write: 結, but 堃 as well."""
    import numpy as np  # noqa: PLC0415 - optional

    return np.array(
        ["\u3400" <= letter <= "\u9fff" and not letter.encode("gb2312", "ignore") for letter in _alphabet()]
    )


def _run(name: str, batch: Any) -> Any:
    session = _session(name)
    return session.run(None, {session.get_inputs()[0].name: batch})[0]


def find_lines(picture: Any) -> list[FoundLine]:
    """Return the boxes of the lines of text in a BGR picture."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    height, width = picture.shape[:2]
    scale = min(FINDING_SCALE, MAX_SIDE_PIXELS / max(height, width))
    size = max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    batch = ((small.astype("float32") / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]
    odds = _run(_DETECT, batch)[0, 0]
    mask = cv2.dilate((odds > MIN_PIXEL_CHANCE).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    across, down = width / size[0], height / size[1]
    boxes = []
    for i in range(1, min(count, 3000)):
        x, y, w, h, area = (int(n) for n in stats[i])
        inside = odds[y : y + h, x : x + w][labels[y : y + h, x : x + w] == i]
        if min(w, h) < 3 or float(inside.mean()) < MIN_LINE_CHANCE:  # noqa: PLR2004 - pixels
            continue
        grow = area * UNCLIP / (2 * (w + h))
        x0, y0 = max(0, round((x - grow) * across)), max(0, round((y - grow) * down))
        boxes.append(
            FoundLine(x0, y0, min(width, round((x + w + grow) * across)), min(height, round((y + h + grow) * down)))
        )
    return boxes


def read_lines(crops: list[Any]) -> list[ReadLine]:
    """Return what each BGR picture of one line says."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - optional

    read = [ReadLine("", 0.0)] * len(crops)
    order = sorted(range(len(crops)), key=lambda i: crops[i].shape[1] / crops[i].shape[0])
    for start in range(0, len(order), BATCH_LINES):
        lines = order[start : start + BATCH_LINES]
        widest = max(crops[i].shape[1] * LINE_PIXELS / crops[i].shape[0] for i in lines)
        width = int(min(max(MIN_WIDTH_PIXELS, widest), MAX_WIDTH_PIXELS))
        batch = np.zeros((len(lines), 3, LINE_PIXELS, width), np.float32)
        for row, i in enumerate(lines):
            scaled = min(width, max(1, int(np.ceil(crops[i].shape[1] * LINE_PIXELS / crops[i].shape[0]))))
            line = cv2.resize(crops[i], (scaled, LINE_PIXELS)).astype(np.float32)
            batch[row, :, :, :scaled] = ((line / 255 - 0.5) / 0.5).transpose(2, 0, 1)
        for i, odds in zip(lines, _run(_READ, batch), strict=True):
            read[i] = _decode(odds)
    return read


def _decode(odds: Any) -> ReadLine:
    """Read the network's columns: the same letter in neighbouring columns is one letter, 0 stands between."""
    best, chance = odds.argmax(axis=1), odds.max(axis=1)
    unusual = _unusual()
    for k in unusual[best].nonzero()[0]:
        rival = (odds[k] * ~unusual).argmax()
        best[k] = rival if rival and odds[k, rival] > MIN_RIVAL_CHANCE else best[k]
    columns = [k for k in range(len(best)) if best[k] and (k == 0 or best[k] != best[k - 1])]
    if not columns:
        return ReadLine("", 0.0)
    letters = _alphabet()
    return ReadLine("".join(letters[best[k]] for k in columns), float(chance[columns].mean()))
