"""What the receiver answers, whatever is posted to it; stored in a dict."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import Event, Kind
from bridge.model.errors import NotStored
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json
from bridge.sources.thrivecart.source import ThriveCart
from bridge.store.delivery import Kept
from bridge.store.readiness import sightings
from bridge.web.receiver import LARGEST_BODY, Health, Receiver
from tests.sources.reading import SECRET, sent

URL = "/webhooks/thrivecart"
UNSIGNED = (
    "This delivery carries no thrivecart_secret, so it was not stored. "
    "Only ThriveCart may post to this address."
)
NOT_OURS = (
    "The thrivecart_secret in this delivery is not ours, so it was not stored. THRIVECART_SECRET "
    "must be the secret word that ThriveCart shows under Settings > API & Webhooks > "
    "ThriveCart order validation."
)
NEITHER = (
    "The body is neither a form nor JSON, so it was not stored. Check that the cart posts "
    "application/x-www-form-urlencoded or application/json to this address."
)
TOO_MANY = (
    "This delivery has more than 5,000 fields, so it was not stored. "
    "No order looks like that; check what is posting to this address."
)
TOO_DEEP = (
    "The fields of this delivery are nested more than 16 deep, so it was not stored. "
    "No order looks like that; check what is posting to this address."
)


@dataclass
class Shelf:
    """Where the receiver puts things, and what it says of the rest of the bridge."""

    events: dict[str, Event] = field(default_factory=dict)
    signalled: list[int] = field(default_factory=list)
    health: Health = field(default_factory=lambda: Health(database=True, redis=True, worker=True))
    needs: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    broken: bool = False

    def keep(self, event: Event, at: datetime) -> Kept:
        if self.broken:
            raise NotStored("Postgres does not answer (OperationalError)")
        duplicate = event.key in self.events
        self.events.setdefault(event.key, event.received(at))
        return Kept(list(self.events).index(event.key) + 1, duplicate)

    @property
    def event(self) -> Event:
        (only,) = self.events.values()
        return only


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def client_of(shelf: Shelf) -> FlaskClient:
    app = Flask(__name__)
    receiver = Receiver(
        [ThriveCart(SECRET)], shelf.keep, shelf.signalled.append, lambda: shelf.health,
        shelf.noted.append, lambda: shelf.needs,
    )  # fmt: skip
    app.register_blueprint(receiver.blueprint())
    return app.test_client()


@pytest.fixture
def client(shelf: Shelf) -> Iterator[FlaskClient]:
    with client_of(shelf) as client:
        yield client


def post(client: FlaskClient, body: bytes, content_type: str = FORM) -> tuple[int, dict[str, Any]]:
    answer = client.post(URL, data=body, content_type=content_type)
    assert answer.mimetype == "application/json"
    told = answer.json
    assert isinstance(told, dict)
    return answer.status_code, told


@pytest.mark.parametrize(("encode", "content_type"), [(as_form, FORM), (as_json, JSON)])
def test_a_delivery_is_stored_and_then_signalled(
    client: FlaskClient,
    shelf: Shelf,
    encode: Callable[[Mapping[str, object]], bytes],
    content_type: str,
) -> None:
    assert post(client, encode(sent()), content_type) == (200, {"message": "stored", "id": 1})
    assert shelf.event.kind is Kind.PURCHASE
    assert shelf.event.contact.email == "buyer@example.com"
    assert shelf.signalled == [1]


def test_a_delivery_that_came_before_is_a_duplicate_and_not_signalled(
    client: FlaskClient, shelf: Shelf
) -> None:
    post(client, as_form(sent()))
    assert post(client, as_form(sent())) == (200, {"message": "duplicate", "id": 1})
    assert post(client, as_json(sent()), JSON) == (200, {"message": "duplicate", "id": 1})
    assert shelf.signalled == [1]


@pytest.mark.parametrize("body", [b"", b" \r\n", b"{}", b"[]"])
def test_a_ping_without_a_secret_is_welcomed_and_forgotten(
    client: FlaskClient, shelf: Shelf, body: bytes
) -> None:
    assert post(client, body) == (200, {"message": "ready"})
    assert (shelf.events, shelf.signalled) == ({}, [])


def test_a_probe_of_the_address_is_welcomed(client: FlaskClient, shelf: Shelf) -> None:
    looked = client.get(URL)
    assert (looked.status_code, looked.json) == (200, {"message": "ready"})
    probed = client.head(URL)
    assert (probed.status_code, probed.data) == (200, b"")
    assert client.get(f"{URL}?thrivecart_secret=GUESS").json == {"message": "ready"}
    assert shelf.noted == [sightings.PING] * 3
    assert shelf.events == {}


@pytest.mark.parametrize(
    "headers", [{"Accept": "text/html,*/*;q=0.8"}, {"Sec-Fetch-Mode": "navigate"}]
)
def test_who_looks_at_the_address_in_a_browser_is_not_the_cart(
    client: FlaskClient, shelf: Shelf, headers: dict[str, str]
) -> None:
    assert client.get(URL, headers=headers).json == {"message": "ready"}
    assert shelf.noted == []


def test_a_test_of_ones_own_is_noted_as_one_and_stored_like_any_other(
    client: FlaskClient, shelf: Shelf
) -> None:
    ours = {"User-Agent": sightings.OWN_AGENT, "Content-Type": FORM}
    assert client.post(URL, data=as_form(sent()), headers=ours).status_code == 200
    assert client.post(URL, data=as_form(sent(secret="wrong")), headers=ours).status_code == 401
    assert (shelf.noted, shelf.signalled) == ([sightings.TESTED], [1])
    assert post(client, as_form(sent()))[0] == 200
    assert post(client, as_form(sent(secret="wrong")))[0] == 401
    assert shelf.noted[1:] == [sightings.MATCHED, sightings.WRONG]


def test_a_slash_too_many_at_the_end_of_the_address_does_no_harm(client: FlaskClient) -> None:
    answer = client.post(f"{URL}/", data=as_form(sent()))
    assert (answer.status_code, answer.json) == (200, {"message": "stored", "id": 1})


def test_another_address_says_which_there_is(client: FlaskClient) -> None:
    answer = client.post("/webhooks/kartra", data=as_form(sent()))
    assert (answer.status_code, answer.json) == (
        404,
        {"message": "No webhook has this address. There is /webhooks/thrivecart."},
    )


@pytest.mark.parametrize(
    ("body", "content_type", "status", "message"),
    [
        (as_form(sent(secret="WRONG")), FORM, 401, NOT_OURS),
        (as_json(sent(secret="WRONG")), JSON, 401, NOT_OURS),
        (as_form(sent(secret=SECRET.lower())), FORM, 401, NOT_OURS),
        (as_form(sent(secret=SECRET + "\0")), FORM, 401, NOT_OURS),
        (as_form(sent(secret="")), FORM, 401, UNSIGNED),
        (as_form(sent(more={"thrivecart_secret": None})), FORM, 401, UNSIGNED),
        (as_json(sent(more={"thrivecart_secret": [SECRET]})), JSON, 401, UNSIGNED),
        (as_json(sent(more={"thrivecart_secret": True})), JSON, 401, UNSIGNED),
        (b"event=order.success&thrivecart_secret[]=" + SECRET.encode(), FORM, 401, UNSIGNED),
        (
            b'{"event": "order.success"',
            JSON,
            400,
            "The body is not readable JSON (line 1, column 26), so it was not stored. "
            "Check what is posting to this address.",
        ),
        (
            b'["order.success"]',
            JSON,
            400,
            "The body is JSON but not an object with fields, so it was not stored. "
            "Check what is posting to this address.",
        ),
        (b"\xff\xfe\x00\x80", FORM, 400, NEITHER),
        (b"hello", "text/plain", 400, NEITHER),
        ("&".join(f"key{n}=x" for n in range(10_000)).encode(), FORM, 400, TOO_MANY),
        (json.dumps({f"key{n}": 1 for n in range(10_000)}).encode(), JSON, 400, TOO_MANY),
        (b"order" + b"[a]" * 1_000 + b"=x", FORM, 400, TOO_DEEP),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, JSON, 400, TOO_DEEP),
        (b"x" * (2 * LARGEST_BODY), FORM, 413, "The body is larger than 1 MiB."),
        (b"x" * (LARGEST_BODY + 1), JSON, 413, "The body is larger than 1 MiB."),
    ],
    ids=lambda value: None if isinstance(value, bytes | str) and len(value) > 40 else value,
)
def test_what_cannot_be_taken_is_refused_in_plain_words(
    client: FlaskClient, shelf: Shelf, body: bytes, content_type: str, status: int, message: str
) -> None:
    assert post(client, body, content_type) == (status, {"message": message})
    assert (shelf.events, shelf.signalled) == ({}, [])


def test_a_delivery_of_just_one_mebibyte_is_taken(client: FlaskClient) -> None:
    body = as_form(sent()) + b"&padding="
    body += b"x" * (LARGEST_BODY - len(body))
    assert post(client, body) == (200, {"message": "stored", "id": 1})


def test_one_letter_that_is_not_utf_8_does_not_lose_the_sale(
    client: FlaskClient, shelf: Shelf
) -> None:
    body = as_form(sent()).replace(b"=Bea+Buyer", b"=Jos\xe9+Buyer")
    assert post(client, body) == (200, {"message": "stored", "id": 1})
    assert shelf.event.contact.email == "buyer@example.com"


def test_an_unknown_event_is_stored(client: FlaskClient, shelf: Shelf) -> None:
    body = as_form(sent(more={"event": "order.teleported"}))
    assert post(client, body) == (200, {"message": "stored", "id": 1})
    assert (shelf.event.kind, shelf.event.word) == (Kind.UNKNOWN, "order.teleported")


def test_a_delivery_without_an_address_is_stored_with_the_reason(
    client: FlaskClient, shelf: Shelf
) -> None:
    fields = sent(email="", more={"customer_email": None})
    assert post(client, as_form(fields)) == (200, {"message": "stored", "id": 1})
    assert shelf.event.problem == (
        "There is no e-mail address in this delivery, so no contact can be found."
    )


def test_what_could_not_be_stored_is_asked_for_again(
    client: FlaskClient, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.broken = True
    assert post(client, as_form(sent())) == (
        503,
        {"message": "The delivery could not be stored. Please send it again."},
    )
    assert shelf.signalled == []
    assert [record.getMessage() for record in caplog.records] == [
        "thrivecart: 503: Postgres does not answer (OperationalError)"
    ]
    shelf.broken = False
    assert post(client, as_form(sent())) == (200, {"message": "stored", "id": 1})


def test_a_refusal_is_logged_with_its_reason_and_nothing_of_the_buyer(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        post(client, as_form(sent(secret="ALMOST", email="bea@example.com")))
    assert [record.getMessage() for record in caplog.records] == [
        f"thrivecart: refused with 401: {NOT_OURS}"
    ]


@pytest.mark.parametrize(
    ("health", "status"),
    [
        (Health(database=True), 200),
        (Health(database=True, redis=False, worker=False, oldest_waiting=900), 200),
        (Health(database=False, tables=False), 503),
        (Health(database=True, tables=False, problem="Run: bridge migrate"), 503),
    ],
)
def test_healthz_is_good_while_deliveries_can_be_stored(
    client: FlaskClient, shelf: Shelf, health: Health, status: int
) -> None:
    shelf.health = health
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (status, vars(health))


def test_strictly_it_is_bad_while_somebody_must_act(client: FlaskClient, shelf: Shelf) -> None:
    good = client.get("/healthz?strict")
    assert (good.status_code, good.json) == (200, vars(shelf.health) | {"needs": []})
    shelf.needs = ["paused"]
    bad = client.get("/healthz?strict")
    assert (bad.status_code, bad.json) == (503, vars(shelf.health) | {"needs": ["paused"]})
    assert client.get("/healthz").status_code == 200
    shelf.needs, shelf.health = [], Health(database=False)
    assert client.get("/healthz?strict").status_code == 503


CONTENT_TYPES = st.one_of(
    st.sampled_from([FORM, JSON, "", "text/plain", "multipart/form-data; boundary=x", "; ;"]),
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30),
)
SIGNED_FORM = f"thrivecart_secret={SECRET}&event=order.success&".encode()
SIGNED_JSON = f'{{"thrivecart_secret": "{SECRET}", "event": "order.refund", '.encode()
BODIES = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(lambda tail: SIGNED_FORM + tail),
    st.binary(max_size=200).map(lambda tail: SIGNED_JSON + tail),
    st.dictionaries(
        st.sampled_from(["order", "customer", "subscription", "refund", "order_timestamp", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
            max_leaves=8,
        ),
    ).map(lambda odd: as_json(sent() | odd)),
)


@given(CONTENT_TYPES, BODIES)
def test_whatever_is_posted_the_answer_is_one_of_ours(content_type: str, body: bytes) -> None:
    shelf = Shelf()
    status, told = post(client_of(shelf), body, content_type)
    if status == 200:
        assert told["message"] in ("stored", "ready")
        assert len(shelf.events) == len(shelf.signalled) == (told["message"] == "stored")
    else:
        assert status in (400, 401)
        assert (shelf.events, shelf.signalled) == ({}, [])
    assert SECRET not in json.dumps(told)
