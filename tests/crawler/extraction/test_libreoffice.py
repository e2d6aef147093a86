"""Files that LibreOffice wrote from tests/documents/libreoffice.fodt: the readers are not judged by our writers alone.

Made with ``soffice --convert-to doc|rtf|odt libreoffice.fodt``; settings and styles that no reader uses are cut out.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import extraction
from crawler.extraction.base import Status

DOCUMENTS = Path(__file__).parents[2] / "documents"
LINES = """\
某镇2020年政府信息公开工作年度报告
一、总体情况
（一）主动公开
（二）依申请公开
1.细目甲
2.细目乙
本年度共公开 12 条，生僻字𠮷䶮。第页末
锚后
框内一段
圆点项

项目\t\t上年结转\t总计
三、办理结果\t（一）予以公开\t\t0
\t（二）部分公开\t\t/
\t（三）不予公开\t\t12

二、存在问题
（一）改进
外层只是排版

内甲\t内乙
1\t2

末段。
脚注一句。"""


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "fodt"])
def test_the_same_text_in_every_format(kind):
    text = extraction.extract((DOCUMENTS / f"libreoffice.{kind}").read_bytes())
    assert (text.status, text.extractor, text.notes) == (Status.OK, kind.removeprefix("f"), ())
    assert text.text == LINES
