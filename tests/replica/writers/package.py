"""Zip containers of the office formats, with fixed times so that equal parts give equal bytes."""

from __future__ import annotations

import io
import zipfile

EPOCH = (2024, 1, 2, 8, 30, 0)


def zipped(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """Return a zip of the parts in their order; those named in ``stored`` are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return buffer.getvalue()
