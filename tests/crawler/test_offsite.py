import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Request
from scrapy.utils.test import get_crawler

from crawler.downloader.offsite import ForbiddenError, OffsiteGuard, is_public
from spiders.portals import Portal
from spiders.request_context import KEY, RequestContext

PORTAL = Portal(code="640122", name="贺兰县", home="http://www.nxhl.gov.cn/")
PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "localhost", "a.localhost",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["219.145.244.73", "1.1.1.1", "2400:3200::1"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_as_public_as_the_one_inside(address):
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@given(st.ip_addresses())
def test_nothing_private_is_public(address):
    if ipaddress.ip_address(address).is_private:  # which from Python 3.13 on includes 2002::/16
        assert not is_public(str(address))


def boundary(**settings):
    return OffsiteGuard.from_crawler(get_crawler(settings_dict=settings))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]:80/x", "http://localhost:8000/", "http://169.254.169.254/latest"]
)
def test_a_private_address_is_refused_unless_allowed(url):
    with pytest.raises(ForbiddenError) as refused:
        boundary().process_request(Request(url))
    assert refused.value.kind == "forbidden_address"
    assert boundary(ALLOW_PRIVATE_ADDRESSES=True).process_request(Request(url)) is None


def test_the_replicas_own_address_is_the_one_exception():
    trusting = boundary(TRUSTED_HOSTS="127.0.0.1:8001")
    assert trusting.process_request(Request("http://127.0.0.1:8001/robots.txt")) is None
    with pytest.raises(ForbiddenError):
        trusting.process_request(Request("http://127.0.0.1:8002/robots.txt"))


def test_only_the_portals_own_hosts_are_asked():
    ours = Request("http://nxhl.gov.cn/zwgk/", meta={KEY: RequestContext(portal=PORTAL)})
    assert boundary().process_request(ours) is None
    for url in ("http://www.yanchi.gov.cn/", "http://www.nxhl.gov.cn.evil.example/", "http://www.nxhl.gov.cn:8080/"):
        with pytest.raises(ForbiddenError) as refused:
            boundary().process_request(Request(url, meta={KEY: RequestContext(portal=PORTAL)}))
        assert refused.value.kind == "forbidden_host"
