"""Follows an RTF token by token: groups, destinations, paragraphs, rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from crawler.extraction.base import Block, BlockDocument, ExtractionError
from crawler.extraction.rtf import charsets
from crawler.extraction.rtf.state import CODE, FONTS, LABEL, SHAPE, SKIP, TEXT, RtfGroup, RtfRow, RtfStory
from crawler.extraction.rtf.tokens import Token, tokens
from crawler.extraction.word_processing.line_breaks import PAGE_BREAK

MAX_GROUPS = 10_000  # nested; Word writes a few dozen
_FIELD, _BOX, _NOTE = "field", "box", "note"
_TARGETS = {
    b"fonttbl": FONTS, b"fldinst": CODE, b"listtext": LABEL, b"pntext": LABEL, b"shpinst": SHAPE, b"shp": SHAPE,
    b"do": SHAPE, b"shptxt": TEXT, b"dptxbxtext": TEXT, b"footnote": TEXT, b"fldrslt": TEXT, b"ud": TEXT,
    b"result": TEXT, b"object": SHAPE, b"upr": SHAPE, b"nesttableprops": TEXT,
}  # fmt: skip
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc "
    b"ftncn aftnsep aftnsepc aftncn shprslt nonshppict shppict objdata listtable listoverridetable revtbl annotation "
    b"nonesttables xe tc rxe txe filetbl themedata datastore generator atnid atnauthor template private".split()
)
_SIGNS = {
    b"tab": "\t", b"line": "\n", b"page": PAGE_BREAK, b"column": PAGE_BREAK, b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emdash": "—", b"endash": "–", b"bullet": "•", b"emspace": " ",
    b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


class RtfReader:
    """One pass over one document."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._group = RtfGroup()
        self._stack: list[RtfGroup] = []
        self._stories = [RtfStory()]
        self._notes: list[Block] = []
        self._rows = {False: RtfRow(), True: RtfRow()}  # of the outer and of an inner table
        self._fonts: dict[int, charsets.Font] = {}
        self._document_page = "cp1252"
        self._default_font = 0
        self._raw = bytearray()
        self._skip = 0  # characters that stand in for the Unicode one before them
        self._fresh = False  # a group has just been opened
        self._star = False  # the next destination may be ignored
        self._images = False

    def document(self) -> BlockDocument:
        """Return the blocks of the text, then the notes."""
        if not self._data.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"{\\rt"):
            msg = "not an RTF file"
            raise ExtractionError(msg)
        for token in tokens(self._data):
            self._take(token)
        self._flush()
        remarks = {"truncated": bool(self._stack), "images_skipped": self._images}
        while len(self._stories) > 1:
            self._close(_BOX)
        blocks = self._stories[0].finish()
        if self._stack and not blocks:
            msg = "the file ends before its text"
            raise ExtractionError(msg)
        return BlockDocument((*blocks, *self._notes), tuple(note for note, said in remarks.items() if said))

    def _take(self, token: Token) -> None:
        kind, data, number = token
        if kind == "text":
            self._fresh = False
            self._bytes(data)
            return
        self._flush()
        fresh, self._fresh = self._fresh, kind == "{"
        if kind == "word":
            self._word(data, number)
        elif kind == "symbol":
            self._symbol(data, fresh=fresh)
        elif kind == "{":
            self._push()
        elif self._stack:
            self._close(self._group.opens)
            self._group = self._stack.pop()

    def _push(self) -> None:
        if len(self._stack) >= MAX_GROUPS:
            msg = f"more than {MAX_GROUPS} groups in one another"
            raise ExtractionError(msg)
        self._stack.append(self._group)
        self._group = replace(self._group, opens="")
        self._skip = 0

    def _close(self, opened: str) -> None:
        self._skip = 0
        if opened == _FIELD:
            self._say(self._stories[-1].fields.end())
        elif opened in {_BOX, _NOTE} and len(self._stories) > 1:
            blocks = self._stories.pop().finish()
            (self._notes if opened == _NOTE else self._stories[-1].boxes).extend(blocks)

    def _bytes(self, data: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        if self._group.target not in {SKIP, SHAPE}:
            self._raw += data

    def _flush(self) -> None:
        if self._raw:
            raw, self._raw = bytes(self._raw), bytearray()
            font = self._fonts.get(self._group.font, charsets.NO_FONT)
            self._say(charsets.decode(raw, font, self._document_page))

    def _say(self, text: str) -> None:
        group, story = self._group, self._stories[-1]
        if group.target == FONTS:
            font = self._fonts.setdefault(group.font, charsets.Font())
            font.name += text.rstrip(";")
        elif group.target == CODE:
            story.fields.code(text)
        elif group.target == LABEL:
            story.label.append(text)
        elif group.target == TEXT and story.fields.shown and not group.hidden and not group.deleted:
            story.words.append(text)

    def _symbol(self, sign: bytes, *, fresh: bool) -> None:
        if sign == b"*":
            self._star = fresh  # elsewhere it is a slip of the writer, and what follows is text
        elif self._skip:
            self._skip -= 1
        elif sign in _SYMBOLS:
            self._say(_SYMBOLS[sign])
        elif sign in b"\r\n":
            self._paragraph(b"par", None)

    def _word(self, word: bytes, number: int | None) -> None:
        star, self._star = self._star, False
        if self._group.target == SKIP:
            return
        if word in _TARGETS:
            self._aim(word)
        elif word in _SKIPPED or (star and word not in self._WORDS):
            self._images = self._images or word in {b"pict", b"shppict"}
            self._group.target = SKIP
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in self._WORDS:
            self._WORDS[word](self, word, number)

    def _aim(self, word: bytes) -> None:
        group = self._group
        if word == b"fldrslt":
            self._stories[-1].fields.separate()
            return
        group.target = _TARGETS[word]
        if word == b"nesttableprops":
            group.nested_row = True
        elif word in {b"shptxt", b"dptxbxtext", b"footnote"}:
            group.opens = _NOTE if word == b"footnote" else _BOX
            group.in_table, group.depth = False, 0
            self._stories.append(RtfStory())

    def _unicode(self, _: bytes, number: int | None) -> None:
        self._say(charsets.unicode((number or 0) & 0xFFFF))
        self._skip = self._group.fallback

    def _font(self, _: bytes, number: int | None) -> None:
        self._group.font = number or 0
        if self._group.target == FONTS:
            self._fonts[self._group.font] = charsets.Font()

    def _font_page(self, word: bytes, number: int | None) -> None:
        font = self._fonts.setdefault(self._group.font, charsets.Font())
        if number is not None and self._group.target == FONTS:
            font.page = charsets.of_charset(number) if word == b"fcharset" else charsets.of_code_page(number)

    def _page(self, word: bytes, number: int | None) -> None:
        pages = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
        self._document_page = pages.get(word) or charsets.of_code_page(number or 1252)

    def _setting(self, word: bytes, number: int | None) -> None:
        group = self._group
        if word == b"deff":
            self._default_font = group.font = number or 0
        elif word == b"uc":
            group.fallback = min(max(number or 0, 0), 100)
        elif word == b"plain":
            group.hidden, group.deleted, group.font = False, False, self._default_font
        elif word == b"v":
            group.hidden = number != 0
        elif word == b"deleted":
            group.deleted = number != 0

    def _shape(self, word: bytes, number: int | None) -> None:
        group = self._group
        if word == b"pard":
            group.in_table, group.depth = False, 0
        elif word == b"intbl":
            group.in_table = True
        else:
            group.depth = max(number or 0, 0)

    def _paragraph(self, _: bytes, __: int | None) -> None:
        if self._group.target == TEXT:
            self._stories[-1].end_paragraph(self._group.level)

    def _cell(self, word: bytes, _: int | None) -> None:
        level = 1 if word == b"cell" else max(self._group.level, 2)
        self._stories[-1].end_paragraph(level)
        self._stories[-1].flow.end_cell(level)

    def _row(self, word: bytes, _: int | None) -> None:
        nested = word == b"nestrow"
        row = self._rows[nested]
        level = max(self._group.level, 2) if nested else 1
        self._stories[-1].flow.end_row(level, [row.left, *row.edges], row.up, row.aside)

    def _definition(self, word: bytes, number: int | None) -> None:
        nested = self._group.nested_row
        if word == b"trowd":
            self._rows[nested] = RtfRow()
        elif word == b"trleft":
            self._rows[nested].left = number or 0
        elif word == b"cellx":
            self._rows[nested].edge(number or 0)
        else:
            self._rows[nested].flag(word)

    def _open_field(self, _: bytes, __: int | None) -> None:
        self._group.opens = _FIELD
        self._stories[-1].fields.begin()

    _WORDS: ClassVar[dict[bytes, Callable[[RtfReader, bytes, int | None], None]]] = {
        b"u": _unicode,
        b"f": _font,
        **dict.fromkeys((b"fcharset", b"cpg"), _font_page),
        **dict.fromkeys((b"ansicpg", b"mac", b"pc", b"pca"), _page),
        **dict.fromkeys((b"deff", b"uc", b"plain", b"v", b"deleted"), _setting),
        **dict.fromkeys((b"pard", b"intbl", b"itap"), _shape),
        **dict.fromkeys((b"par", b"sect"), _paragraph),
        **dict.fromkeys((b"cell", b"nestcell"), _cell),
        **dict.fromkeys((b"row", b"nestrow"), _row),
        **dict.fromkeys((b"trowd", b"trleft", b"cellx", b"clvmrg", b"clmrg"), _definition),
        b"field": _open_field,
    }
