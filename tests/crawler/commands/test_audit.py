"""`scrapy audit` and `scrapy case` on a portal that hides its reports in the usual ways, harvested as a user does it."""

import json
from dataclasses import dataclass

import pytest

from tests.crawler.harvest_portal import CODE, COUNTY, Harvest, Served, answer, harvest, report, title
from tests.spiders.cms import test_cases as recorded

ELSEWHERE = "http://zwgk.city.example/hl/nb/"
BUREAUS = ("教育局", "财政局", "水务局", "审计局", "司法局")
YEARS = (2020, 2021, 2023)


def page(name, body):
    return f"<html><head><meta charset=utf-8><title>{name}-{COUNTY}人民政府</title></head><body>{body}</body></html>"


def links(words):
    return "<ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in words.items()) + "</ul>"


HOME = links(
    {"/nb/": "政府信息公开年报", "/bm/": "部门年报", "/xz/": "乡镇信息公开年报", ELSEWHERE: f"{COUNTY}信息公开年报"}
)
ENTRIES = links(
    {f"/nb/{year}.html": title(year) for year in YEARS}
    | {"/nb/2022.html": f"图解：{title(2022)}", "/nb/2019.html": title(2019)}
)
PAGER = '<div class=page>共23条 第1/3页 <a href="javascript:;" onclick="turn(2)">下一页</a></div><script src="/js/t.js"></script>'
CONTACT = "<div class=foot>责任编辑：王建国 电话：0951-8061234</div>"
ORGANS = links({f"/jg/{number}/": name for number, name in enumerate(BUREAUS)})
PAGES = {
    "/": page("首页", HOME + links({"/jg/": "部门信息公开目录"})),
    "/nb/": page("政府信息公开年报", ENTRIES + PAGER + CONTACT),
    "/jg/": page("部门信息公开目录", ORGANS),
    "/about.html": page("关于我们", "<p>本站由县政府办公室主办。</p>"),
    "/form.pdf": b"%PDF-1.4",
    "/robots.txt": "User-agent: *\nDisallow: /xz/\n",
    **{f"/nb/{year}.html": report(year) for year in YEARS},
    **{f"/jg/{number}/": page(name, f"<p>{name}机构职能</p>") for number, name in enumerate(BUREAUS)},
}


def answers(target, _):
    return answer(PAGES[target]) if target in PAGES else answer("<p>none</p>", "404 Not Found")


@dataclass(frozen=True)
class Miss:
    """The portal, still served, and what one harvest of it came to."""

    home: str
    harvest: Harvest

    def run(self, *arguments, **environment):
        return self.harvest.corpus.run(*arguments, *self.harvest.arguments, **environment)


@pytest.fixture(scope="module")
def miss(tmp_path_factory):
    served = Served(answers)
    yield Miss(served.home, harvest(tmp_path_factory.mktemp("miss"), served.home))
    served.close()


def test_an_audit_names_each_place_where_reports_may_be_lost(miss):
    said = miss.run("audit", CODE, "--json")
    assert (said.returncode, said.stderr) == (0, "")
    told = json.loads(said.stdout)
    assert (told["portal"]["code"], told["portal"]["home"]) == (CODE, miss.home)
    found = {(one["kind"], one["url"].removeprefix(miss.home)): one["reason"] for one in told["findings"]}
    assert found["list_numbers", "nb/"] == "‘政府信息公开年报’: 2 of 3 pages not read"
    assert found["unread_column", "bm/"] == "‘部门年报’ promises a list (0.94); no answer: http_404"
    assert found["unread_report", "nb/2019.html"] == f"1 listed report: ‘{title(2019)}’; no answer: http_404"
    assert found["not_followed", "xz/"] == "robots.txt forbids 1 list: ‘乡镇信息公开年报’"
    assert found["not_followed", ELSEWHERE].startswith("zwgk.city.example is no host of this portal; 1 link: ")
    assert found["missing_year", "nb/"] == f"{COUNTY}人民政府 reported for 2021 and 2023, and not for 2022"
    assert found["rejected", "nb/2022.html"].startswith(f"‘图解：{title(2022)}’ (0.60); interpretation: ")
    assert (
        found["silent_body", "jg/1/"]
        == f"{COUNTY}财政局, a department: the portal has pages of it, and no report was found"
    )


def test_an_audit_for_people_has_a_line_for_each(miss):
    said = miss.run("audit", COUNTY)
    head, *lines = said.stdout.splitlines()
    assert head.startswith(f"{CODE} {COUNTY}: ")
    assert f"    list_numbers {miss.home}nb/ ‘政府信息公开年报’: 2 of 3 pages not read" in lines


def test_what_an_audit_cannot_do(miss, place):
    place.harvest()
    assert [
        (said.returncode, said.stderr)
        for said in (place.run("audit"), place.run("audit", "64"), place.run("audit", "640205"))
    ] == [
        (2, "scrapy audit: name one PORTAL: its code, such as 640122, or its name\n"),
        (2, "scrapy audit: name one PORTAL: its code, such as 640122, or its name\n"),
        (2, "scrapy audit: 640205: this portal was never visited; harvest it first\n"),
    ]


def test_a_page_that_was_misread_becomes_a_case(miss, tmp_path):
    said = miss.run("case", f"{miss.home}nb/", "--into", str(tmp_path), "--anonymise")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[0] == f"{tmp_path}/generic/nb"  # where a browser was asked, its look comes second
    case = recorded.load(tmp_path / "generic" / "nb" / "case.json")
    for test in (
        recorded.test_the_right_family_is_surest,
        recorded.test_listing,
        recorded.test_report,
        recorded.test_what_the_search_for_reports_makes_of_it,
    ):
        test(case)
    written, response = case
    assert written["listing"]["page_count"] == 3
    assert written["listing"]["pages"] == []
    assert written["reading"]["rejected"] == [
        ["interpretation", "http://qinghe.example/nb/2022.html", "图解：青禾县2022年政府信息公开工作年度报告"]
    ]
    assert "责任编辑：张一 电话：0000-0000001" in response.text
    assert COUNTY not in response.text


def test_what_is_not_archived_is_asked_for_and_not_kept(miss, tmp_path):
    before = miss.harvest.rows("SELECT count(*) FROM fetch")
    asked, forbidden, document, without_archive = (
        miss.run("case", f"{miss.home}{path}", "--into", str(tmp_path / folder), "-s", "DOWNLOAD_DELAY=0", *more)
        for path, folder, more in (
            ("about.html", "a", ()),
            ("xz/", "b", ()),
            ("form.pdf", "c", ()),
            ("about.html", "d", ("-s", f"DATABASE_URL=sqlite:///{tmp_path}/none.db")),
        )
    )
    assert (asked.returncode, asked.stdout) == (0, f"{tmp_path}/a/generic/about\n"), asked.stderr
    assert (tmp_path / "a" / "generic" / "about" / "page.html").read_text() == PAGES["/about.html"]
    assert forbidden.returncode == 4
    assert "/xz/ is not archived, and could not be read: " in forbidden.stderr
    assert document.returncode == 2
    assert "/form.pdf is a document (text/html); cases are of pages" in document.stderr
    assert without_archive.returncode == 0
    assert miss.harvest.rows("SELECT count(*) FROM fetch") == before


def test_what_is_no_page_is_no_case(place, tmp_path):
    assert place.run("case").returncode == 2
    assert "name one URL" in place.run("case", "javascript:alert(1)").stderr
