import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import extraction
from spiders.pages.charset import decode

TEXT = "<html><body>政府信息公开年报，共三十二件。镕堃</body></html>"
SIMPLE = "本镇认真贯彻政府信息公开条例，全年主动公开信息一百二十条，按时答复申请三件。䶮与〇"
TRADITIONAL = "本鎮認真貫徹落實政府資訊公開條例，主動公開資訊一百二十條，按時答復申請三件。"
CHARSETS = {
    "utf-8": SIMPLE,
    "utf-8-sig": SIMPLE,
    "utf-16": SIMPLE,
    "utf-16-le": SIMPLE,
    "utf-16-be": SIMPLE,
    "gb18030": SIMPLE,
    "big5": TRADITIONAL,
    "big5hkscs": TRADITIONAL + "嘅咗",
}
DECLARED = ["utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "utf-16", "x-unknown", "hex", "undefined", ""]


def page(words, charset, declared="", inner=""):
    head = f'<html><head><meta charset="{declared}"><title>年度报告</title></head>'.replace("度报告", "")
    return f"{head}<body><div><p>{words}</p>{inner}</div></body></html>".encode(charset)


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
    assert decode(body, header).text.replace("<meta charset=nonsense>", "") == TEXT


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("declared", DECLARED)
def test_no_declaration_makes_a_page_unreadable(charset, declared):
    data = page(CHARSETS[charset], charset, declared)
    assert CHARSETS[charset] in decode(data).text
    assert decode(data).notes == ()
    read = extraction.extract(data, "text/html")
    assert CHARSETS[charset] in read.text
    assert read.status == "ok"


@pytest.mark.parametrize("charset", ["gb18030", "big5"])
def test_neither_declaration_nor_length_is_needed(charset):
    words = "政府資訊公開" if charset == "big5" else "政府信息公开"
    assert decode(f"<p>{words}</p>".encode(charset)).text == f"<p>{words}</p>"


@pytest.mark.parametrize(
    "declaration",
    [
        "<?xml version='1.0' encoding='gb2312'?>",
        "<script>"
        + "var a = 1;" * 2000
        + "</script><meta http-equiv=Content-Type content='text/html; charset=gb2312'>",
    ],
)
def test_prolog_and_a_late_meta_element_declare_too(declaration):
    assert decode(f"{declaration}<p>联通".encode("gbk")).text.endswith("<p>联通")
    assert decode(b"<p>" + "联通".encode("gbk"), b"text/html; charset=GBK").text == "<p>联通"


@pytest.mark.parametrize("word", ["© 2020", "±3℃", "café"])
def test_signs_of_utf_8_are_not_taken_for_words_of_gbk(word):
    assert decode(f"<meta charset=utf-8><p>{word}".encode()).text.endswith(word)


@pytest.mark.parametrize("text", ["ئۇيغۇر تىلى", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "연변조선족자치주인민정부"])
def test_utf_8_in_any_script_is_believed(text):
    assert decode(f"<meta charset=gbk><p>{text * 9}".encode()).text.endswith(text * 9)


@pytest.mark.parametrize(
    "included", ["<div>主办：某县人民政府办公室</div><div>版权所有</div>", "<p>版权所有</p>", "<b>首页</b>"]
)
@pytest.mark.parametrize(("charset", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("big5", "utf-8")])
@pytest.mark.parametrize("where", ["before", "after"])
def test_an_include_of_another_charset_spoils_nothing(charset, other, included, where):
    main, part = page(TRADITIONAL if charset == "big5" else SIMPLE, charset, charset), included.encode(other)
    decoded = decode(part + main if where == "before" else main + part)
    assert (TRADITIONAL if charset == "big5" else SIMPLE) in decoded.text
    assert included in decoded.text
    assert decoded.notes == ("mixed_charset",)


def test_a_mixed_page_says_so_in_its_extraction():
    data = page(SIMPLE, "utf-8") + "<div>主办：某县人民政府办公室</div>".encode("gbk")
    read = extraction.extract(data, "text/html")
    assert SIMPLE in read.text
    assert "mixed_charset" in read.notes


def test_the_euro_sign_of_windows():
    decoded = decode("<p>经费共计".encode("gbk") + b"\x80" + "一百元</p>".encode("gbk"))
    assert decoded.text == "<p>经费共计€一百元</p>"
    assert decoded.notes == ()


def test_characters_that_unicode_got_later_are_no_private_ones():
    assert decode(SIMPLE.encode("gb18030") + b"\xfe\x59\xa8\xbc").text == SIMPLE + "龴ḿ"


def test_a_charset_that_nobody_reads_is_told():
    rare = "".join(map(chr, range(0x9F00, 0x9F60))).encode("gb18030")
    assert decode(b"<meta charset=x-euc-tw><p>" + rare).notes == ("unknown_charset x-euc-tw",)


def test_a_byte_order_mark_that_lies_is_not_believed():
    assert decode(b"\xef\xbb\xbf" + page(SIMPLE, "gb18030")).text == page(SIMPLE, "utf-8").decode()


def test_a_character_cut_off_at_the_end_spoils_nothing():
    for charset, size in (("utf-8", 2), ("gb18030", 1), ("utf-16-le", 1)):
        assert decode(TEXT.encode(charset) + "尾".encode(charset)[:size]).text == TEXT


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = (TEXT * 5).encode("utf-8")
    decoded = decode(body[:60] + b"\xb0" + body[60:])
    assert "政府信息公开年报" in decoded.text
    assert decoded.notes == ("damaged_bytes",)


@pytest.mark.parametrize("sign", ["\ue003", "\ufffd", "\U000f0001"])
def test_signs_without_meaning_are_never_a_text(sign):
    read = extraction.extract(page(sign * 60 + "，" + sign * 60 + "。", "utf-8"), "text/html")
    assert read.status != "ok"
    assert read.text == ""
    assert extraction.extract(page(sign + SIMPLE, "utf-8"), "text/html").status == "ok"


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_any_bytes_are_text(body, header):
    decode(body, header).text.encode()
