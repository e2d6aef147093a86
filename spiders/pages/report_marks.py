"""What a report's body consists of, as data: numbered sections, statutory tables, sentences."""

from __future__ import annotations

from spiders.linear import pattern

SECTION = pattern(r"(?:^|[。\s])([一二三四五六七八九十]{1,2})、[^\s、][^\s、。]")
SECTION_WORDS = pattern(
    "总体情况|概述|主动公开|依申请|申请的?情况|复议|诉讼|问题|改进|其他需要|需要报告|附表|附件|收费|组织领导|制度建设"
)
MAX_HEADING = 60  # characters of a section's heading
SENTENCE = pattern("[。;]|[,，].{10,}")
MIN_SENTENCE, MIN_PROSE = 15, 80  # characters of a line that is the text's own: with punctuation, without


def is_sentence(text: str) -> bool:
    """Tell whether a line is prose."""
    return len(text) >= MIN_PROSE or (len(text) >= MIN_SENTENCE and SENTENCE.search(text) is not None)
