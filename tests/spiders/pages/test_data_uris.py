from base64 import b64encode, urlsafe_b64encode
from time import process_time

import pytest

from spiders.pages.data_uris import InlineDocument, inline_documents

PDF = b"%PDF-1.4 " + bytes(range(256)) * 3
WRITTEN = b64encode(PDF)


@pytest.mark.parametrize(
    "page",
    [
        b"<embed src='data:application/pdf;base64," + WRITTEN + b"'>",
        b'<object type="application/pdf" data="data:application/pdf;name=a.pdf;base64,' + WRITTEN + b'"></object>',
        b"<a href=data:application/pdf;base64," + WRITTEN + b">x</a>",
        b"<iframe src='viewer.html?file=data:application/pdf;base64," + WRITTEN.replace(b"+", b"%2B") + b"'></iframe>",
        b"<iframe src='data:application/pdf;base64," + WRITTEN[:80] + b"\r\n" + WRITTEN[80:] + b"'></iframe>",
        b"<iframe src='DATA:application/pdf;BASE64," + urlsafe_b64encode(PDF).rstrip(b"=") + b"'></iframe>",
        b"<script>PDFJS.getDocument({data: atob('" + WRITTEN + b"')})</script>",
    ],
)
def test_a_page_holds_a_document(page):
    assert inline_documents(b"<html><body>" + page) == (InlineDocument("application/pdf", PDF),)


def test_markup_may_be_written_in_percents_and_references():
    written = b"<iframe src='data:text/html;charset=utf-8,%3Cp%3E&lt;b&gt;\xe5\xb9\xb4\xe6\x8a\xa5%E5%B9%B4%3C/p%3E'></iframe>"
    assert inline_documents(written) == (InlineDocument("text/html", "<p><b>年报年</p>".encode()),)


@pytest.mark.parametrize(
    "page",
    [
        b"<img src='data:image/png;base64," + b64encode(b"x" * 900) + b"'>",
        b"<style>@font-face{src:url(data:font/woff2;base64," + WRITTEN + b")}</style>",
        b"<link href='data:text/css;base64," + WRITTEN + b"'>",
        b"<script>$.ajax({data: {id: 1, name: 'a long name of something'}, success: f})</script>",
        b"<iframe src='data:application/pdf;base64,A'></iframe>",
    ],
)
def test_what_is_no_document(page):
    assert inline_documents(page) == ()


def test_a_hostile_page_costs_what_it_weighs():
    seconds = []
    for size in (200_000, 400_000):
        start = process_time()
        inline_documents(b"data:a/b" * size + b";a" * size + b"data:application/pdf;base64," + b"A " * size)
        seconds.append(process_time() - start)
    assert seconds[1] < 4 * max(seconds[0], 0.05)
