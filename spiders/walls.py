"""Walls (firewall challenges, captchas, refusals) and pages that are not there although the server says 200.

Only recognises; nothing here solves, waits out or goes around a wall.
"""

from __future__ import annotations

from spiders.linear import IGNORECASE, pattern
from spiders.pages import Page

# Answers that firewalls of these portals give; the kind names the firewall's habit, not the visitor's fault.
_STATUS = {
    401: "login_401",
    403: "refused_403",
    412: "waf_412",
    418: "waf_418",
    429: "rate_429",
    468: "waf_468",
    521: "waf_521",
}
_MARKERS = tuple(
    (kind, pattern(sign))
    for kind, sign in (
        ("waf_521", r"__jsl_clearance|jsl_clearance_s|_jsl_"),
        ("waf_412", r"\$_ts\s*=\s*window|\$_ts\.(?:cd|nsd)|FSSBBIl1UgzbN7N"),
        ("waf_468", r"wzwschallenge|WZWS-RAY|wzws-waf|wzwsvtime"),
        ("waf_acw", r"acw_sc__v[23]|aliyunwaf|aliyun_waf|errors\.aliyun\.com"),
        ("waf_yunsuo", r"yunsuo_session_verify|yunsuo_url"),
        ("waf_safedog", r"safedog|安全狗|waf\.tencent-cloud|T-Sec|Web应用防火墙|WAF拦截|网站防火墙"),
        (
            "captcha",
            r"滑动验证|拖动滑块|请输入验证码(?:后|以)?(?:继续|访问)|访问验证|安全验证|人机验证|geetest|g-recaptcha",
        ),
        ("waf_block", r"访问(?:被|已被)(?:拦截|阻断|拒绝)|请求已被.{0,12}拦截|IP.{0,8}(?:被禁|封禁)"),
    )
)
_SMALL = 1500  # characters of visible text; an article that speaks of walls is longer
_GONE = pattern(
    r"(\A\W*(?:(?:http|error|status|错误|抱歉)\W*)*404)(?:$|\D)|(?:^|\D)(404\s*[,，：:-]?\s*(?:not|error|错误|页面))"
    r"|(页面(?:不存在|没有找到|未找到|找不到|无法访问|已删除)|not found|no such file|无此(?:信息|栏目|文章)"
    r"|(?:访问|查找|请求)的(?:页面|网页|信息|内容|文章|栏目)?.{0,12}(?:不存在|已?删除|找不到|未找到)"
    r"|(?:信息|文章|内容)(?:不存在|已被?删除|已下线))",
    IGNORECASE,
)
_STUB = 400  # characters of visible text


def wall_of(status: int, page: Page | None) -> str:
    """Return the kind of wall that an answer is, "" when it is none.

    An answer with status 200 is one only with a challenge's marks and hardly any text.
    """
    marked = _marked(page) if page is not None else ""
    return marked or _STATUS.get(status, "")


def _marked(page: Page) -> str:
    if len(page.html) > 400_000 or len(page.text) > _SMALL or len(page.anchors) > 15:  # noqa: PLR2004
        return ""
    return next((kind for kind, sign in _MARKERS if sign.search(page.html)), "")


def missing(page: Page) -> str:
    """Return why a page answered with 200 is not there ("" when it is): an error text, or a stub with nothing in it."""
    if len(page.text) <= _STUB and (found := _GONE.search(page.title) or _GONE.search(page.text)):
        return f"says {next(filter(None, found.groups()))!r}"  # a counter may stand at 404
    if len(page.html) < 1000 and len(page.text) < 40 and not page.anchors and "<script" not in page.html:  # noqa: PLR2004
        return f"a stub of {len(page.html)} characters"
    return ""
