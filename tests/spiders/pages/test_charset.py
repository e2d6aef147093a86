import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.pages import charset


def text(body, header=b""):
    return charset.decode(body, header).text


TEXT = "<html><body>政府信息公开年报，共三十二件。镕堃</body></html>"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode("utf-8"), b"text/html; charset=gb2312"),
        (TEXT.encode("gb18030"), b"text/html; charset=utf-8"),
        (TEXT.encode("gb18030"), b"text/html; charset=ISO-8859-1"),
        (TEXT.encode("gb18030"), b""),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), b"text/html; charset=gbk"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), b""),
        (TEXT.replace("<html>", "<html><meta charset=nonsense>").encode("gb18030"), b"charset=x-unknown"),
    ],
)
def test_bytes_outweigh_headers(body, header):
    assert text(body, header).replace("<meta charset=nonsense>", "") == TEXT


def test_a_character_cut_off_at_the_end_spoils_nothing():
    assert text(TEXT.encode("utf-8") + "尾".encode()[:2], b"") == TEXT


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = (TEXT * 5).encode("utf-8")
    assert "政府信息公开年报" in text(body[:60] + b"\xb0" + body[60:], b"")


def test_big5_is_believed_when_declared():
    page = "<meta charset=big5>政府資訊公開年度報告"
    assert text(page.encode("big5")) == page


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_any_bytes_are_text(body, header):
    assert isinstance(text(body, header), str)
