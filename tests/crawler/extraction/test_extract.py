import json

import pytest

from crawler.extraction import current, extract, limits, reader, readers, sniff
from crawler.extraction.base import Status
from crawler.versions.similarity import normal

BODY = "<p>根据条例要求，编制本报告。</p><p>一、总体情况</p><table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>0</td></tr></table>"
TEXT = "根据条例要求，编制本报告。\n一、总体情况\n\n信息内容\t本年制发件数\n规章\t0"


def test_the_folder_is_the_registry():
    assert {"html", "json", "mht", "plain", "docx", "doc", "pdf"} <= set(readers())
    assert current() == {"sniff": sniff.VERSION} | {name: found.VERSION for name, found in readers().items()}
    for name, found in readers().items():
        assert name == found.NAME
        for media_type in found.MEDIA_TYPES:
            assert reader(media_type) is found, f"two readers for {media_type}"
    assert limits("html") is None


def test_a_page_becomes_text_and_tables():
    found = extract(f"<html><body>{BODY}</body></html>".encode(), "application/msword", "年报.doc")
    assert (found.status, found.extractor, found.media_type) == (Status.OK, "html", "text/html")
    assert found.text == TEXT
    assert [(table.kind, table.rows) for table in found.tables] == [
        ("proactive", [["信息内容", "本年制发件数"], ["规章", "0"]])
    ]


@pytest.mark.parametrize(
    ("data", "status", "extractor"),
    [
        (b"", Status.EMPTY, "sniff"),
        (b"\x01\x00\x02" * 90, Status.UNSUPPORTED, "sniff"),
        (b"<html></html>", Status.EMPTY, "html"),
        (b"%PDF-1.4 broken", Status.CORRUPT, "pdf"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nno parts", Status.CORRUPT, "mht"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Status.ENCRYPTED, "sniff"),
    ],
)
def test_what_cannot_be_read_is_a_status(data, status, extractor):
    found = extract(data)
    assert (found.status, found.extractor, found.text, found.tables) == (status, extractor, "", ())


def test_a_missing_optional_part_names_its_command(monkeypatch):
    def absent(_):
        raise ModuleNotFoundError(name="somelib")

    monkeypatch.setattr(readers()["plain"], "extract", absent)
    monkeypatch.setattr(readers()["plain"], "NEEDS", "make something", raising=False)
    assert extract("文字".encode()).notes == ("somelib is not installed: make something",)


@pytest.mark.parametrize(
    "answer",
    [
        {"custom": {"data": {"title": "某镇年度报告", "infocontent": BODY}}},
        {"code": 200, "result": [{"infoTitle": "某镇年度报告", "detail": {"content": BODY, "other": "<p>短</p>"}}]},
        {"data": json.dumps({"title": "某镇年度报告", "html": BODY.replace("<", "&lt;").replace(">", "&gt;")})},
    ],
)
@pytest.mark.parametrize("wrap", ["{}", "jsonp_1({});", "  {}"])
def test_a_detail_answer_holds_its_report_somewhere(answer, wrap):
    found = extract(wrap.format(json.dumps(answer)).encode(), "text/javascript")
    assert (found.status, found.extractor) == (Status.OK, "json")
    assert found.text == "某镇年度报告\n" + TEXT
    assert found.tables[0].kind == "proactive"


def test_an_answer_without_a_body_is_empty_and_plain_text_is_read():
    assert extract(json.dumps({"articles": [{"title": "年报", "url": "/a"}] * 5}).encode()).status is Status.EMPTY
    prose = "根据条例要求，编制本报告，全文如下，数据截至年底，欢迎查阅。\n一、总体情况\n公开信息十条，情况良好，没有其他需要说明的事项，群众满意度较高，投诉举报渠道畅通。"
    found = extract(json.dumps({"title": "某镇年报", "content": prose}).encode())
    assert found.text == "某镇年报\n" + prose


def test_broken_json_is_corrupt():
    assert extract(b'{"a": "<p>x', "application/json").status is Status.CORRUPT
    assert extract(b"[" * 100_000, "application/json").status is Status.CORRUPT


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_web_archives_and_plain_text(charset):
    archive = (
        b'From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b\r\nContent-Type: text/html\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n" + f"<html><body>{BODY}</body></html>".encode(charset) + b"\r\n--b--"
    )
    assert extract(archive, "application/msword", "年报.doc").text == TEXT
    assert normal(extract("第一行\r\n\r\n  第二行".encode(charset)).text) == "第一行第二行"
