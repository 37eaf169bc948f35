"""All sections together."""

from bridge.web.console.shell.navigation import navigation
from tests.web.console.conftest import Browser


def test_every_entry_of_the_navigation_has_its_section(browser: Browser) -> None:
    with browser.client.application.test_request_context("/console"):
        names = [each.name for each in navigation()]
    assert names == [
        "Home", "Needs you", "People", "Activity", "Products", "Rules", "Try it", "Set-up",
    ]  # fmt: skip


def test_no_page_but_the_log_in_opens_without_it(browser: Browser) -> None:
    app = browser.client.application
    anybody = app.test_client()
    routes = [each for each in app.url_map.iter_rules() if each.endpoint.startswith("console.")]
    assert len(routes) > 40
    for route in routes:
        values = dict.fromkeys(route.arguments, 1)
        address = app.url_map.bind("localhost").build(route.endpoint, values)
        for method in {"GET", "POST"} & set(route.methods or ()):
            answer = anybody.open(address, method=method)
            shown = route.endpoint in ("console.static", "console.log_in") and method == "GET"
            assert answer.status_code in ((200, 404) if shown else (303, 400)), route
