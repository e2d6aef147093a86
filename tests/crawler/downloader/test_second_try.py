"""Which hosts are asked once more, laxly."""

import pytest
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Request, Response

from crawler.downloader.second_try import SecondTry
from crawler.downloader.tls import PeerCertificate
from storage.values import TlsFacts

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


@pytest.mark.parametrize(("verified", "told"), [(False, {"www.x.gov.cn": "expired"}), (True, {})])
def test_a_host_read_laxly_is_at_fault_only_when_its_certificate_does_not_verify(verified, told):
    certificate = PeerCertificate.__new__(PeerCertificate)
    why = "the first handshake was reset" if verified else "expired"
    certificate.tls = TlsFacts(protocol="TLSv1.2", cipher="x", verified=verified, why=why, chain="a" * 64)
    second_try = SecondTry(strict=False)
    url = "https://www.x.gov.cn/nb/"
    second_try.process_exception(Request(url), TLS)
    second_try.process_response(Request(url), Response(url, certificate=certificate))
    assert second_try.unverified == told
