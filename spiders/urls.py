"""URLs of portals: which two are one resource, what a link on a page points at, and whose host it is.

What is requested is always the portal's own spelling (``//`` in a path may matter to its server); only the *key*
unifies twins. Refuses everything but plain http(s) without credentials.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

LONGEST = 2048  # characters; servers refuse more, and traps grow longer with every step
DEEPEST = 24  # path segments; deeper is a link that feeds on itself
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?)+|\[[0-9a-f:.]+\]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{0,30}):")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml?|jsp|php|aspx?|jhtml)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?;]*|/\([A-Za-z]\([a-z0-9]{20,28}\)\)", re.IGNORECASE)
_TWIN = re.compile(r"_(?:wap|mobile|print)(?=\.s?html?$)")
_MOBILE_PATH = re.compile(r"/mobile/(?=(?:content|list|index)[_.-])")
_PRINT_PATH = re.compile(r"/print/(?=20\d\d[/-]|\d+\.s?html?$|\d+$)")
_TWIN_HOST = re.compile(r"^(?:www|m|wap|mobile|3g)\.(?=[^.]+\.[^.]+\.)")
_NOISE = re.compile(
    r"(?:utm_\w+|spm|sid_for_share|ddtab|ismobile|isappinstalled|nsukey|phpsessid|jsessionid|aspsessionid\w*|sessionid"
    r"|is_?print|print|printpage|_|t|ts|timestamp|time|rand|random|rnd|r|share_token|wxshare|from_source|fontsize)",
    re.IGNORECASE,
)
_ALWAYS_NOISE = re.compile(
    r"utm_|spm$|sid_for|ddtab$|ismobile$|isapp|nsukey$|phpsess|jsess|aspsess|session|is_?print|print", re.IGNORECASE
)
_MOMENT = re.compile(r"|\d{10,17}|0\.\d+")  # values that say nothing: a moment, a random number


@lru_cache(maxsize=65_536)
def key(url: str, method: str = "GET", body: str = "", render: bool = False) -> str:
    """Return the canonical twin key: two URLs with one key are one resource. Never raises.

    Scheme, www, default port, index.html, fragment, session id, parameter order, mobile and print twins, noise
    parameters, double and trailing slashes are unified; the case of the path is kept. A POST body, and a rendered
    look at a page, make keys of their own.
    """
    parts = _split(url.strip())
    if parts is None:
        return url[:LONGEST]
    path = _SESSION.sub("", _recoded(parts.path))
    path = _MOBILE_PATH.sub("/pc/", _TWIN.sub("", re.sub(r"/{2,}", "/", path)))
    path = _INDEX.sub("/", _PRINT_PATH.sub("/", path)).rstrip("/")
    query = f"?{_query(parts.query)}" if parts.query else ""
    tail = f"#{method} {hashlib.sha256(body.encode()).hexdigest()[:16]}" if method != "GET" else ""
    return _TWIN_HOST.sub("", netloc(url)) + path + query.rstrip("?") + tail + ("#rendered" if render else "")


def _query(query: str) -> str:
    pairs = parse_qsl(query[:LONGEST], keep_blank_values=True, max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if not _noise(name, value))
    return urlencode(kept, safe="/:,")


def _noise(name: str, value: str) -> bool:
    if not _NOISE.fullmatch(name):
        return False
    return bool(_ALWAYS_NOISE.match(name)) or (_MOMENT.fullmatch(value) is not None)


def _recoded(path: str) -> str:
    # One spelling for %7E and ~, %e4 and %E4; bytes that are no UTF-8 stay as they are.
    try:
        return quote(unquote(path, errors="strict"), safe="/;=:@&+$,!*'()~-._")
    except UnicodeDecodeError:
        return path


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


@lru_cache(maxsize=32_768)
def resolve(base: str, href: str) -> str | None:
    """Return the absolute URL a browser would ask for, without fragment; None for what is no page of the web.

    Unlike ``urljoin`` a ``//`` inside a path survives: some platforms answer 404 without it.
    """
    href = re.sub(
        r"[\t\r\n]", "", href.strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f \t\r\n\u3000\ufeff")
    )
    href = href.split("#", 1)[0]
    if len(href) > LONGEST or re.search(r"[\x00-\x1f\x7f]", href):
        return None
    scheme = _SCHEME.match(href)
    if scheme and scheme[1].lower() not in _PORTS:
        return None
    parts = _split(_joined(base, href.replace("\\", "/") if "?" not in href else href, absolute=scheme is not None))
    if parts is None or parts.scheme not in _PORTS or parts.username is not None:
        return None
    host = (parts.hostname or "").lower()
    if not _HOST.fullmatch(f"[{host}]" if ":" in host else host) or parts.path.count("/") > DEEPEST:
        return None
    path = _SESSION.sub("", parts.path)  # a session of ours is nobody's spelling, and another at each visit
    url = f"{parts.scheme}://{netloc(parts.geturl())}{_quoted(path) or '/'}"
    url += f"?{_quoted(parts.query)}" if parts.query else ""
    return url if len(url) <= LONGEST else None


def located(base: str, location: bytes) -> str | None:
    """Return where a ``Location`` header leads; its bytes are sent back as they are, as browsers do."""
    ascii_only = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in location)  # noqa: PLR2004 - ASCII
    return resolve(base, ascii_only) if ascii_only.strip() else None


def _joined(base: str, href: str, *, absolute: bool) -> str:
    if absolute:
        return re.sub(r"^(\w+):/*", lambda m: m[1].lower() + "://", href)
    parts = _split(base)
    if parts is None:
        return ""
    root = f"{parts.scheme}://{parts.netloc}"
    if href.startswith("//"):
        return f"{parts.scheme}:{href}"
    if not href:
        return root + parts.path + (f"?{parts.query}" if parts.query else "")
    if href.startswith("?"):
        return root + parts.path + href
    path, mark, query = href.partition("?")
    if not path.startswith("/"):
        path = (parts.path.rsplit("/", 1)[0] if "/" in parts.path else "") + "/" + path
    return root + _dots(path) + mark + query


def _dots(path: str) -> str:
    # RFC 3986 5.2.4, but empty segments are segments.
    out: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if path.endswith(("/.", "/..")):
        out.append("")
    return "/" + "/".join(out)


def _quoted(text: str) -> str:
    return quote(text, safe="%/:=&?+$,;@!*'()~-._[]|{}^`")


def directory(url: str) -> str:
    """Return ``host/path/`` up to the last slash (query and file name left out): where a page's neighbours live."""
    parts = _split(url)
    return netloc(url) + (parts.path.rsplit("/", 1)[0] + "/" if parts and "/" in parts.path else "/")
