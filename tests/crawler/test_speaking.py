"""What strangers wrote is shown, and does nothing: on a terminal, in a log, in JSON."""

import json
import logging

import pytest

from crawler.speaking import PlainFormatter, block, json_text, plain, say, tell

ACTING = {
    "title": ("\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"),
    "colour": ("\x1b[31mRED", "\\x1b[31mRED"),
    "c1": ("\x9b31mRED\x9d0;x\x9c", "\\x9b31mRED\\x9d0;x\\x9c"),
    "forged line": ("a\nexit 0: all is well", "a\\x0aexit 0: all is well"),
    "overwritten line": ("a\rb", "a\\x0db"),
    "backspace": ("a\x08b\x7f", "a\\x08b\\x7f"),
    "turned around": ("a\u202egpj.exe\u202c", "a\\u202egpj.exe\\u202c"),
    "isolates": ("\u2066a\u2069\u200f\u061c", "\\u2066a\\u2069\\u200f\\u061c"),
    "separators": ("a\u2028b\u2029c\x85", "a\\u2028b\\u2029c\\x85"),
    "half a character": ("\ud83d", "\\ud83d"),
    "NUL": ("a\x00b", "a\\x00b"),
    "harmless": ("贺兰县\t2019年 é 𠮷 \\x1b", "贺兰县\t2019年 é 𠮷 \\x1b"),
}


@pytest.mark.parametrize(("text", "shown"), ACTING.values(), ids=ACTING)
def test_what_would_act_is_written_out(text, shown, capsys):
    assert plain(text) == shown
    say(text)
    tell(text)
    assert capsys.readouterr() == (f"{shown}\n", f"{shown}\n")
    assert plain(plain(text)) == shown


@pytest.mark.parametrize(("text", "shown"), ACTING.values(), ids=ACTING)
def test_json_holds_the_same_value_and_acts_on_nothing(text, shown):
    told = json_text({"text": text}, indent=1)
    assert json.loads(told) == {"text": text}
    assert block(told) == told


def test_lines_of_ours_stay_lines():
    assert block("a\n\x1bb") == "a\n\\x1bb"


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nERROR: forged"])
def test_a_log_has_no_line_that_a_stranger_wrote(text):
    formatter = PlainFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    error = (ValueError, ValueError(text), None)
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "said %s", (text,), error)
    lines = formatter.format(record).split("\n")
    assert lines[0].startswith("WARNING: said ")
    assert all(line.startswith("    ") for line in lines[1:])
    assert not any("\x1b" in line for line in lines)
