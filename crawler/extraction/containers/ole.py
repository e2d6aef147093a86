"""The streams of an OLE2 container, read through olefile with its many ways to fail made one."""

from __future__ import annotations

import io
import struct

import olefile

from crawler.extraction.base import ExtractionError

MAGIC = olefile.MAGIC
_BROKEN = (
    OSError,
    struct.error,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


class Container:
    """An OLE2 file. Raises ExtractionError for one whose tables cannot be followed."""

    def __init__(self, data: bytes) -> None:
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
        except _BROKEN as error:
            msg = f"damaged OLE container: {str(error)[:150]}"
            raise ExtractionError(msg) from error

    def __contains__(self, name: str) -> bool:
        return bool(self._ole.exists(name))

    def read(self, name: str) -> bytes:
        """Return a stream's bytes, nothing when there is no such stream."""
        if name not in self:
            return b""
        try:
            with self._ole.openstream(name) as stream:
                return bytes(stream.read())
        except _BROKEN as error:
            msg = f"damaged OLE stream {name}: {str(error)[:150]}"
            raise ExtractionError(msg) from error
