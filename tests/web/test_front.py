"""What stands at the address itself, and at those that there are not."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bridge.web import receiver as web
from bridge.web.front import Front
from tests.web.console.reading import lines

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def client_of(*, has_console: bool = False) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    nothing = web.Receiver([], lambda *_: None, lambda _: None, lambda: web.Health(True))  # type: ignore[arg-type] # nothing is posted
    app.register_blueprint(nothing.blueprint())
    Front(["thrivecart"], has_console=has_console).add_to(app)

    def break_off() -> str:
        raise RuntimeError("not for anybody's eyes")

    app.add_url_rule("/break-off", view_func=break_off)
    return app.test_client()


@pytest.mark.parametrize("address", ["/favicon.ico", "/webhook/thrivecart", "/admin.php?x=1"])
def test_an_address_that_there_is_not_says_which_there_are(address: str) -> None:
    message = "There is nothing at this address. There is /webhooks/thrivecart, and /healthz."
    answer = client_of().get(address)
    assert (answer.status_code, answer.json) == (404, {"message": message})
    page = client_of().get(address, headers=BROWSER)
    assert page.status_code == 404
    assert lines(page.get_data(as_text=True)) == ["There is no such page", message]


@pytest.mark.parametrize(("method", "address"), [("POST", "/healthz"), ("PUT", "/")])
def test_what_an_address_does_not_take_is_told_with_what_it_does(method: str, address: str) -> None:
    answer = client_of().open(address, method=method)
    words = "Deliveries are posted to /webhooks/…; the others are read."
    told = {"message": f"This address takes no {method}. {words}"}
    assert (answer.status_code, answer.json) == (405, told)


def test_without_a_console_the_address_itself_says_only_that_the_bridge_is_running() -> None:
    page = client_of().get("/", headers=BROWSER)
    words = "The bridge is running. It has no pages here: a console opens with CONSOLE_PASSWORD."
    assert lines(page.get_data(as_text=True)) == ["The bridge", words]
    assert client_of().get("/").json == {"message": words}


def test_with_one_it_leads_there() -> None:
    answer = client_of(has_console=True).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")


def test_what_is_unforeseen_is_told_without_its_words() -> None:
    for headers in ({}, BROWSER):
        answer = client_of().get("/break-off", headers=headers)
        assert answer.status_code == 500
        assert "Nothing is lost by it." in answer.get_data(as_text=True)
        assert "eyes" not in answer.get_data(as_text=True)


def test_its_pages_run_nothing_and_stand_in_no_frame() -> None:
    headers = client_of().get("/nowhere", headers=BROWSER).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_its_page_asks_for_nothing_else() -> None:
    page = (Path(web.__file__).parent / "templates" / "front.html").read_text(encoding="utf-8")
    assert "src=" not in page
    assert "href=" not in page
