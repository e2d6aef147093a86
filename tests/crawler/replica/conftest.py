"""A walker of the tests' own: it knows every script of the replica and follows all that a person could click."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.replica.family import Family
from tests.replica.site import Page
from tests.replica.world import SELECTIONS, build

HOST = "127.0.0.1:8000"
FILE = re.compile(r"\.(?:pdf|docx?)$|^/d/|downfile\.jsp|downloadZtb|download\.do", re.IGNORECASE)
_TWIN = re.compile(r"^/hdjl/|^/print/|_wap\.html|print=1|/mobile/|jsessionid")  # and the calendar without end
_PLAIN = (
    r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""",
    r"""\["[^"]+","(/[^"]*)"\]""",  # 盐池县: the menu
    r"""location\.replace\("([^"]+)"\)""",
    r"""getJSON\("([^"]+)\"""",
    r"""content="0; ?url=([^"]+)\"""",  # 新郑市: before the disclosure
    r"""location\.href='([^']+)'""",
    r"""<option value="([^"]+)\"""",  # 新郑市: the pager
    r"""\\?"url\\?": \\?"([^"\\]+)""",  # 遂溪县: answers and attachments
    r""""href": "([^"]+)\"""",  # 师宗县: answers
)
_FOUND = re.compile("|".join(_PLAIN), re.IGNORECASE)


def links(text: str) -> set[str]:
    """Return every link of a page as it is written, those that its scripts would write included."""
    found = {unescape(next(filter(None, groups))) for groups in _FOUND.findall(text) if any(groups)}
    return found | _pagers(text) | _scripts(text)


def _pagers(text: str) -> set[str]:
    found = set()
    if pager := re.search(r'createPageHTML\((\d+), \d+, "(\w+)", "(\w+)"\)', text):
        found |= {f"{pager[2]}_{page}.{pager[3]}" for page in range(1, int(pager[1]))}
    if pager := re.search(r"createPageHTML\('page_div',(\d+), \d+,'(\w+)','shtml'", text):
        found |= {f"{re.sub('_[0-9]+$', '', pager[2])}_{page}.shtml" for page in range(2, int(pager[1]) + 1)}
    if pager := re.search(r"var countPage=(\d+);.*?href=\"([^']+)'\+\(i\+(\d)\)\+'([^\"]*)\"", text):
        found |= {f"{pager[2]}{page + int(pager[3])}{pager[4]}" for page in range(1, int(pager[1]))}
    if pager := re.search(r"location\.href='([^']+)'\+(?:\(n-1\+(\d)\)|this\.value)\+'([^']*)'", text):
        chosen = re.findall(r'<option value="(\d+)">第', text)
        called = [str(int(n) - 1 + int(pager[2] or 0)) for n in re.findall(r"javascript:go\((\d+)\)", text)]
        found |= {f"{pager[1]}{number}{pager[3]}" for number in (*chosen, *called)}
    if pager := re.search(r"var countPage = (\d+);", text):
        found |= {f"index_{page}.html" for page in range(1, int(pager[1]))}
    if pager := re.search(r"var pageCount=(\d+)", text):
        found |= {f"?page={page + 1}" for page in range(1, int(pager[1]))}
    if pager := re.search(r'pageCount: (\d+), pageIndex: \d+, url: "([^"]+)"', text):
        found |= {pager[2].replace("{0}", str(page)) for page in range(2, int(pager[1]) + 1)}
    return found


def _scripts(text: str) -> set[str]:
    found = set()
    if config := re.search(r"window\._CONFIG = (\{.*\});</script>", text):
        settings = json.loads(config[1])
        for node in settings.get("TREE", ()):
            pages = range(1, node["post_count"] // 20 + 2)
            found |= {f"gkmlpt/api/all/{node['id']}?page={page}&sid={settings['SID']}" for page in pages}
    if asked := re.search(r'base \+ "\?cid=(\d+)', text):
        found.add(f"/api/content/list?cid={asked[1]}&pageNo=1&pageSize=20")
    if sealed := re.search(r'var sealed = "([^"]+)"', text):
        raw = base64.b64decode(sealed[1])
        found |= links(unquote("".join(chr(byte ^ (place % 7 + 1)) for place, byte in enumerate(raw))))
    return found


def forms(target: str, text: str) -> list[tuple[str, dict[str, str]]]:
    """Return what the scripts of a page would send: target and form."""
    if state := re.search(r'name="__VIEWSTATE" id="__VIEWSTATE" value="([^"]+)"', text):
        pages = set(re.findall(r"__doPostBack\('AspNetPager1','(\d+)'\)", text))
        return [(target, {"__VIEWSTATE": state[1], "__EVENTARGUMENT": page}) for page in sorted(pages)]
    if guid := re.search(r'var infoid = "([^"]+)"', text):
        endpoint = re.search(r'\$\.ajax\(\{url: "([^"]+)"', text)
        return [(endpoint[1], {"params": json.dumps({"infoid": guid[1]})})]
    return []


def _own(target: str, link: str) -> str:
    """Return the target of a link on the portal's own host, or nothing."""
    try:
        parts = urlsplit(_join(f"http://{HOST}{target}", link))
    except ValueError:
        return ""
    path = re.sub(r";jsessionid=\w+", "", parts.path) + (f"?{parts.query}" if parts.query else "")
    return "" if parts.scheme != "http" or parts.netloc != HOST or _TWIN.search(path) else path


def _join(url: str, link: str) -> str:
    if link.startswith("gkmlpt/api"):
        return url.rpartition("gkmlpt/")[0] + link
    if link.startswith("/") and not link.startswith("//"):
        return f"http://{HOST}{link}"  # urljoin keeps "//" inside a path, and so do we
    return urljoin(url, link)


def _further(target: str, text: str) -> set[str]:
    """Return the next pages of an endpoint that says how many it has."""
    if found := re.search(r'"pageTotal": (\d+)', text):
        return {re.sub(r"pageNo=\d+", f"pageNo={page}", target) for page in range(2, int(found[1]) + 1)}
    return set()


def walk(family: Family) -> dict[str, bytes]:
    """Return the body behind every target that can be reached from the home page."""
    site, seen, todo = family.site, {}, ["/"]

    def read(target: str, page: Page) -> set[str]:
        text = site.body(target, page, HOST).decode(page.charset or site.charset)
        text = text.replace('\\"', '"') if page.content_type == "application/json" else text
        found = {_own(target, link) for link in links(text)} | _further(target, text)
        for endpoint, form in forms(target, text):
            if page.status == 200 and (endpoint, str(form)) not in sent:
                sent.add((endpoint, str(form)))
                found |= read(endpoint, site.posts[endpoint.partition("?")[0]](endpoint, form))
        return found

    sent: set[tuple[str, str]] = set()
    while todo:
        target = todo.pop()
        page = site.find(target) if target and target not in seen else None
        if page is None or target.startswith(site.disallowed or ("\0",)):
            continue
        if location := dict(page.headers).get("Location"):
            todo.append(location)
        elif FILE.search(target):
            seen[target] = b""  # rendering a thousand documents proves nothing here
        else:
            seen[target] = site.body(target, page, HOST)
            todo += sorted(read(target, page) - seen.keys())
    return seen


@pytest.fixture(scope="session")
def families() -> list[Family]:
    return [build(county) for county in (*SELECTIONS["all"], *SELECTIONS["wild"][:2])]


@pytest.fixture(scope="session")
def walked() -> dict[str, dict[str, bytes]]:
    return {}


@pytest.fixture(scope="session")
def reached(walked):
    """Walk a portal once in a session."""

    def reach(family: Family) -> dict[str, bytes]:
        if family.county.code not in walked:
            walked[family.county.code] = walk(family)
        return walked[family.county.code]

    return reach
