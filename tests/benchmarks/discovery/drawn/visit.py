"""A visit in memory: an Explorer asks a drawn portal, over several hosts, with redirects, forms and robots.txt."""

import gzip
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from spiders.discovery import Explorer
from spiders.discovery.client_redirects import sends_on
from spiders.portals import Portal
from spiders.portals.hosts import same_portal

MAX_HOPS = 10
NOISE = {"t", "_t", "from", "isappinstalled", "token", "print", "style", "type"}


def plain(url):
    """Return an address without what the wire and the noise add, so that two spellings of a place are one."""
    parts = urlsplit(re.sub(r";jsessionid=[^?#]*", "", url, flags=re.IGNORECASE))
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in NOISE))
    path = unquote(parts.path).lower().removesuffix("index.html")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{'?' + query.lower() if query else ''}"


@dataclass
class Visit:
    """What a visit asked, found, and said at its end. ``asked`` are the addresses on the wire, redirects included."""

    world: object
    in_flight: int = 1
    asked: list = field(default_factory=list)
    reports: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)
    foreign: list = field(default_factory=list)
    stopped: str = ""
    verdict: tuple = ("", "")
    seconds: float = 0.0

    def run(self):
        """Visit to the end; return itself."""
        begun = time.monotonic()
        self.explorer = Explorer(Portal(code=self.world.code, name=self.world.name, home=self.world.home))
        self.waiting, self.done, self.factors, air = {}, set(), {}, []
        self._add(self.explorer.seeds())
        limit = 200 + 10 * len(self.world.site.oracle)
        while len(self.asked) < limit:
            best = self._best()
            if not air:
                self.stopped = self.explorer.stop(self._priority(best) if best else None, len(self.waiting)) or ""
                if best is None or self.stopped:
                    break
            while best is not None and len(air) < self.in_flight:
                air.append((best, self._fetch(self.waiting.pop(best.key))))
                self.done.add(best.key)
                best = self._best()
            self._land(*air.pop(0))
        self.verdict = (
            self.explorer.verdict() if len(self.asked) < limit else ("endless", f"more than {limit} requests")
        )
        self.seconds = time.monotonic() - begun
        return self

    def _best(self):
        return max(self.waiting.values(), key=self._priority, default=None)

    def _priority(self, link):
        return link.score * self.factors.get(link.group, 1.0)

    def _land(self, link, answer):
        reading = self.explorer.failed(link, answer) if isinstance(answer, str) else self.explorer.read(answer, link)
        for report in reading.reports:
            self.reports.setdefault((report.key, report.year), report)
        self._add(reading.links)
        self.factors.update(self.explorer.factors())

    def _add(self, links):
        for link in links:
            if not same_portal(link.url, self.explorer.portal):
                self.foreign.append(link.url)
            elif link.key not in self.done and (
                link.key not in self.waiting or self.waiting[link.key].score < link.score
            ):
                self.waiting[link.key] = link

    def _fetch(self, link):
        """Return the response at the end of all redirects, or the name of the error."""
        if link.render:
            return self._failed(link.url, "no_browser")
        url, method, body = link.url, link.method, link.body
        for _ in range(MAX_HOPS):
            if self._forbidden(url):
                return self._failed(url, "robots")
            response = self._ask(url, method, body)
            target = self._target(response)
            if target is None:
                return response if response.status < 400 else self._failed(url, f"http_{response.status}")
            if not same_portal(target, self.explorer.portal):
                return self._failed(url, "redirected")
            url, method, body = target, "GET" if response.status in {301, 302, 303} else method, ""
        return self._failed(url, "redirects")

    def _failed(self, url, error):
        self.failures.append((error, url))
        return error

    def _ask(self, url, method, body):
        self.asked.append(url if method == "GET" else f"{url}#{method} {body}")
        status, headers, content = self.world.answer(url, method, body, {})
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
            headers = {name: value for name, value in headers.items() if name != "Content-Encoding"}
        cls = responsetypes.from_args(headers=Headers(headers), url=url, body=content)
        return cls(url=url, status=status, headers=headers, body=content)

    def _target(self, response):
        if response.status in {301, 302, 303, 307, 308}:
            return urljoin(response.url, response.headers["Location"].decode())
        target = sends_on(response)
        return None if target in {None, response.url} else target

    def _forbidden(self, url):
        rules = [
            line.removeprefix("Disallow: ")
            for line in self.world.site.robots.splitlines()
            if line.startswith("Disallow: ")
        ]
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return any(path.startswith(rule) for rule in rules)
