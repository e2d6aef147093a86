import pytest

from storage.values import Extracted
from storage.versions.whole_texts import whole_texts
from storage.vocabulary import FileRole

FIRST, FURTHER, ATTACHED = FileRole.PAGE, FileRole.FURTHER_PAGE, FileRole.ATTACHMENT


def read(*lines, status="ok"):
    table = {"kind": None, "rows": [[lines[-1]]]}
    return Extracted(
        status=status,
        extractor="html",
        version=1,
        media_type="text/html",
        text="\n".join(lines),
        tables=(table,),
        notes=(),
    )


@pytest.mark.parametrize("heading", ["title", "title（2）", "title 第2页"])
def test_a_page_says_what_its_further_pages_say_without_their_heads(heading):
    files = [
        (FIRST, read("title", "a")),
        (FURTHER, read(heading, "b", "a")),
        (FURTHER, read("c")),
        (ATTACHED, read("d")),
    ]
    first, second, third, attached = whole_texts(files)
    assert first.text == "title\na\nb\na\nc"
    assert [table["rows"] for table in first.tables] == [[["a"]], [["a"]], [["c"]]]
    assert [second, third, attached] == [text for _, text in files[1:]]


@pytest.mark.parametrize("lost", [None, read("x", status="timeout")])
def test_what_could_not_be_read_is_left_out(lost):
    assert whole_texts([(FIRST, read("a")), (FURTHER, lost), (FURTHER, read("c"))])[0].text == "a\nc"
    assert whole_texts([(FIRST, lost), (FURTHER, read("c"))])[0] is lost
