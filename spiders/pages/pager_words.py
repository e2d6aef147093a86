"""What the links of pagers say."""

from __future__ import annotations

from spiders.linear import IGNORECASE, pattern

NEXT = pattern(r"(?:下一?页|后一?页|next|更早|较早|older)\s*[>»›]*|[>›»→▶►＞]{1,3}|下一页.*", IGNORECASE)
BACK = pattern(r"[<‹«]*\s*(?:上一?页|前一?页|prev(?:ious)?)", IGNORECASE)
# Signs such as >> turn to the next page on one portal and to the last on another: the addresses tell.
LAST = pattern(r"(?:尾页|末页|最后一?页|last)\s*[>»›]*|>>|>\||»", IGNORECASE)
NUMBER = pattern(r"\[?\s*第?(\d{1,4})页?\s*\]?")
# More of the list, or of a column whose first entries stand here.
MORE = pattern(r"(?:加载|查看|点击|显示|浏览)?(?:加载)?更多.{0,3}|(?:load )?more.{0,3}", IGNORECASE)
# All but MORE: no link with these words leads to anything but this list.
TURNS = pattern(
    rf"{NEXT.pattern}|{BACK.pattern}|{LAST.pattern}|{NUMBER.pattern}|首页|第一页|跳转|转到|GO|[<>«»‹›←→◀▶◄►＜＞.…|\[\]\d\s]+",
    IGNORECASE,
)
