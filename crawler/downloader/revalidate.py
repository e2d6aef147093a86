"""Ask conditionally where the server gave a validator."""

from __future__ import annotations

from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawler.downloader.record import RunMiddleware


class Revalidate(RunMiddleware):
    """Asks conditionally where the server gave a validator, and turns a 304 into the answer we hold."""

    def process_request(self, request: Request) -> None:
        """Add If-None-Match / If-Modified-Since of the last answer that we still hold."""
        known = self.run.stored(request)
        if known is None:
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Replace a 304 by the stored answer, flagged ``unchanged``, so that parsing goes on as if it had arrived."""
        if response.status != 304:  # noqa: PLR2004 - Not Modified
            return response
        known = self.run.stored(request)
        if known is None:
            return response
        headers = Headers({name: value for name, value in known.headers if name.lower() != "content-length"})
        kind = responsetypes.from_args(headers=headers, url=request.url, body=known.body)
        return kind(url=request.url, status=known.status, headers=headers, body=known.body, flags=["unchanged"])
