"""URLs of portals: which two are one resource, and what a link on a page points at.

What is requested is what a browser would ask for (the WHATWG URL standard, by ada); only the *key* unifies twins.
Refuses everything but plain http(s) without credentials, each with its reason.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

import ada_url

from spiders.linear import IGNORECASE, encodable, pattern

MAX_LENGTH = 8000  # characters; usual servers refuse a longer request line, and traps grow with every step
MAX_DEPTH = 24  # path segments; deeper is a link that feeds on itself
_BLANKS = "".join(map(chr, range(0x21))) + "\u3000\ufeff"  # the standard's, and two that editors leave in addresses
_NO_PAGE = pattern(r"[\x00-\x20]*(?:data|javascript|about|blob):", IGNORECASE)  # may be very long
_NOT_ASCII = pattern(r"[^\x00-\x7f]+")
_UNICODE = frozenset({"", "utf-8", "utf8", "utf-16", "utf-16-le", "utf-16-be"})  # whose pages send queries as UTF-8
_REFERENCE = pattern(rb"&#(\d+);")
_PORTS = {"http": 80, "https": 443}
_MAX_HOST = 253  # characters
_HOST = pattern(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?)+|\[[0-9a-f:.]+\]")
_SLASHES, _PERCENT = pattern("/{2,}"), pattern("%[0-9a-f]{2}", IGNORECASE)
_INDEX = pattern(r"/(?:index|default)\.(?:html?|shtml?|jsp|php|aspx?|jhtml)$", IGNORECASE)
_SESSION = pattern(r";jsessionid=[^/?;]*|/\([A-Za-z]\([a-z0-9]{20,28}\)\)", IGNORECASE)
_TWIN = pattern(r"_(?:wap|mobile|print)(\.s?html?)$")
_MOBILE_PATH = pattern(r"/mobile/((?:content|list|index)[_.-])")
_PRINT_PATH = pattern(r"/print/(20\d\d[/-]|\d+\.s?html?$|\d+$)")
_TWIN_HOST = pattern(r"^(?:www|m|wap|mobile|3g)\.([^.]+\.[^.]+\.)")
_NOISE = pattern(
    r"(?:utm_\w+|spm|sid_for_share|ddtab|ismobile|isappinstalled|nsukey|phpsessid|jsessionid|aspsessionid\w*|sessionid"
    r"|is_?print|print|printpage|_|t|ts|timestamp|time|rand|random|rnd|r|share_token|wxshare|from_source|fontsize)",
    IGNORECASE,
)
_ALWAYS_NOISE = pattern(
    r"utm_|spm$|sid_for|ddtab$|ismobile$|isapp|nsukey$|phpsess|jsess|aspsess|session|is_?print|print", IGNORECASE
)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_QUERY_PLAIN = frozenset(_PRINTABLE) - frozenset("\"#<>'")  # what the standard leaves as it is in a query
_MOMENT = pattern(r"|\d{10,17}|0\.\d+")  # values that say nothing: a moment, a random number


class Refusal(StrEnum):
    """Why an address is not asked for."""

    SCHEME = "scheme"  # no page of the web: javascript:, mailto:, ftp: …
    INVALID = "address_invalid"  # no URL, by the standard or by the rules for names of hosts
    CREDENTIALS = "address_credentials"  # a user's name in it: no portal's page
    TOO_LONG = "address_too_long"
    TOO_DEEP = "address_too_deep"


@lru_cache(maxsize=65_536)
def key(url: str, method: str = "GET", body: str = "", render: bool = False) -> str:
    """Return the canonical twin key: two URLs with one key are one resource. Never raises.

    Scheme, www, default port, index.html, fragment, session id, parameter order, mobile and print twins, noise
    parameters, double and trailing slashes are unified; the case of the path is kept. A POST body, and a rendered
    look at a page, make keys of their own.
    """
    parts = _split(url.strip())
    if parts is None:
        return url[:MAX_LENGTH]
    path = _SESSION.sub("", _recoded(parts.path))
    path = _MOBILE_PATH.sub(r"/pc/\1", _TWIN.sub(r"\1", _SLASHES.sub("/", path)))
    path = _INDEX.sub("/", _PRINT_PATH.sub(r"/\1", path)).rstrip("/")
    query = f"?{_query(parts.query)}" if parts.query else ""
    tail = f"#{method} {hashlib.sha256(body.encode()).hexdigest()[:16]}" if method != "GET" else ""
    return _TWIN_HOST.sub(r"\1", netloc(url)) + path + query.rstrip("?") + tail + ("#rendered" if render else "")


def _query(query: str) -> str:
    # Bytes stay bytes: a query in GBK is no UTF-8, and replacement characters would make one of many.
    ascii_only = quote(query[:MAX_LENGTH], safe=_PRINTABLE)
    pairs = parse_qsl(ascii_only, keep_blank_values=True, max_num_fields=None, encoding="latin-1")
    kept = sorted((name, value) for name, value in pairs if not _noise(name, value))
    return urlencode(kept, safe="/:,", encoding="latin-1")


def _noise(name: str, value: str) -> bool:
    if not _NOISE.fullmatch(name):
        return False
    return bool(_ALWAYS_NOISE.match(name)) or (_MOMENT.fullmatch(value) is not None)


def _recoded(path: str) -> str:
    # One spelling for %7E and ~, %e4 and %E4; bytes that are no UTF-8 stay as they are.
    try:
        return quote(unquote(path, errors="strict"), safe="/;=:@&+$,!*'()~-._")
    except UnicodeDecodeError:
        return _PERCENT.sub(lambda found: found[0].upper(), path)


@lru_cache(maxsize=65_536)
def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for a port that is none
    except ValueError:
        return None
    return parts


@lru_cache(maxsize=65_536)
def netloc(url: str) -> str:
    """Return the lower-case ``host`` or ``host:port`` of a URL, without the scheme's own port; "" when it has none."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return ""
    host = parts.hostname.lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def bare(where: str) -> str:
    """Return a ``netloc`` without www and ports of http and https: with and without them it is one place."""
    return where.removesuffix(":80").removesuffix(":443").removeprefix("www.")


def same_host(url: str, other: str) -> bool:
    """Tell whether two URLs stand on one host (www and default-port twins count)."""
    where = netloc(url)
    return bool(where) and bare(where) == bare(netloc(other))


def resolve(base: str, href: str, charset: str = "utf-8") -> str | None:
    """Return the absolute URL that a browser would ask for, without fragment; None for what is refused.

    The session id that a page's links carry is left out: it is nobody's spelling, and another at each visit.
    """
    url = _resolved(base, href, charset)[0]
    if url is None:
        return None
    path, mark, query = url.partition("?")
    return _SESSION.sub("", path) + mark + query


def refusal(base: str, href: str, charset: str = "utf-8") -> Refusal | None:
    """Return why an address is refused; None when it is not."""
    return _resolved(base, href, charset)[1]


@lru_cache(maxsize=32_768)
def _resolved(base: str, href: str, charset: str) -> tuple[str | None, Refusal | None]:
    """Resolve by the WHATWG URL standard, then refuse what no portal's page is and drop what is nobody's spelling.

    ``charset``: of the page, in which browsers send what its queries hold beyond ASCII.
    """
    if _NO_PAGE.match(href):
        return None, Refusal.SCHEME
    if len(href) > MAX_LENGTH * 2:
        return None, Refusal.TOO_LONG
    href = encodable(href.strip(_BLANKS))
    if not href.isascii() and charset.lower() not in _UNICODE:
        href = _query_in(href, charset)
    try:
        url = ada_url.join_url(base, href) if base else ada_url.normalize_url(href)
    except ValueError:
        return None, Refusal.INVALID
    return _refused_or_trimmed(url.partition("#")[0])


def _refused_or_trimmed(url: str) -> tuple[str | None, Refusal | None]:
    parts = _split(url)
    if parts is None:
        return None, Refusal.INVALID
    if parts.scheme not in _PORTS:
        return None, Refusal.SCHEME
    if parts.username is not None:
        return None, Refusal.CREDENTIALS
    host = parts.hostname or ""
    if len(host) > _MAX_HOST or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return None, Refusal.INVALID
    if parts.path.count("/") > MAX_DEPTH:
        return None, Refusal.TOO_DEEP
    return (url, None) if len(url) <= MAX_LENGTH else (None, Refusal.TOO_LONG)


def _query_in(href: str, charset: str) -> str:
    """Return an address whose query is in a page's charset: the standard's "percent-encode after encoding"."""
    head, mark, rest = href.partition("?")
    if not mark or "#" in head:
        return href
    query, hash_mark, fragment = rest.partition("#")
    try:
        query = _NOT_ASCII.sub(lambda found: _percent_encoded(found[0], charset), query)
    except LookupError:  # a charset that nobody knows
        return href
    return head + mark + query + hash_mark + fragment


def _percent_encoded(text: str, charset: str) -> str:
    encoded = text.encode(charset, "xmlcharrefreplace")
    references = _REFERENCE.sub(rb"%26%23\1%3B", encoded)
    return "".join(chr(byte) if chr(byte) in _QUERY_PLAIN else f"%{byte:02X}" for byte in references)


def located(base: str, location: bytes) -> str | None:
    """Return where a ``Location`` header leads, as it says; its bytes are sent back as they are, as browsers do."""
    ascii_only = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in location)  # noqa: PLR2004 - ASCII
    return _resolved(base, ascii_only, "utf-8")[0] if ascii_only.strip() else None


def directory(url: str) -> str:
    """Return ``host/path/`` up to the last slash (query and file name left out): where a page's neighbours live."""
    parts = _split(url)
    return netloc(url) + (parts.path.rsplit("/", 1)[0] + "/" if parts and "/" in parts.path else "/")
