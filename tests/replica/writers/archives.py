"""Archives as portals offer them: names in GBK without a flag, in UTF-8 with and without it; 7z; folders."""

from __future__ import annotations

import io

import py7zr

from tests.replica.writers.package import zipped

ENCODINGS = ("gbk", "utf-8", "flagged")


def zip_of(files: dict[str, bytes], encoding: str = "gbk") -> bytes:
    """Return a zip whose names are bytes of ``encoding``; only ``flagged`` says that they are UTF-8."""
    if encoding == "flagged":
        return zipped(dict(files))
    raw = [name.encode(encoding) for name in files]
    places = [f"@{n:03d}".ljust(len(name), "@") for n, name in enumerate(raw)]
    data = zipped(dict(zip(places, files.values(), strict=True)))
    for place, name in zip(
        places, raw, strict=True
    ):  # no writer leaves the flag out, so the names are put in afterwards
        data = data.replace(place.encode(), name)
    return data


def seven_zip_of(files: dict[str, bytes]) -> bytes:
    """Return a 7z archive. Its bytes differ from day to day: the library stamps the present time."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()
