"""Which hosts are asked once more, laxly."""

import pytest
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Request, Response

from crawler.downloader.second_try import SecondTry

TLS = DownloadFailedError("TLS: the certificate does not verify")


@pytest.mark.parametrize(
    ("answered", "asked_again"),
    [(None, True), ("http://www.x.gov.cn/", True), ("https://www.x.gov.cn/", False), ("https://y.gov.cn/", True)],
)
def test_a_host_is_asked_again_unless_it_has_answered_over_tls(answered, asked_again):
    second_try = SecondTry(strict=False)
    if answered:
        second_try.process_response(Request(answered), Response(answered))
    again = second_try.process_exception(Request("https://www.x.gov.cn/nb/"), TLS)
    assert (again is not None) == asked_again
    assert second_try.process_exception(Request("https://www.x.gov.cn/nb/"), TLS) is None
