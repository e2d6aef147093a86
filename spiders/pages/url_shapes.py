"""What a URL's shape says before it is asked for: a document, an article, or neither. No words, no scores."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from spiders.linear import IGNORECASE, pattern

_FILE = pattern(
    r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|odt|ods|zip|rar|7z|pptx?|tiff?)(?:$|[?&#;])"
    r"|/downfile\.jsp|[/_]content/download\.jsp|DownloadAttachUrl"
    r"|(?:file|attach)[Dd]own|downloadFile|/XxgkAnnualReport/download/|AnnualReport/download/",
    IGNORECASE,
)
_HANDED_OUT = pattern(r"/(?:download|attach(?:ment)?|fj|file)/[^?]*\d", IGNORECASE)
_PAGE = pattern(r"\.s?html?$", IGNORECASE)
_NAMED = pattern(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|odt|ods|zip|rar|7z|pptx?)\s*(?:[（(\[【].{0,30})?$", IGNORECASE)
_SHOWN = pattern(r"[?&](?:file|src|furl|fileurl|pdf|pdfurl)=([^&#]{5,1000})", IGNORECASE)
_IMAGE = pattern(r"\.(?:jpe?g|png|gif|bmp|tiff?)(?:$|[?#])", IGNORECASE)
_ASSET = pattern(
    r"\.(?:jpe?g|png|gif|bmp|ico|svg|css|js|mp4|mp3|flv|avi|wmv|swf|exe|apk|woff2?|ttf|rss)(?:$|[?#])", IGNORECASE
)
_ARTICLE = pattern(
    r"/t\d{8}_\d+\.|/t\d{6,}\.s?html?$|/20\d{4}/|/20\d\d[-/]\d{1,2}(?:-\d{1,2}|/\d{1,2})?/|/art/|/info/\d+/\d+|/info/egovinfo/"
    r"|content[_-]?\d|content\.jsp|/content/\d|/contents/|doc_[0-9a-f]{16,}|post_\d+|[0-9a-f]{32}|/c\d\d?_\d+\."
    r"|[0-9a-f]{8}-[0-9a-f]{4}-|/\d{5,}\.(?:s?html?|jhtml|aspx?|jsp)$|/\d{15,}(?:$|[^\w-])|article|(?:/|_)show[/_-]|show-\d|details?[/?._]"
    r"|news(?:info|show|view)|view\.asp|/\d+-\d+-\d+\.html?$|/i\d{5,}\.|infoguid=|(?:wbnewsid|infoid|newsid|articleid)=",
    IGNORECASE,
)


def is_file(url: str) -> bool:
    """Tell whether the URL names a document (or an endpoint that hands one out)."""
    return _FILE.search(url) is not None or (_HANDED_OUT.search(url) is not None and _PAGE.search(url) is None)


def names_file(words: str) -> bool:
    """Tell whether the words of a link are a document's name, whatever its URL: 年度报告.docx (36 KB)."""
    return _NAMED.search(words) is not None


def shown_file(url: str) -> str:
    """Return the address of the document that a viewer's page shows, as its query names it; "" for any other page."""
    match = _SHOWN.search(url)
    address = unquote(match[1], errors="replace") if match else ""
    return address if is_file(address) and not is_file(url[: url.find("?")]) else ""


def is_image(url: str) -> bool:
    """Tell whether the URL names a picture."""
    return _IMAGE.search(url) is not None


def is_asset(url: str) -> bool:
    """Tell whether the URL names a picture, style, script, film or programme: nothing that leads on."""
    return _ASSET.search(url.split("?", 1)[0]) is not None


def is_article(url: str) -> bool:
    """Tell whether the URL has one of the shapes that platforms give to single articles."""
    return _ARTICLE.search(url, url.find("/", len("https://"))) is not None


def file_name(url: str) -> str:
    """Return the last path segment, decoded; "" when there is none."""
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1], errors="replace")
