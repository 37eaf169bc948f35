"""The pictures of README and docs, made from the demo: `make screenshots`."""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bridge.sandbox.demo.narration import leave_open_ends, play
from bridge.sandbox.demo.open_ends import LACKING
from bridge.sandbox.demo.shop import SHOP
from bridge.sandbox.demo.stage import Stage, stage
from bridge.sandbox.stack import PROJECT
from tests.in_browser.conftest import CHROMIUM, PHONE

FOLDER = PROJECT / "docs" / "images"
_DESK = {"width": 1200, "height": 800}
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# Each picture's name, and the address below /console that it shows; what has a number in it is
# found by a click on `then`.
PAGES = {
    "home": ("", ""),
    "needs-you": ("/needs-you", ""),
    "person": ("/people", "Finn Buyer"),
    "delivery": ("/activity?outcome=failed", "#"),
    "products": ("/products", ""),
    "rules": ("/rules", ""),
    "set-up": ("/set-up", ""),
}

ON_A_PHONE = ("home", "person")


@contextmanager
def shown(browser: Browser, here: Stage, **options: object) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)  # type: ignore[arg-type] # as Playwright's
    page = context.new_page()
    page.goto(f"{here.stack.url}/console/log-in")
    page.get_by_label("Password").fill(here.environment["CONSOLE_PASSWORD"])
    page.get_by_role("button", name="Log in").click()
    yield page
    context.close()


def take(page: Page, url: str, names: Iterable[str], ending: str = "") -> None:
    for name in names:
        address, then = PAGES[name]
        page.goto(f"{url}/console{address}")
        if then:
            page.get_by_role("link", name=then).first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{name}{ending}.png", full_page=False)


def main() -> None:
    """Exits with 1 where there is no browser, or the story came out wrong."""
    if CHROMIUM is None:
        sys.exit("The pictures want chromium; Debian has it as `apt-get install chromium`.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        with stage(Path(folder) / "demo.log", SHOP, (LACKING,)) as here:
            if not (play(here) and leave_open_ends(here)):
                sys.exit("The story came out wrong, so there are no pictures of it.")
            with shown(browser, here, viewport=_DESK) as page:
                take(page, here.stack.url, PAGES)
            with shown(browser, here, viewport=PHONE, color_scheme="dark") as page:
                take(page, here.stack.url, ON_A_PHONE, "-phone")
        browser.close()


if __name__ == "__main__":
    main()
