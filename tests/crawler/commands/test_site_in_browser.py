"""The site as a reader's browser shows it, from disk: no network, no console error, keyboard alone, both languages."""

import re
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
import pytest
from invented_archive import Place, Town
from playwright.sync_api import sync_playwright

from crawler.downloader.browser import find

pytestmark = pytest.mark.browser
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
TOWN, BUREAU = "贺兰县金贵镇人民政府", "贺兰县财政局"
HOSTILE = '<img src=x onerror="document.title=1">\u202e"局</script>'
MAX_FIRST_VIEW = 300_000
PAGES = ("", "changes", "province/64", "portal/640122", "report/")
SERIOUS = (
    "axe.run({ preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of two harvests: one report changed, one is gone, one has a hostile name."""
    place = Place(tmp_path_factory.mktemp("archive"))
    towns = [Town(TOWN, year, requests=str(year - 2015)) for year in (2019, 2020, 2021)]
    bureau = [Town(BUREAU, 2020, level="department"), Town("贺兰县民政局", 2020, requests="7", level="department")]
    place.harvest(*towns, *bureau, Town(HOSTILE, 2018, level="other"))
    place.harvest(*towns[:2], Town(TOWN, 2021, requests="9", sentence="本年度收到行政复议申请1件。"), *bureau)
    done = place.run("site", str(place.path / "site"), "--replay", "https://replay.example.org/nianbao")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return place.path / "site"


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find())
        yield browser
        browser.close()


@contextmanager
def opened(chromium, site, address="", **options):
    """Give a page at this address; what its console said and what it asked for beside files fails the test."""
    context = chromium.new_context(**{"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    go(page, site, address)
    yield page
    context.close()
    assert said == []
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


def go(page, site, address):
    page.goto(f"file://{site}/index.html#/{address}")
    page.wait_for_selector("main h1")
    page.wait_for_timeout(50)


def changed_report(site):
    """Return the address of the report that has two versions."""
    (path,) = [path for path in site.glob("data/640122/2*.js") if '"number":2' in path.read_text("utf-8")]
    return f"report/640122-{path.stem}"


def addresses(site):
    return [address if address != "report/" else changed_report(site) for address in PAGES]


def test_the_first_view_is_light_and_needs_no_network(site, chromium):
    with opened(chromium, site) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        page.wait_for_selector(".map")
        first = {Path(url.removeprefix("file://").partition("#")[0]) for url in asked if url.startswith("file://")}
        assert sum(path.stat().st_size for path in first) < MAX_FIRST_VIEW
        assert {path.name for path in first} == {"index.html", "site.css", "site.js", "summary.js"}


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_no_page_has_a_serious_fault_of_accessibility(site, chromium, theme, width):
    with opened(chromium, site, color_scheme=theme, viewport={"width": width, "height": 800}, bypass_csp=True) as page:
        for address in addresses(site):
            go(page, site, address)
            page.evaluate(AXE)
            found = page.evaluate(SERIOUS)["violations"]
            bad = [
                (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in {"serious", "critical"}
            ]
            assert not bad, (address, bad)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_keyboard_alone_leads_from_the_country_to_a_report(site, chromium):
    with opened(chromium, site) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        until(page, "Tab", "a[href='#/province/64']")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('宁夏')")
        assert page.evaluate("document.activeElement.tagName") == "H1"
        until(page, "Tab", "a[href='#/portal/640122']")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=grid]")
        until(page, "Tab", "[role=grid] td, [role=grid] td a")
        walked = [cell(page)]
        for key in ("ArrowDown", "End", "Home", "ArrowRight", "PageDown", "Control+Home"):
            page.keyboard.press(key)
            walked.append(cell(page))
        assert walked == [(0, 1), (1, 1), (1, 18), (1, 1), (1, 2), (walked[5][0], 2), (0, 1)]
        assert walked[5][0] > 4
        page.get_by_role("searchbox").fill("金贵")
        until(page, "Tab", "[role=grid] td, [role=grid] td a")
        for _ in range(2021 - 2008):
            page.keyboard.press("ArrowRight")
        assert "2 个版本" in page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("Enter")
        page.wait_for_selector("article.change")
        page.go_back()  # to the cell that was opened
        page.wait_for_selector("[role=grid]")
        assert "2021 年" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def until(page, key, selector):
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{key} never reaches {selector}")


def cell(page):
    """Return row and column of the cell that has the focus; one cell of the grid is in the order of Tab."""
    assert page.locator("[role=grid] [tabindex='0']").count() == 1
    script = """() => { const cell = document.activeElement.closest("td"), row = cell.parentElement;
      return [[...row.closest("table").querySelectorAll("tbody tr:not(.group)")].indexOf(row), cell.cellIndex]; }"""
    return tuple(page.evaluate(script))


def test_filters_leave_the_bodies_that_fit(site, chromium):
    with opened(chromium, site, "portal/640122") as page:
        rows = page.locator("[role=grid] tbody tr:not(.group)")
        everything = rows.count()
        page.get_by_label("层级").select_option(label="部门")
        assert rows.count() == 2
        page.get_by_label("状态").select_option(label="改过的")
        assert rows.count() == 0
        page.get_by_label("层级").select_option(label="全部层级")
        assert rows.all_text_contents()[0].startswith("金贵镇")
        page.get_by_label("状态").select_option(label="全部状态")
        assert rows.count() == everything


def test_a_report_shows_what_changed_its_figures_and_where_its_bytes_lie(site, chromium):
    with opened(chromium, site, changed_report(site)) as page:
        change = page.locator("article.change")
        assert change.locator("td.was del").all_text_contents() == ["未"]
        assert change.locator("td.is ins").all_text_contents() == ["1件"]
        assert "行政规范性文件 · 本年制发件数" in change.inner_text()
        text = page.locator(".text").inner_text()
        assert "［手机号］" in text
        assert "13912345678" not in page.content()
        assert page.locator(".text table td").count() == 6
        assert re.search(r"sha256 [0-9a-f]{64}", page.locator(".stored").first.inner_text())
        capture = page.locator("a[href^='https://replay.example.org/nianbao/']").first.get_attribute("href")
        assert re.fullmatch(r"https://replay\.example\.org/nianbao/\d{14}/http://portal\.example/.+", capture)
        page.get_by_role("link", name="第 1 版", exact=True).click()
        page.wait_for_selector("h2:has-text('第 1 版正文')")
        assert "未收到行政复议申请" in page.locator(".text").inner_text()


def test_hostile_names_are_text_and_nothing_more(site, chromium):
    with opened(chromium, site, "portal/640122") as page:
        page.get_by_role("searchbox").fill("<img")
        row = page.locator("[role=grid] tbody tr:not(.group)")
        assert row.count() == 1
        assert "onerror" in row.inner_text()
        assert "\u202e" not in row.inner_text()
        assert page.locator("img").count() == 0
        assert page.title() != "1"


def test_language_and_theme_are_switched_and_kept(site, chromium):
    with opened(chromium, site) as page:
        page.locator("#language").click()
        page.wait_for_selector("h1:has-text('disclosure reports')")
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.evaluate("document.activeElement.id") == "language"
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator("#theme").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        page.reload()
        page.wait_for_selector("h1:has-text('disclosure reports')")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_what_is_not_there_is_said(site, chromium, tmp_path):
    with opened(chromium, site, "portal/999999") as page:
        assert page.locator("h1").inner_text() == "这里没有这一页。"
        go(page, site, "no/such/page")
        assert page.locator("h1").inner_text() == "这里没有这一页。"


def test_a_lost_file_is_named_and_the_page_goes_on(site, chromium):
    lost = site / "data" / "640122.js"
    kept = lost.read_bytes()
    lost.unlink()
    try:
        context = chromium.new_context(locale="zh-CN")
        page = context.new_page()
        go(page, site, "portal/640122")
        assert "data/640122.js" in page.locator("h1").inner_text()
        page.get_by_role("link", name="回到全国").click()
        page.wait_for_selector(".map")
        context.close()
    finally:
        lost.write_bytes(kept)
