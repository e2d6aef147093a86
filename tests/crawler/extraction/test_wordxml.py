from __future__ import annotations

import pytest

from crawler.extraction import mht, wordxml
from crawler.extraction.base import ExtractionError, Table, render

WORD_2003 = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core">
<w:body><wx:sect><wx:sub-section><w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><wx:t wx:val="一、"/></w:listPr></w:pPr>
<w:r><w:t>总则</w:t></w:r></w:p></wx:sub-section>
<w:p><w:pPr><w:listPr><wx:t wx:val="·"/></w:listPr></w:pPr><w:r><w:t>点</w:t></w:r>
<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>no</w:delText><w:t>no</w:t></w:r></aml:content></aml:annotation>
<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>增</w:t></w:r></aml:content></aml:annotation></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>丙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sectPr><w:hdr><w:p><w:r><w:t>no</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"""

FLAT = """<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">
<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>平</w:t></w:r>
</w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"""

PAGES = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="b"; {start}

--b
Content-Type: text/html; charset="{charset}"
Content-Transfer-Encoding: quoted-printable
Content-ID: <one>

{one}
--b
Content-Type: text/html; charset=utf-8
Content-ID: <two>

<p>{two}</p>
--b--
"""


def test_word_2003_xml():
    blocks = wordxml.extract(WORD_2003.encode()).blocks
    assert render(blocks) == "一、总则\n点增\n\n甲\t乙\n\t丙"
    assert [b.rows() for b in blocks if isinstance(b, Table)] == [[["甲", "乙"], ["", "丙"]]]


def test_a_package_in_one_file():
    assert render(wordxml.extract(FLAT.encode()).blocks) == "平"


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<a", FLAT.replace("body", "nobody").encode()])
def test_other_xml_is_refused(data):
    with pytest.raises(ExtractionError):
        wordxml.extract(data)


def quoted(text, charset):
    return "".join(f"={byte:02X}" for byte in text.encode(charset))


def page(start="", charset="utf-8", two="短"):
    one = quoted("<p>某县政府信息公开工作年度报告</p>", charset)
    return PAGES.format(start=start, charset=charset, one=one, two=two).encode()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5", "utf-16"])
def test_a_web_archive_gives_its_page_in_any_encoding(charset):
    text = "某縣年度報告" if charset == "big5" else "某县年度报告"
    one = quoted(f"<p>{text}</p>", charset)
    data = PAGES.format(start="", charset=charset, one=one, two="短").encode()
    assert render(mht.extract(data).blocks) == text


def test_the_start_is_named_or_the_largest_page():
    assert render(mht.extract(page()).blocks) == "某县政府信息公开工作年度报告"
    assert render(mht.extract(page(start='start="<two>"')).blocks) == "短"


@pytest.mark.parametrize(
    "data",
    [b"", b"Content-Type: text/plain\n\nx", b"Content-Type: multipart/related; boundary=b\n" + b"\n--b" * 20_000],
)
def test_an_archive_without_a_page_says_so(data):
    with pytest.raises(ExtractionError):
        mht.extract(data)
