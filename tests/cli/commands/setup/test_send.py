"""What `bridge send` promises: a true-to-life delivery, and plain words for every answer."""

import json
import threading
from collections.abc import Iterator

import pytest
import requests
import responses
from werkzeug.serving import make_server

from app import create_app
from bridge.settings import Settings
from bridge.sources.thrivecart.samples import OURS, WORDS
from bridge.store.readiness.sightings import OWN_AGENT
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop

BUYER = ("--email", "Buyer@example.com")
THERE = "https://shop.example.com/webhooks/thrivecart"


@pytest.fixture
def receiver(bridge: Shell, database_url: str, redis_url: str) -> Iterator[str]:
    """The real receiver on the loopback; the shell knows its port and its secret."""
    config = Settings(database_url, redis_url, thrivecart_secret="the-secret")
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    bridge.env |= {"PORT": str(server.port), "THRIVECART_SECRET": "the-secret"}
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(bridge: Shell) -> None:
    bridge.env["THRIVECART_SECRET"] = "the-secret"


@pytest.mark.usefixtures("receiver")
def test_it_posts_a_marked_purchase_to_this_machine(bridge: Shell, shop: Shop) -> None:
    result = bridge("send", "purchase", *BUYER)
    assert result.output == (
        "Sent order.success. The receiver stored it: bridge show 1\n"
        "Sent purchase of product-12 with pricing option 912 (made up; --plan names another).\n"
    )
    assert result.exit_code == 0
    (delivery,) = shop.deliveries.latest()
    event = delivery.event
    assert (event.kind, event.mode, event.word) == ("purchase", "test", "order.success")
    assert [item.key for item in event.items] == ["product-12"]
    assert event.contact.email == "Buyer@example.com"
    assert (event.contact.first_name, event.contact.last_name) == ("", "")


@pytest.mark.usefixtures("secret")
def test_it_says_that_it_is_no_cart(bridge: Shell) -> None:
    with responses.RequestsMock() as there:
        there.post(THERE, json={"message": "stored", "id": 7})
        bridge("send", "purchase", *BUYER, "--to", THERE, "--yes")
        (call,) = there.calls
    assert call.request.headers["User-Agent"] == OWN_AGENT


@pytest.mark.usefixtures("receiver")
def test_everything_about_it_can_be_said(bridge: Shell, shop: Shop) -> None:
    told = (
        "--item product-15 --item bump-2 --plan 90222 --order 77 --at 2026-01-31T18:00 "
        "--mode live --json-body --name Bea"
    )
    result = bridge("send", "order.success", *BUYER, *told.split())
    assert result.output == "Sent order.success. The receiver stored it: bridge show 1\n"
    assert result.exit_code == 0
    event = shop.deliveries.latest()[0].event
    assert [(item.key, item.plan) for item in event.items] == [
        ("product-15", "90222"),
        ("bump-2", "92"),
    ]
    assert (event.order_id, event.mode) == ("77", "live")
    assert (event.contact.first_name, event.contact.last_name) == ("Bea", "")
    assert event.occurred_at is not None
    assert event.occurred_at.isoformat() == "2026-01-31T16:00:00+00:00"


def test_the_same_once_more_is_a_duplicate(bridge: Shell, receiver: str) -> None:
    told = f"--item upsell-3 --order 77 --at 2026-01-31 --to {receiver}"
    same = ("send", "refund", *BUYER, *told.split())
    assert bridge(*same).output == "Sent order.refund. The receiver stored it: bridge show 1\n"
    assert bridge(*same).output == (
        "Sent order.refund. The receiver had it already: bridge show 1\n"
    )
    assert json.loads(bridge(*same, "--json").stdout) == {"id": 1, "duplicate": True}


@pytest.mark.usefixtures("receiver")
def test_two_that_are_sent_at_once_are_two_orders(bridge: Shell, shop: Shop) -> None:
    at = ("--at", "2026-01-31T18:00")
    for number in (1, 2):
        result = bridge("send", "purchase", *BUYER, *at)
        assert result.stdout.startswith(
            f"Sent order.success. The receiver stored it: bridge show {number}\n"
        )
    first, second = (each.event.order_id for each in shop.deliveries.latest())
    assert first != second


@pytest.mark.usefixtures("secret")
@responses.activate
def test_before_a_real_contact_is_touched_it_shows_what_would_be_done_and_asks(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    responses.post(THERE, json={"message": "stored", "id": 7})
    result = bridge("send", "purchase", *BUYER, "--to", THERE, typed="n\n")
    assert "These rules match:" in result.stdout
    assert "Gold" in result.stdout
    assert f"This is really done to that contact, by the receiver at {THERE}." in result.stdout
    assert "Send it? [y/N]: n" in result.output
    assert (result.exit_code, len(responses.calls)) == (1, 0)
    assert "bridge show 7" in bridge("send", "purchase", *BUYER, "--to", THERE, typed="y\n").stdout


@pytest.mark.parametrize("file", ["", "crm: activecampain"])
@pytest.mark.usefixtures("receiver")
def test_it_asks_also_where_only_the_account_is_real(
    bridge: Shell, shop: Shop, rules_file: WriteRules, file: str
) -> None:
    if file:
        rules_file(file)
    bridge.env["ACTIVECAMPAIGN_URL"] = "https://shop.api-us1.com"
    result = bridge("send", "purchase", *BUYER)
    assert "The rules file cannot be read here; `bridge check` says why.\n" in result.stdout
    assert result.stderr.endswith("say yes beforehand: bridge send … --yes\n")
    assert (result.exit_code, shop.deliveries.latest()) == (1, [])


@pytest.mark.usefixtures("receiver")
def test_when_the_order_was_can_be_told(bridge: Shell, shop: Shop) -> None:
    when = ("--at", "2026-01-31", "--ordered", "2026-01-26T12:00+00:00")
    assert bridge("send", "refund", *BUYER, *when).exit_code == 0
    ordered_at = shop.deliveries.latest()[0].event.ordered_at
    assert ordered_at is not None
    assert ordered_at.isoformat() == "2026-01-26T12:00:00+00:00"


@pytest.mark.usefixtures("receiver")
def test_a_made_up_pricing_option_is_said_where_the_delivery_carries_one(bridge: Shell) -> None:
    def told(*words: str) -> list[str]:
        return bridge("send", *words, *BUYER).output.splitlines()[1:]

    assert told("rebill", "--item", "product-31", "--json-body") == [
        "Sent rebill of product-31 with pricing option 931 (made up; --plan names another)."
    ]
    assert told("refund", "--item", "upsell-3") == []  # ThriveCart tells none of an upsell's


@pytest.mark.usefixtures("receiver")
def test_another_secret_than_the_receiver_s_is_said(bridge: Shell) -> None:
    bridge.env["THRIVECART_SECRET"] = "another"
    result = bridge("send", "purchase", *BUYER)
    assert result.stderr == (
        "The receiver refused the secret (401). THRIVECART_SECRET here is not the receiver's: set "
        "both to the secret word that ThriveCart shows under Settings > API & Webhooks > "
        "ThriveCart order validation.\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


@pytest.mark.usefixtures("receiver")
def test_every_event_it_knows_can_be_sent(bridge: Shell, shop: Shop) -> None:
    for word in OURS:
        result = bridge("send", word, *BUYER, "--order", f"order {word}")
        assert (result.stderr, result.exit_code) == ("", 0)
    kinds = [delivery.event.kind.value for delivery in shop.deliveries.latest(50)]
    assert sorted(kinds) == sorted(OURS)


@pytest.mark.usefixtures("secret")
def test_nobody_there_is_said(bridge: Shell) -> None:
    bridge.env["PORT"] = "1"
    result = bridge("send", "purchase", *BUYER)
    assert result.stderr == (
        "Nothing answers at 127.0.0.1:1. Is the receiver running? Start it with "
        "`gunicorn app:app`, or name its address with --to.\n"
    )
    assert result.exit_code == 1


OTHER_ANSWERS = {
    (400, '{"message": "No."}'): "The receiver could not read it (400). It says: No.",
    (404, "<html>"): "There is no receiver at this address (404). It ends in /webhooks/thrivecart.",
    (413, "{}"): "The receiver found it too large (413).",
    (503, "[]"): "The receiver could not store it (503). Does its Postgres run, and was `bridge "
    "migrate` run? ThriveCart would send it again.",
    (302, ""): "That is not an answer of the receiver (302). Is --to right?",
    (200, "<html>"): "shop.example.com answered 200, but not as the receiver does. Is --to right?",
}


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize(("answer", "message"), OTHER_ANSWERS.items())
@responses.activate
def test_other_answers_say_what_to_do(bridge: Shell, answer: tuple[int, str], message: str) -> None:
    status, body = answer
    responses.post(THERE, status=status, body=body)
    result = bridge("send", "purchase", *BUYER, "--yes", "--to", "https://shop.example.com/")
    assert (result.stderr, result.exit_code) == (f"{message}\n", 1)


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (requests.exceptions.SSLError(), "The certificate of shop.example.com was not accepted."),
        (requests.exceptions.ReadTimeout(), "shop.example.com gave no answer within 15 s."),
    ],
)
@responses.activate
def test_no_answer_says_why(bridge: Shell, error: Exception, message: str) -> None:
    responses.post(THERE, body=error)
    result = bridge("send", "purchase", *BUYER, "--yes", "--to", THERE)
    assert (result.stderr, result.exit_code) == (f"{message}\n", 1)


KNOWN = f"{', '.join(OURS)}; or ThriveCart's own names: {', '.join(WORDS)}"
WRONG_USE = {
    ("paymentfailed", *BUYER): "The event 'paymentfailed' is not known. Did you mean 'payment "
    "failed'?",
    ("sale", *BUYER): f"The event 'sale' is not known. Known are: {KNOWN}.",
    ("purchase", *BUYER, "--item", "12"): "The item '12' is not known. An item is product, bump, "
    "upsell or downsell with its number, like product-12 or upsell-3.",
    ("refund", *BUYER, "--item", "bump-1", "--item", "bump-2"): "A delivery of order.refund "
    "speaks of one item: make one for each of bump-1, bump-2.",
    ("purchase",): "Missing option '--email'. For example: bridge send purchase --email "
    "you@example.com",
    ("purchase", "--email", "buyer"): "Invalid value for '--email': 'buyer' is not an e-mail "
    "address.",
    ("purchase", *BUYER, "--at", "noon"): "Invalid value for '--at': 'noon' is no time. It looks "
    "like 2026-01-31T18:00.",
    ("purchase", *BUYER, "--to", "shop"): "'shop' is no address. It looks like "
    "https://your-app.example.com.",
    ("purchase", *BUYER, "--to", "http://[::1"): "'http://[::1' is no address. It looks like "
    "https://your-app.example.com.",
    ("purchase", *BUYER, "--to", "http://shop.example.com"): "'http://shop.example.com' must begin "
    "with https://, so that nobody on the way can read the secret.",
    ("purchase", *BUYER, "--mode", "dry"): "Invalid value for '--mode': 'dry' is not one of "
    "'test', 'live'.",
}


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize(("arguments", "message"), WRONG_USE.items())
def test_wrong_use_is_said(bridge: Shell, arguments: tuple[str, ...], message: str) -> None:
    result = bridge("send", *arguments)
    assert result.stderr == (
        "Usage: bridge send [OPTIONS] EVENT\nTry 'bridge send --help' for help.\n\n"
        f"Error: {message}\n"
    )
    assert result.exit_code == 2


def test_without_a_secret_nothing_is_posted(bridge: Shell) -> None:
    result = bridge("send", "purchase", *BUYER)
    assert result.stderr == (
        "THRIVECART_SECRET is missing: your ThriveCart secret word. It looks like ABC123DEF456; "
        "ThriveCart shows it under Settings > API & Webhooks > ThriveCart order validation.\n"
    )
    assert result.exit_code == 1


@pytest.mark.usefixtures("receiver")
def test_it_asks_where_one_of_several_accounts_is_real(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(
        "destinations: {activecampaign: activecampaign, school: memberpress}\n"
        "memberships: {Gold: {items: product-12}}\n"
    )
    bridge.env["SCHOOL_MEMBERPRESS_URL"] = "https://school.example.com"
    result = bridge("send", "purchase", *BUYER)
    assert result.stderr.endswith("say yes beforehand: bridge send … --yes\n")
    assert (result.exit_code, shop.deliveries.latest()) == (1, [])
