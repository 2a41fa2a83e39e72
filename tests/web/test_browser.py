"""The pages in a real browser: by keyboard, by what a screen reader says, with a script and without."""

from __future__ import annotations

import re

import pytest
from browsing import CHROMIUM, faults, serving
from playwright.sync_api import expect, sync_playwright
from web_logins import PASSWORD, one_time_code

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]

#: Where the focus is: its place among all parts, and how thick the line round it is.
FOCUS = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const parts = [...document.querySelectorAll(all)];
    const line = parseFloat(getComputedStyle(here).outlineWidth);
    return [parts.indexOf(here), line, here.outerHTML.slice(0, 90)];
}"""


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # The browser library runs an event loop in this thread, and Django fears for its connections.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def site(chromium, accounts, shown):
    with serving() as address:
        yield address


@pytest.fixture
def open_page(chromium, site):
    """Open a browser window; whatever it asks of another host, or complains about, is kept."""
    contexts = []

    def opened(width=1280, scheme="light", **more):
        # Without motion: a colour that is judged halfway its change is a colour that nobody reads.
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page = context.new_page()
        page.strangers, page.complaints = [], []
        page.on("request", lambda asked: asked.url.startswith(site) or page.strangers.append(asked.url))
        page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


def come_in(page, desk):
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(f"{desk}-account")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill(one_time_code())
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("button", name="Uitloggen").wait_for()


def test_the_way_in_has_no_accessibility_fault_when_something_is_wrong(open_page):
    page = open_page()
    page.goto("/inloggen/")
    page.get_by_role("button", name="Verder").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []
    page.get_by_label("Gebruikersnaam").fill("staff-account")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill("000000")
    page.get_by_role("button", name="Inloggen").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []


def test_the_first_tab_offers_to_skip_to_the_content(open_page):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_everything_works_without_a_script(open_page):
    page = open_page(java_script_enabled=False)
    come_in(page, "oversight")
    page.get_by_role("link", name="Besluiten", exact=True).click()
    page.get_by_label("Uitkomst").select_option("forbid")
    page.get_by_role("button", name="Toon").click()
    page.wait_for_url("**uitkomst=forbid**")
    shown = page.locator("tbody .badge").all_inner_texts()
    assert shown
    assert set(shown) == {"Verboden"}
    page.get_by_role("button", name="Uitloggen").click()
    page.get_by_role("link", name="Inloggen").wait_for()


def test_with_a_script_a_filter_answers_at_once_and_keeps_its_address(open_page):
    page = open_page()
    come_in(page, "oversight")
    page.get_by_role("link", name="Besluiten", exact=True).click()
    page.get_by_label("Uitkomst").select_option("gap")
    page.wait_for_url("**uitkomst=gap**")
    page.wait_for_function(
        "word => [...document.querySelectorAll('tbody .badge')].every(badge => badge.innerText === word)",
        arg="Gegeven ontbreekt",
    )
    assert page.locator("h1").inner_text() == "Besluiten in het logboek"
    assert page.complaints == []


def test_the_keyboard_reaches_every_part_in_order_sees_where_it_is_and_is_never_caught(open_page):
    page = open_page()
    page.goto("/galerij/")
    places = []
    while (here := page.keyboard.press("Tab") or page.evaluate(FOCUS)) and len(places) < 400:
        place, line, html = here
        assert line >= 2, f"no visible focus: {html}"
        places.append(place)
    assert places == sorted(set(places))
    parts = page.locator("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")
    assert len(places) == parts.filter(visible=True).count()


@pytest.mark.parametrize("path", ["/inloggen/", "/rondleiding/?stap=8"])
def test_the_keyboard_goes_through_a_form_and_a_step_and_out_of_it_again(open_page, path):
    page = open_page()
    page.goto(path)
    places = []
    while (here := page.keyboard.press("Tab") or page.evaluate(FOCUS)) and len(places) < 60:
        assert here[1] >= 2, f"no visible focus: {here[2]}"
        places.append(here[0])
    assert len(places) == len(set(places)) < 60


def test_on_paper_the_tables_behind_the_drawings_are_open(open_page):
    page = open_page()
    page.goto("/galerij/")
    assert not page.locator(".diagram__table tbody").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".diagram__table tbody").first.is_visible()
    assert not page.locator(".skip-link").is_visible()


def test_the_parts_have_names_that_a_screen_reader_says(open_page):
    page = open_page()
    page.goto("/galerij/")
    assert page.get_by_role("group", name="Tekening: Toegang aanvragen en toekennen").count() == 2
    assert page.get_by_role("navigation", name="De loop: gestopt").is_visible()
    page.get_by_text("Toon als tabel").first.click()
    assert page.get_by_role("table", name="Toegang aanvragen en toekennen").first.is_visible()
    assert page.get_by_role("rowheader", name="Gevraagd").first.is_visible()
    assert page.get_by_role("figure", name="Declaraties per maand").first.is_visible()


def test_the_tour_leads_from_the_front_page_through_ten_steps_without_a_script(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Volg een declaratie in tien stappen").click()
    titles = []
    for step in range(1, 11):
        assert page.locator("[aria-current=step]").inner_text().endswith(str(step))
        titles.append(page.locator("h1").inner_text())
        if step < 10:
            page.get_by_role("link", name="Volgende stap").click()
            expect(page.locator("[aria-current=step]")).to_have_text(re.compile(rf"{step + 1}\s*$"))
    assert len(set(titles)) == 10
    assert page.get_by_role("link", name="Volgende stap").count() == 0
    page.get_by_role("link", name="Vorige stap").click()
    expect(page.locator("h1")).to_have_text(titles[8])


def search_for(page, number):
    page.goto("/medewerker/zoeken/")
    page.get_by_label("Declaraties behandelen").check()
    page.get_by_label("Nummer van de declaratie").fill(number)
    return page.get_by_role("button", name="Zoek").click()


def test_the_search_form_asks_for_a_purpose_first_and_leads_on_to_the_claim(open_page):
    page = open_page()
    come_in(page, "staff")
    page.goto("/medewerker/zoeken/")
    page.get_by_role("button", name="Zoek").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []
    search_for(page, "P0000123")
    page.get_by_role("heading", name="Declaratie", level=1).wait_for()
    assert "P0000123" not in page.url


def test_who_searches_more_than_twenty_times_a_minute_is_told_to_wait(open_page):
    page = open_page()
    come_in(page, "staff")
    page.goto("/medewerker/zoeken/")
    token = page.locator("form[action='/medewerker/zoeken/'] [name=csrfmiddlewaretoken]").input_value()
    form = {"csrfmiddlewaretoken": token, "purpose": "claims", "claim_number": "P0000123"}
    answers = [page.request.post("/medewerker/zoeken/", form=form, max_redirects=0).status for _ in range(20)]
    assert 429 not in answers
    search_for(page, "P0000123")
    page.get_by_role("heading", level=1).wait_for()
    assert "vaak" in page.get_by_role("main").inner_text()
    assert faults(page) == []
