"""Bare files whose link tells no year, or the wrong one: their text decides, and they stay where they are."""

from tests.crawler.harvest_portal import CODE, COUNTY, LIST, Served, answer, harvest, usual

WORDS = f"{COUNTY}政府信息公开工作年度报告"
TEXT = (
    "{year}年度报告。根据《中华人民共和国政府信息公开条例》，现公布{county}人民政府{year}年政府信息公开工作年度报告，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "一、总体情况",
    "全年主动公开政府信息{number}条，受理申请7件，均已按期答复。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def rtf(year):
    lines = (
        line.format(year=year, county=COUNTY, number=f"{year}2")
        for line in (f"{COUNTY}{{year}}年政府信息公开工作年度报告", *TEXT)
    )
    escaped = r"\par ".join("".join(f"\\u{ord(sign)}?" for sign in line) for line in lines)
    return b"{\\rtf1\\ansi " + escaped.encode() + b"}"


def entry(name, date=""):
    return f"<li><a href='/u/{name}.rtf'>{WORDS}</a>{date}</li>"


DATED = entry("b", "<span>2024-05-06</span>")  # for 2023, one would say


def served(rows, files):
    def answers(target, headers):
        if target == LIST:
            head = "<meta charset=utf-8><title>政府信息公开年报</title>"
            return answer(f"<html><head>{head}</head><body><ul>{''.join(rows)}</ul></body></html>")
        return answer(files[target], kind="application/rtf") if target in files else usual(target, headers)

    return Served(answers)


def test_the_text_tells_the_year_and_nothing_disappears(make_corpus):
    portal = served([entry("a"), DATED], {"/u/a.rtf": rtf(2019), "/u/b.rtf": rtf(2022)})
    done = harvest(make_corpus("undated").path, portal.home, GONE_AFTER_LOOKS=1, GONE_AFTER_DAYS=0)
    assert (done.outcome, done.years) == ("complete", [2019, 2022]), done.reason
    every = ("crawl", "county_portals", "-a", f"portals={CODE}", "-a", "revisit=all", *done.arguments)
    for _ in range(2):
        again = done.corpus.run(*every)
        assert "(0 new versions, 0 changed, 0 gone)" in again.stderr, again.stderr
    portal.close()
    assert [(record["year"], record["gone_since"]) for record in done.corpus.export()] == [(2019, None), (2022, None)]


def test_a_file_of_which_nothing_tells_the_year_keeps_the_visit_from_being_complete(make_corpus):
    portal = served([entry("a"), DATED], {"/u/a.rtf": rtf("本"), "/u/b.rtf": rtf(2022)})
    done = harvest(make_corpus("yearless").path, portal.home)
    portal.close()
    assert (done.outcome, done.years) == ("incomplete", [2022])
    assert "1 listed reports could not be read, or tell no year" in done.reason
