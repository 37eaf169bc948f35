"""A real browser, logged in, that takes no error lightly."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.in_browser.site import PASSWORD, Site, running_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# By day and by night, at a desk and on a phone.
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (DESK, PHONE)]
ON_A_PHONE = [("light", PHONE), ("dark", PHONE)]
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium here; Debian has it as `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Site]:
    """A shop that sells Gold; see site.RULES."""
    with running_site(tmp_path, database_url, redis_url) as running:
        yield running


def watched(page: Page, host: str) -> list[str]:
    """What goes wrong on the page from now on: errors, what its policy forbade, other hosts."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # A page that answers 4xx to a form is meant to; the browser calls it an error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in (host, ""):
            wrong.append(f"asked another host: {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    return wrong


def log_in(page: Page, url: str, who: str = "Anna") -> None:
    page.goto(f"{url}/console/log-in")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Your name").fill(who)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: "/log-in" not in address)


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Open]:
    """Opens a page of its own kind, logged in: `open_page(color_scheme="dark", viewport=PHONE)`.
    When the test ends, nothing must have gone wrong on any."""
    contexts, found = [], []

    def opened(**options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type] # as Playwright's
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        found.append(watched(page, urlsplit(site.url).netloc))
        log_in(page, site.url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for wrong in found for each in wrong] == []


@pytest.fixture
def page(open_page: Open) -> Page:
    """A desk's, by day."""
    return open_page(viewport=DESK)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands, each with where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(all => all.violations)")
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def barriers(page: Page, looks: Iterable[tuple[str, dict[str, int]]] = LOOKS) -> list[str]:
    """What is in anybody's way on the page as it stands, however she looks at it."""
    found = []
    for scheme, size in looks:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two
        page.set_viewport_size(size)  # type: ignore[arg-type] # as Playwright's
        wrong = violations(page) + (["too wide"] if is_too_wide(page) else [])
        found += [f"{scheme}, {size['width']} wide: {each}" for each in wrong]
    return found


def is_too_wide(page: Page) -> bool:
    """Whether one must scroll sideways to read it."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
