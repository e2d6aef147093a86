from dataclasses import dataclass, replace

import pytest

from storage.values import Extracted
from storage.versions.whole_texts import part_of, whole_texts
from storage.vocabulary import FileRole

FIRST, FURTHER, ATTACHED = FileRole.PAGE, FileRole.FURTHER_PAGE, FileRole.ATTACHMENT


@dataclass(frozen=True)
class File:
    role: FileRole = FileRole.PAGE
    part: tuple = ()


def whole(*files):
    """Return what files of (role, what was read in them) say."""
    return whole_texts([File(role) for role, _ in files], [text for _, text in files])


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
    first, second, third, attached = whole(*files)
    assert first.text == "title\na\nb\na\nc"
    assert [table["rows"] for table in first.tables] == [[["a"]], [["a"]], [["c"]]]
    assert [second, third, attached] == [text for _, text in files[1:]]


@pytest.mark.parametrize("lost", [None, read("x", status="timeout")])
def test_what_could_not_be_read_is_left_out(lost):
    assert whole((FIRST, read("a")), (FURTHER, lost), (FURTHER, read("c")))[0].text == "a\nc"
    assert whole((FIRST, lost), (FURTHER, read("c")))[0] is lost


def test_a_cover_without_words_goes_on_with_the_next_page():
    cover = replace(read(""), status="empty", tables=())
    assert whole((ATTACHED, cover), (FURTHER, read("a")), (FURTHER, read("b")))[0].text == "a\nb"


def in_one(*reports):
    """Return a text of reports of (heading, lines), each of which ends with a table."""
    rows = [[[heading[:4], "件数"], ["", "7"]] for heading, _ in reports]
    written = ("\n".join("\t".join(row) for row in table) for table in rows)
    texts = (f"{heading}\n{lines}\n\n{table}\n" for (heading, lines), table in zip(reports, written, strict=True))
    tables = tuple({"kind": None, "rows": table} for table in rows)
    return replace(read("x"), text="\n".join(texts).strip("\n"), tables=tables)


REPORTS = (("2021年报告", "a\nb"), ("2020年报告", "c\nd"), ("2019年报告", "e\nf"))


@pytest.mark.parametrize("head", ["", "title\n", "2021年报告\n2020年报告\n2019年报告\n"])
@pytest.mark.parametrize("at", range(3))
def test_a_part_of_a_page_has_its_lines_and_its_table_alone(at, head):
    whole = in_one(*REPORTS)
    page = replace(whole, text=head + whole.text)
    heading, lines = REPORTS[at]
    part = (f" {heading}", *(other for other, _ in REPORTS if other != heading))  # blanks do not count
    (cut,) = whole_texts([File(part=part)], [page])
    assert cut.text == f"{heading}\n{lines}\n\n{heading[:4]}\t件数\n\t7"
    assert cut.tables == (whole.tables[at],)


def test_a_part_of_an_archive_is_its_file():
    members = (("a.docx", 3, 1), ("unread.pdf", 3, 1), ("b.docx", 6, 1))
    text = replace(read("x"), text="a\nb\n\nc\nd\ne", members=members)
    cut = {name: part_of(text, (name,)) for name in ("a.docx", "unread.pdf", "b.docx", "gone.docx")}
    assert {name: one.text for name, one in cut.items()} == {
        "a.docx": "a\nb",
        "unread.pdf": "",
        "b.docx": "c\nd\ne",
        "gone.docx": "",
    }
    assert [len(one.tables) for one in cut.values()] == [1, 0, 0, 0]
    assert [one.status for one in cut.values()] == ["ok", "empty", "ok", "empty"]
    assert part_of(text, ()) == text


def test_a_heading_that_is_not_printed_was_the_page_s_title():
    whole = in_one(*REPORTS)
    cut = part_of(replace(whole, text=whole.text.removeprefix("2021年报告\n")), [heading for heading, _ in REPORTS])
    assert cut.text == "a\nb\n\n2021\t件数\n\t7"
    assert part_of(read("a", "b"), ["2021年报告", "2020年报告"]) == read("a", "b")
