import pytest

from spiders.pages import Page
from spiders.walls import missing, wall_of

URL = "http://www.x.gov.cn/a.html"
CHALLENGE = "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='q';</script></head><body></body></html>"


def page(html: str) -> Page:
    return Page(URL, html)


@pytest.mark.parametrize(
    ("status", "html", "kind"),
    [
        (412, CHALLENGE, "waf_412"),
        (200, CHALLENGE, "waf_412"),
        (202, CHALLENGE, "waf_412"),
        (521, "<script>document.cookie='__jsl_clearance=1'</script>", "waf_521"),
        (468, "", "waf_468"),
        (403, "<h1>403 Forbidden</h1>", "refused_403"),
        (429, "slow down", "rate_429"),
        (200, "<html><body>请完成安全验证后继续访问</body></html>", "captcha"),
        (200, f"<html><body><p>{'关于安全验证工作的通知，' * 200}</p></body></html>", ""),
        (200, "<html><body><a href='/a'>首页</a><p>正常页面</p></body></html>", ""),
        (404, "<h1>404</h1>", ""),
    ],
)
def test_walls(status, html, kind):
    assert wall_of(status, page(html)) == kind


def test_a_refused_document_is_a_wall_too():
    assert wall_of(403, None) == "refused_403"
    assert wall_of(200, None) == ""


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<html><title>404</title><body>您访问的页面不存在</body></html>", True),
        ("<html><body>" + " " * 300 + "</body></html>", True),
        ("<html><body><p>该信息已删除</p><a href='/'>返回首页</a></body></html>", True),
        (f"<html><body><p>{'正文说明页面不存在的处理办法。' * 60}</p></body></html>", False),
        ("<html><body><ul><li><a href='/1.html'>一条</a></li></ul></body></html>", False),
        ("<html><body><h1>HTTP Error 404</h1></body></html>", True),
        (
            "<html><title>某局年报</title><body>浏览次数：<span>404</span> 打印<p>现将年度报告予以公布，请下载附件阅读。</p><a href=a.pdf>报告</a>",
            False,
        ),
    ],
)
def test_missing(html, gone):
    assert bool(missing(page(html))) is gone
