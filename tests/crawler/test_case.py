"""From an answer to a recorded case: the page reads the same without its headers, and nobody's name is in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.case import CasePage, StandIns, archived, expected, rewritten, self_contained, write
from crawler.case.page import BesideFile
from crawler.harvest.visits import candidate
from spiders import urls
from spiders.items import Kind, Link
from spiders.portals import Portal
from storage.queries import ArchiveReader
from storage.values import Exchange, Unit
from tests.crawler.commands.invented_archive import RUN, Place
from tests.crawler.harvest_portal import listing, report
from tests.spiders.cms import test_cases as recorded

HOME = "http://www.nxhl.gov.cn/"
PORTAL = Portal(code="640122", name="贺兰县", home=HOME, hosts=("10.0.0.7:8080",))


def page(html, path="nb/index.html", kind=Kind.LIST, content_type="text/html; charset=utf-8", charset="utf-8", **given):
    url = HOME + path
    link = Link(url=url, key=urls.key(url), kind=kind, score=0.9, anchor="政府信息公开年报", via=HOME)
    return CasePage(
        url=url, status=200, content_type=content_type, body=html.encode(charset), portal=PORTAL, link=link, **given
    )


def exchange(url, body, media_type="text/html"):
    return Exchange(
        url=url,
        method="GET",
        started=datetime.now(UTC),
        request_headers=(),
        status=200,
        headers=(("Content-Type", media_type),),
        body=body,
    )


def passes(folder):
    """Try a written case as the tests of the families try theirs."""
    case = recorded.load(folder / "case.json")
    recorded.test_the_right_family_is_surest(case)
    recorded.test_listing(case)
    recorded.test_report(case)
    recorded.test_what_the_search_for_reports_makes_of_it(case)
    return case[0]


PAGES = {
    "list": page(listing({2021: "/nb/202201/t20220120_101.html", 2022: "/nb/202301/t20230120_102.html"})),
    "report": page(report(2022), "nb/202301/t20230120_102.html", Kind.REPORT),
    "answer": page(
        '{"total":1,"rows":[{"title":"贺兰县2022年政府信息公开工作年度报告","url":"/a/1.html"}]}', "api", Kind.DATA
    ),
    "nothing": page("<p>页面不存在</p>", "gone.html"),
    "empty": page("", "empty.html"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("anonymous", [False, True], ids=["as it is", "anonymised"])
def test_a_written_case_passes_as_it_is(name, anonymous, tmp_path):
    case = self_contained(PAGES[name])
    case = rewritten(case, StandIns(case.portal)) if anonymous else case
    content = passes(write(case, expected(case), tmp_path))
    assert ("贺兰" in str(content)) is not anonymous


def test_what_only_the_header_tells_is_told_by_the_page():
    few = "<html><body><p>年报</p></body></html>"
    case = page(few, content_type="text/html; charset=gb2312", charset="gb18030")
    assert self_contained(case).page.text == "年报"
    plain = PAGES["list"]
    assert self_contained(plain) is plain


def test_scripts_and_calls_lie_beside_the_page_and_each_case_has_a_folder_of_its_own(tmp_path):
    script = BesideFile(url=f"{HOME}js/list.js", method="GET", media_type="application/javascript", body=b"load()")
    call = BesideFile(url=f"{HOME}api/list", method="POST", media_type="application/json", body=b"[]")
    case = page("<div id=list></div><script src=/js/list.js></script>", beside=(script, call))
    first, second = (write(case, expected(case), tmp_path) for _ in range(2))
    assert (first.name, second.name) == ("nb_index", "nb_index_2")
    content = passes(first)
    assert content["scripts"] == [[f"{HOME}js/list.js", "beside_1.js"]]
    assert content["calls"] == [["POST", f"{HOME}api/list", "beside_2.json"]]
    assert (first / "beside_1.js").read_bytes() == b"load()"


@pytest.mark.parametrize(
    ("real", "invented"),
    [
        ("宁夏回族自治区银川市贺兰县金贵镇人民政府，宁夏银川", "北江省云岭市青禾县柳松镇人民政府，北江云岭"),
        (
            "http://www.nxhl.gov.cn/a http://xxgk.nxhl.gov.cn/",
            "http://www.qinghe.example/a http://xxgk.qinghe.example/",
        ),
        (
            "http://10.0.0.7:8080/b http://www.yinchuan.gov.cn/",
            "http://own1.qinghe.example/b http://elsewhere1.example/",
        ),
        ("责任编辑：<span>王建国</span>，王建国说", "责任编辑：<span>张一</span>，张一说"),
        ('<meta name="author" content="李丽">李丽', '<meta name="author" content="张一">李丽'),
        ("作者：县财政局 编辑：办公室", "作者：县财政局 编辑：办公室"),
        ("电话：0951-8061234，传真 8061235；手机13912345678", "电话：0000-0000002，传真 0000003；手机13800000001"),
        ("xxgk@nxhl.gov.cn 13912345678@139.com", "name2@mail.example name3@mail.example"),
        ("640122198001011234", "110101190001010001"),
        (r'{"title":"\u8d3a\u5170\u53bf&#x8d3a;&#20848;"}', '{"title":"青禾县青禾"}'),
        ("/list?dept=%E8%B4%BA%E5%85%B0%E5%8E%BF", "/list?dept=%E9%9D%92%E7%A6%BE%E5%8E%BF"),
        ("t20240120_1234567.html 2023年 共28条", "t20240120_1234567.html 2023年 共28条"),
        ("网站标识码6401220003 code=640122", "网站标识码1100000003 code=110000"),
        ("宁ICP备 05000123号 宁公网安备64012202000010号", "京ICP备 00000000号 京公网安备00000000号"),
        ("http://WWW.NXHL.GOV.CN/a", "http://www.qinghe.example/a"),
        ("/list?dept=%BA%D8%C0%BC%CF%D8", "/list?dept=%C7%E0%BA%CC%CF%D8"),
    ],
)
def test_names_and_numbers_are_invented(real, invented):
    assert StandIns(PORTAL)(real) == invented


def test_equal_numbers_come_out_equal_and_different_ones_different():
    change = StandIns(PORTAL)
    first, second, again = (change(number) for number in ("13912345678", "13912345679", "13912345678"))
    assert first == again != second


def test_a_page_that_a_browser_drew_comes_with_its_scripts_and_calls(tmp_path):
    """A shell gives two cases: as it was served, and as it was drawn; what a script of it fetched lies beside both."""
    address, place = f"{HOME}nb/", Place(tmp_path)
    served = b"<div id=list></div><script src=/js/l.js></script>"
    drawn = listing({2022: "/nb/202301/t20230120_102.html"}).encode()
    shell = exchange(address, served)
    looked = (
        exchange(f"{HOME}js/l.js", b"load()", "application/javascript"),
        exchange(f"{HOME}logo.png", b"png", "image/png"),
        replace(shell, rendered=drawn),
    )
    answers = {
        Link(url=address, key=urls.key(address), kind=Kind.LIST, score=0.9, via=HOME): ("shell", (shell,)),
        Link(url=address, key=urls.key(address, render=True), kind=Kind.LIST, score=0.9, render=True): ("list", looked),
        Link(url=f"{HOME}api", key=urls.key(f"{HOME}api"), kind=Kind.DATA, score=0.9, via=address): (
            "data",
            (exchange(f"{HOME}api", b"[]", "application/json"),),
        ),
    }
    archive = place.open()
    archive.begin_run(**RUN)
    visit = archive.begin_visit(PORTAL.code, PORTAL.name, PORTAL.home).id
    archive.frontier(visit).enqueue(map(candidate, answers))
    for link, (kind, exchanges) in answers.items():
        archive.record(Unit(visit=visit, key=link.key, exchanges=exchanges, kind=kind))
    archive.end_visit(visit, "complete", "")
    archive.close()
    with ArchiveReader.open(place.settings["DATABASE_URL"], place.settings["ARCHIVE_URL"]) as reader:
        plain, rendered = archived(reader, address, {PORTAL.code: PORTAL})
    assert (plain.body, rendered.body) == (served, drawn)
    assert (plain.portal, rendered.link.render) == (PORTAL, True)
    assert [file.url for file in plain.beside] == [f"{HOME}api"]
    assert [file.url for file in rendered.beside] == [f"{HOME}js/l.js", f"{HOME}api"]
    content = passes(write(self_contained(rendered), expected(rendered), tmp_path / "sites"))
    assert content["scripts"] == [[f"{HOME}js/l.js", "beside_1.js"]]
    assert content["reading"]["kind"] == "list"
