"""The page of a list in Chromium, opened from a file: search, filters, links, keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import LONG, NAMES, RIGHT_TO_LEFT, six, written
from tools.browser import Opened, opened


SULLIVAN, ZIMMERMANN, ONEILL, UNKNOWN, LONGEST, MARKED_UP = NAMES


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("batch"), six())


def _choose(opened_page: Opened, name: str, words: str) -> None:
    opened_page.page.select_option(f"#{name}", label=words)


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("suilleabhain", [SULLIVAN]),
        ("LUKASZ o suil", [SULLIVAN]),
        ("zoe zimmermann", [ZIMMERMANN]),
        ("bo zimmermann", [ZIMMERMANN]),
        ("oneill", [ONEILL]),
        ("O'Neill", [ONEILL]),
        ("999 000 0002", [SULLIVAN]),
        ("9990000002", [SULLIVAN]),
        ("99900", [SULLIVAN, ZIMMERMANN, ONEILL, LONGEST, MARKED_UP]),
        ("999 00", [SULLIVAN, ZIMMERMANN, ONEILL, LONGEST, MARKED_UP]),
        ("h-2000004", [ONEILL]),
        ("h2000004", [ONEILL]),
        (RIGHT_TO_LEFT, [LONGEST]),
        ("<img", [MARKED_UP]),
        ("nobody of this name", []),
        ("  ", NAMES),
    ],
)
def test_search_finds_names_and_numbers_however_they_are_typed(
    searched: str, found: list[str], file: Path, browser: Browser
) -> None:
    with opened(browser, file) as page:
        page.page.fill("#search", searched)
        assert page.names() == found
        assert page.shown() == f"{len(found)} of 6 patients shown"
        assert page.page.locator("#nobody").is_visible() == (not found)


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ({"outcome": "Do not give"}, [ZIMMERMANN]),
        ({"outcome": "All not ready"}, [ZIMMERMANN, UNKNOWN, LONGEST]),
        ({"ward": "Ward 7"}, [ZIMMERMANN, ONEILL, UNKNOWN]),
        ({"date": "Mon 07-Dec-2026"}, [SULLIVAN, ZIMMERMANN, UNKNOWN, LONGEST, MARKED_UP]),
        ({"date": "Thu 10-Dec-2026"}, [ONEILL, UNKNOWN]),
        ({"ward": "Ward 7", "date": "Mon 07-Dec-2026"}, [ZIMMERMANN, UNKNOWN]),
        ({"outcome": "Returned", "ward": "Day Unit 3"}, [UNKNOWN]),
    ],
)
def test_filters_keep_whoever_may_be_meant(
    choices: dict[str, str], found: list[str], file: Path, browser: Browser
) -> None:
    with opened(browser, file) as page:
        for name, words in choices.items():
            _choose(page, name, words)
        assert page.names() == found
        assert page.page.locator('[data-tally=""]').inner_text() == f"{len(found)} of 6"
        page.page.click("#clear")
        assert page.names() == NAMES
        assert page.page.locator('[data-tally=""]').inner_text() == "6"
        assert page.focused() == "search"


def test_a_date_chooses_its_packs_and_its_pick_list(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        packs, picked = page.page.locator(".line[data-date]"), page.page.locator("table.pick")
        assert packs.locator("visible=true").count() == 1
        _choose(page, "date", "Thu 10-Dec-2026")
        assert packs.locator("visible=true").count() == 0
        assert picked.locator("visible=true").count() == 1
        assert "1\xa0bag" in picked.locator("caption:visible").inner_text()


def test_choices_stay_in_the_address_and_what_is_searched_for_does_not(
    file: Path, browser: Browser
) -> None:
    with opened(browser, file) as page:
        _choose(page, "ward", "Ward 7")
        _choose(page, "outcome", "Do not give")
        page.page.fill("#search", "zimmermann")
        assert page.fragment() == "#outcome=do-not-give&ward=Ward+7"
        page.page.click("a[href='#picking']")
        assert page.focused() == "picking"
        assert page.fragment() == "#outcome=do-not-give&ward=Ward+7"
        page.page.reload()
        assert page.names() == [ZIMMERMANN]
        assert page.page.input_value("#search") == ""
        page.page.fill("#search", "zimmermann")
        assert "zimmermann" not in page.page.url


def test_a_bookmark_of_what_this_list_does_not_have_hides_nobody(
    file: Path, browser: Browser
) -> None:
    with opened(browser, file, "#ward=Ward+99&date=2020-01-01&outcome=x") as page:
        assert page.names() == NAMES
        assert page.shown() == "6 of 6 patients shown"


def test_a_document_is_one_click_and_its_link_says_whose(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        page.page.get_by_role("link", name=f"Labels for {SULLIVAN}", exact=True).click()
        assert page.page.url == (file.parent / "patients/H2-c1/labels.pdf").as_uri()
        page.page.go_back()
        page.page.get_by_role("link", name="All labels for Mon 07-Dec-2026", exact=True).click()
        assert page.page.url == (file.parent / "print/2026-12-07/labels.pdf").as_uri()


def test_everything_is_done_with_the_keyboard_alone(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        keys = page.page.keyboard
        keys.press("Tab")
        assert page.focused() == "Skip to the patients"
        keys.press("Enter")
        assert page.focused() == "patients"
        order = []
        for _ in range(5):
            keys.press("Tab")
            order.append(page.focused())
        # What would do nothing, the button that clears, is passed over.
        assert order == ["search", "outcome", "ward", "date", "shortcut"]
        keys.press("Tab")
        assert page.focused() == f"This patient’s pack for {SULLIVAN}"
        keys.press("/")
        assert page.focused() == "search"
        keys.type("oneill")
        assert page.names() == [ONEILL]
        keys.press("Escape")
        assert page.names() == NAMES
        keys.press("Tab")
        keys.press("ArrowDown")
        assert page.names() == [ZIMMERMANN, UNKNOWN, LONGEST]
        for _ in range(3):
            keys.press("Tab")
        assert page.focused() == "clear"
        keys.press("Enter")
        assert page.names() == NAMES


def test_the_key_for_the_search_can_be_switched_off(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        page.page.uncheck("#shortcut")
        page.page.locator("a[href='#picking']").focus()
        page.page.keyboard.press("/")
        assert page.focused() == "Pick list"
        page.page.reload()
        assert not page.page.is_checked("#shortcut")


def test_whatever_has_the_focus_shows_it(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        for _ in range(16):
            page.page.keyboard.press("Tab")
            style = page.page.evaluate(
                "(({outlineStyle, outlineWidth, backgroundColor}) =>"
                " [outlineStyle, outlineWidth, backgroundColor])"
                "(getComputedStyle(document.activeElement))"
            )
            assert style[:2] == ["solid", "4px"], page.focused()


def test_names_are_shown_as_they_are_written_and_run_nothing(file: Path, browser: Browser) -> None:
    with opened(browser, file, viewport={"width": 320, "height": 640}) as page:
        assert page.names() == NAMES
        assert page.page.locator("main img").count() == 0
        assert page.page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.page.locator(f"bdi:text-is('{LONG.upper()}, {RIGHT_TO_LEFT}')").count() > 0
        assert page.said == ["Failed to load resource: net::ERR_FILE_NOT_FOUND"]


def test_nothing_but_the_page_and_the_stylesheet_beside_it_is_asked_for(
    file: Path, browser: Browser
) -> None:
    with opened(browser, file) as page:
        page.page.fill("#search", "oneill")
        assert page.asked == [file.as_uri(), (file.parent / "replaced.css").as_uri()]


def test_the_policy_lets_no_other_script_or_style_run(file: Path, browser: Browser) -> None:
    with opened(browser, file) as page:
        ran = page.page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "document.title = 'ran'";
              const style = document.createElement("style");
              style.textContent = "h1 { color: rgb(1, 2, 3) }";
              document.head.append(script, style);
              return [document.title, getComputedStyle(document.querySelector("h1")).color];
            }"""
        )
        assert ran[0].startswith("Infusion list")
        assert ran[1] == "rgb(255, 255, 255)"


def test_without_scripts_there_are_no_filters_and_all_the_rest(
    file: Path, browser: Browser
) -> None:
    with opened(browser, file, java_script_enabled=False) as page:
        assert page.names() == NAMES
        assert page.page.locator("#filters").is_hidden()
        assert page.shown() == "6\xa0patients"
        assert page.page.locator("#nobody").is_hidden()
        page.page.get_by_role("link", name=f"Labels for {SULLIVAN}", exact=True).click()
        assert page.page.url.endswith("labels.pdf")
