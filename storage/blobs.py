"""Bytes by their SHA-256, in a directory or an object store. Create-only: nothing here overwrites or deletes a blob."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import obstore
from obstore.exceptions import AlreadyExistsError, GenericError
from obstore.store import LocalStore, from_url
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random

from storage.errors import StorageError, as_storage_error

_again = retry(
    retry=retry_if_exception_type(GenericError),
    wait=wait_exponential(multiplier=0.25) + wait_random(0, 0.25),
    stop=stop_after_attempt(6),  # eight seconds or nine: a server that starts anew is survived, a lost one is told
    reraise=True,
)


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    return function  # a disk that fails does not get better by waiting


def key_of(sha256: str) -> str:
    """Return the key at which the payload with this digest lies."""
    return f"blobs/sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


class Store:
    """A directory or an object store behind one API. Every failure is a StorageError."""

    def __init__(self, url: str, *, write: bool = False) -> None:
        """Open ``url``: a directory, or s3://bucket/prefix. Raises StorageError when it cannot be used."""
        self.url = url
        self.root = (
            None if "://" in url and not url.startswith("file://") else Path(url.removeprefix("file://")).absolute()
        )
        self._again = _again if self.root is None else _once
        with as_storage_error(f"cannot use the archive {url}"):
            if self.root is None:
                self._store: Any = self._remote(url)
            else:
                if write:
                    self._writable(self.root)
                self._store = LocalStore(self.root, mkdir=write)

    @staticmethod
    def _remote(url: str) -> Any:
        try:
            return from_url(url, retry_config={"max_retries": 0}, client_options={"timeout": "60s", "allow_http": True})
        except (ValueError, TypeError) as error:
            raise StorageError(f"ARCHIVE_URL: {error}") from error

    @staticmethod
    def _writable(root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        trial = root / ".writable"
        trial.write_bytes(b"")
        trial.unlink()

    def put(self, key: str, data: bytes | Path) -> bool:
        """Put ``data`` at ``key`` unless something is there; return whether it was new."""
        with as_storage_error(f"cannot write {key} to {self.url}"):
            if self.root is not None:
                self.root.stat()  # a directory that was taken away must not be begun anew, half the archive in each
            try:
                self._again(obstore.put)(self._store, key, data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
            return True

    def get(self, key: str, start: int = 0, length: int | None = None) -> bytes | None:
        """Return what lies at ``key`` (or a range of it), or None."""
        with as_storage_error(f"cannot read {key} from {self.url}"):
            try:
                if length is None:
                    return bytes(self._again(obstore.get)(self._store, key).bytes())
                return bytes(self._again(obstore.get_range)(self._store, key, start=start, length=length))
            except FileNotFoundError:
                return None

    def download(self, key: str) -> IO[bytes] | None:
        """Return a temporary file with what lies at ``key``, or None. For what is too large for memory."""
        with as_storage_error(f"cannot read {key} from {self.url}"):
            try:
                stream = self._again(obstore.get)(self._store, key).stream()
            except FileNotFoundError:
                return None
            file = tempfile.TemporaryFile()  # noqa: SIM115 – the caller closes it
            for chunk in stream:
                file.write(chunk)
            file.seek(0)
            return file

    def size(self, key: str) -> int | None:
        """Return the number of bytes at ``key``, or None."""
        with as_storage_error(f"cannot look at {key} in {self.url}"):
            try:
                return int(self._again(obstore.head)(self._store, key)["size"])
            except FileNotFoundError:
                return None

    def names(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield (key, bytes) of everything below ``prefix``."""
        with as_storage_error(f"cannot list {prefix} in {self.url}"):
            for batch in obstore.list(self._store, prefix):
                yield from ((meta["path"], meta["size"]) for meta in batch)

    def sweep(self, key: str) -> None:
        """Remove what a killed put left beside ``key`` (a directory's store writes ``key#1`` and then renames it)."""
        if self.root is not None:
            for path in (self.root / key).parent.glob(f"{Path(key).name}#*"):
                path.unlink()
