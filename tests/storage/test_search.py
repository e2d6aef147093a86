"""Full text: every string of characters that stands in a title or text is found, and nothing else, on both databases."""

from __future__ import annotations

import sqlite3
from typing import Any

import invented_portal as portal
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from invented_portal import CODE, HOME, Site

from storage.database.file_lock import FileLock
from storage.errors import ArchiveLockedError, StorageError
from storage.search import index as index_module
from storage.search import words
from storage.search.hits import hits
from storage.search.index import SearchIndex, beside
from storage.search.snippets import SearchedText

ALPHABET = '贺兰县金贵ＡaＢ1２ \n\t。ﬁ﹏㎡é⼀😀𠀀\u200b\ufffd"*:()-'


def visit(site: Site, texts: dict[str, str], titles: dict[str, str] | None = None, **more: Any) -> None:
    """Harvest a portal whose pages say this: key → text."""
    archive = site.open()
    archive.begin_run(**portal.RUN)
    opened = archive.begin_visit(CODE, "贺兰县", HOME).id
    archive.frontier(opened).enqueue([portal.candidate(f"{HOME}{key}", kind="report") for key in texts])
    for number, (key, text) in enumerate(texts.items()):
        url, title = f"{HOME}{key}", (titles or {}).get(key, "报告")
        sight = portal.sighting(url, 2010 + number, f"某{key}镇", title=title)
        read = portal.extracted(text, **more)
        archive.record(
            portal.unit(opened, url, text.encode("utf-8", "replace"), kind="report", sightings=(sight,), extracted=read)
        )
    for sight in archive.sighted(opened, complete=True):
        archive.keep(opened, portal.kept(sight))
    archive.looked(opened)
    archive.end_visit(opened, "complete", "")
    archive.end_run(0, "complete")
    archive.close()


def search(site: Site, asked: str, path: Any, read: list[int] | None = None, **selected: Any) -> list[str]:
    """Bring the index up to date and return the titles' bodies that have the words; ``read`` gets what was to be read."""
    found = SearchIndex(path)
    with site.read() as reader:
        found.update(reader, lambda total: (read if read is not None else []).append(total) or (lambda: None))
        asked_words = words.words(asked)
        documents = found.find(asked_words, **selected)
        return [hit.document.agency.strip("某镇") for hit in hits(reader, documents, asked_words)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.search.db"


def test_words_of_any_length_and_names_are_found(site, path):
    visit(
        site,
        {"a": "一、总体情况\n联系人欧阳兰，在贺兰县", "b": "贺\t兰县\n公开 12 件", "c": "贺 兰"},
        {"c": "政府信息公开"},
    )
    assert search(site, "贺兰", path) == ["c", "a"]  # the newest year first; a word goes over a blank, never over cells
    assert search(site, "兰", path) == ["c", "b", "a"]
    assert search(site, "欧阳兰", path) == ["a"]
    assert search(site, "公开", path) == ["c", "b"]
    assert search(site, "公开 贺兰", path) == ["c"]
    assert search(site, "公开12件", path) == ["b"]
    assert search(site, '"公开 12"', path) == ["b"]
    assert search(site, "某a镇", path) == ["a"]  # the body's name
    assert search(site, "贺公", path) == []


def test_what_stands_in_the_title_comes_first(site, path):
    visit(site, {"a": "公开", "b": "公开", "c": "公开"}, {"a": "公开"})
    assert search(site, "公开", path) == ["a", "c", "b"]


def test_portals_and_years_are_chosen(site, path):
    visit(site, {"a": "公开", "b": "公开"})
    assert search(site, "公开", path, years={2011}) == ["b"]
    assert search(site, "公开", path, portals=[CODE], years={2010, 2011}) == ["b", "a"]
    assert search(site, "公开", path, portals=["999999"]) == []
    assert search(site, "公开", path, portals=[]) == []


def test_only_what_is_new_is_read(site, path):
    visit(site, {"a": "贺兰", "b": "金贵"})
    read: list[int] = []
    assert search(site, "贺兰", path, read) == ["a"]
    assert search(site, "贺兰", path, read) == ["a"]
    assert read == [2]
    visit(site, {"a": "伊川", "b": "金贵", "c": "贺兰"})
    assert search(site, "贺兰", path, read) == ["c"]
    assert search(site, "伊川", path, read) == ["a"]
    assert read == [2, 2]


def test_a_better_reader_is_noticed(site, path):
    visit(site, {"a": "贺兰"})
    assert search(site, "盐池", path) == []
    archive = site.open()
    [pending] = archive.pending_extractions(current={"html": 2})
    archive.record_extraction(pending.sha256, portal.extracted("盐池", version=2))
    archive.commit()
    archive.close()
    assert search(site, "盐池", path) == ["a"]


def test_what_only_an_attachment_says_is_found(site, path):
    portal.harvest(site.open())
    with site.read() as reader:
        index = SearchIndex(path)
        index.update(reader, lambda _: lambda: None)
        asked = words.words("读")
        found = list(hits(reader, index.find(asked), asked))
    assert len(found) == portal.LISTS * portal.REPORTS
    assert {piece.file for hit in found for piece in hit.pieces} == {1}


def test_an_index_of_another_archive_or_version_is_made_anew(small, path, tmp_path, migrated, monkeypatch):
    visit(small, {"a": "贺兰"})
    assert search(small, "贺兰", path) == ["a"]
    (tmp_path / "other").mkdir()
    other = Site(f"sqlite:///{tmp_path}/other/x.db", str(tmp_path / "other/archive"), tmp_path / "other/spool")
    visit(other, {"a": "金贵"})
    assert search(other, "贺兰", path) == []
    monkeypatch.setattr(index_module, "MIN_FORGOTTEN", 0)
    for text in ("盐池", "伊川", "临淄"):
        visit(other, {"a": text})
        assert search(other, text, path) == ["a"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT seq FROM sqlite_sequence").fetchone()[0] < 5
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match="another version"):
        SearchIndex(path).find(["贺兰"])
    assert search(other, "临淄", path) == ["a"]


def test_a_killed_update_is_gone_on_with(small, path, monkeypatch):
    monkeypatch.setattr(index_module, "COMMIT_EVERY", 1)
    monkeypatch.setattr(index_module, "READ_AT_ONCE", 1)
    visit(small, {"a": "贺兰", "b": "贺兰", "c": "贺兰"})
    steps = iter([None, None])
    with small.read() as reader, pytest.raises(StopIteration):
        SearchIndex(path).update(reader, lambda _: lambda: next(steps))
    assert SearchIndex(path).find(["贺兰"]) != []
    read: list[int] = []
    assert search(small, "贺兰", path, read) == ["c", "b", "a"]
    assert read == [1]


def test_one_process_updates_at_a_time(small, path):
    visit(small, {"a": "贺兰"})
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    with small.read() as reader, pytest.raises(ArchiveLockedError):
        SearchIndex(path).update(reader, lambda _: lambda: None)
    lock.release()
    assert search(small, "贺兰", path) == ["a"]


def test_searching_writes_nothing_into_the_archive_that_a_harvest_holds(site, path):
    visit(site, {"a": "贺兰"})
    archive = site.open()
    assert search(site, "贺兰", path) == ["a"]
    archive.close()


def test_a_damaged_index_is_told(small, path):
    visit(small, {"a": "贺兰"})
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match="may be deleted"):
        search(small, "贺兰", path)


def test_hostile_texts_and_titles_are_searched_like_any(site, path):
    title = "长" * 1_000_000 + "\x00\x1b[31m\ud800贺兰"
    visit(site, {"a": "x\x07\x00 \ud83d 金 贵" + "甲乙" * 200_000}, {"a": title})
    assert search(site, "贺兰", path) == ["a"]
    assert search(site, "\ud800贺兰", path) == ["a"]
    assert search(site, "金贵甲", path) == ["a"]
    with site.read() as reader:
        [hit] = hits(reader, SearchIndex(path).find(["贺兰"]), ["贺兰"])
    assert "\x1b" not in hit.title.text
    assert len(hit.title.text) == len(title)


@pytest.mark.parametrize(
    "asked", ['" OR "', "NOT 贺兰", "贺兰 NEAR(公开)", "title : 贺", "贺*", "^贺", "-贺", '"', "“贺兰", "(", "';--"]
)
def test_operators_are_words_like_others(small, path, asked):
    visit(small, {"a": "贺兰 OR 公开"})
    folded = words.fold("报告\n某a镇\n贺兰 OR 公开")
    expected = ["a"] if words.words(asked) and all(word in folded for word in words.words(asked)) else []
    assert (search(small, asked, path) if words.words(asked) else []) == expected


def test_words_are_parted_by_blanks_but_in_quotes():
    assert words.words(' 贺兰\u3000县  "政府 信息" “公开 年度” 贺兰 ＡＢ１ ') == [
        "贺兰",
        "县",
        "政府信息",
        "公开年度",
        "ab1",
    ]
    assert words.words('公开"一 二') == ["公开", "一二"]
    assert words.words(' "" \u200b \x00 ') == ["\ufffd"]
    assert words.words("\t") == []
    assert words.fold("① ㎡ ﹏ ⼀ 體 葛\U000e0100城") == "1m2_一體葛城"


@given(st.text(ALPHABET, max_size=60), st.text(ALPHABET, min_size=1, max_size=4))
@example("贺兰县", "兰县")
@example("甲\n乙", "甲乙")
@example("😀", "\ude00")
def test_an_index_finds_a_word_just_where_it_stands(text, asked):
    connection = sqlite3.connect(":memory:")
    connection.execute(index_module.TABLES[2])
    connection.execute("INSERT INTO words (rowid, text) VALUES (1, ?)", (" ".join(words.tokens(words.fold(text))),))
    for word in words.words(asked):
        found = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (words.phrase(word),)).fetchall()
        assert bool(found) == SearchedText(text).has(word)


@given(st.text(ALPHABET, min_size=1, max_size=200), st.data())
def test_a_snippet_shows_the_word_in_its_marks(text, data):
    searched = SearchedText(text)
    parts = [part for part in searched.folded.split("\n") if part]
    if not parts:
        return
    part = data.draw(st.sampled_from(parts))
    start = data.draw(st.integers(0, len(part) - 1))
    word = part[start : start + data.draw(st.integers(1, 5))]
    snippet = searched.snippet(word)
    assert any(word in words.fold(snippet.text[first:last]) for first, last in snippet.hits)
    assert "".join(char for char in snippet.marked("【", "】") if char not in "【】") == snippet.text
    assert "\n" not in snippet.text
    assert searched.whole([word]).marks(word)


def test_where_the_index_lies():
    assert str(beside("sqlite:///corpus/nianbao.db")) == "corpus/nianbao.search.db"
    one, other = (beside(f"postgresql+psycopg://u:{word}@{host}/db") for word, host in (("x", "a"), ("y", "b")))
    assert one != other
    assert one == beside("postgresql+psycopg://u:changed@a/db")
    assert one.parts[0] == "var"
