"""ThriveCart keeps the contract of sources, and lets nobody else in."""

import pytest

from bridge.model import Money
from bridge.model.errors import ConfigError
from bridge.sources import Source
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json
from bridge.sources.thrivecart.source import ThriveCart
from tests.sources.contract import Delivery, SourceContract
from tests.sources.reading import NOON, SECRET, SOURCE, keys, read, read_event, rejection, sent

NO_SECRET = (
    "This delivery carries no thrivecart_secret, so it was not stored. "
    "Only ThriveCart may post to this address."
)


WRONG_SECRET = (
    "The thrivecart_secret in this delivery is not ours, so it was not stored. THRIVECART_SECRET "
    "must be the secret word that ThriveCart shows under Settings > API & Webhooks > "
    "ThriveCart order validation."
)


class _ThriveCartContract(SourceContract):
    secret = SECRET

    @pytest.fixture
    def source(self) -> Source:
        return ThriveCart(SECRET)

    def _posted(self, secret: str | None) -> Delivery:
        raise NotImplementedError

    @pytest.fixture
    def genuine(self) -> Delivery:
        return self._posted(SECRET)

    @pytest.fixture
    def forged(self) -> Delivery:
        return self._posted("SOMEOTHERONE")

    @pytest.fixture
    def unsigned(self) -> Delivery:
        return self._posted(None)


class TestAsForm(_ThriveCartContract):
    def _posted(self, secret: str | None) -> Delivery:
        return {"Content-Type": FORM}, as_form(sent(more={"thrivecart_secret": secret}))


class TestAsJson(_ThriveCartContract):
    def _posted(self, secret: str | None) -> Delivery:
        return {"Content-Type": JSON}, as_json(sent(more={"thrivecart_secret": secret}))


def test_a_change_of_email_is_kept_with_the_customer() -> None:
    event = read_event("customer_updated", email="new@example.com")
    assert (event.contact.email, event.problem) == ("new@example.com", "")
    bare = read(sent("customer_updated", more={"customer": None}))
    assert (bare.contact.email, bare.problem) == ("", "")


def test_a_purchase_is_read_whole() -> None:
    event = read_event(items=("product-12", "bump-7"), plan="90222", mode="test", amount=1499)
    assert event.occurred_at == NOON
    assert (event.mode, event.order_id, event.invoice_id) == ("test", "1001", "000001001")
    assert event.money == Money(2998, "USD")
    assert [(item.key, item.plan, item.name) for item in event.items] == [
        ("product-12", "90222", "Product 12 & more"),
        ("bump-7", "97", "Bump 7 & more"),
    ]
    assert event.contact.first_name == "Bea"
    assert event.contact.last_name == "Buyer"
    assert event.contact.customer_id == "501"


# Its secret
def test_a_source_without_a_secret_cannot_be_made() -> None:
    with pytest.raises(ConfigError) as caught:
        ThriveCart("  ")
    assert caught.value.problems == (
        "THRIVECART_SECRET is missing. ThriveCart shows the secret word under "
        "Settings > API & Webhooks > ThriveCart order validation.",
    )


@pytest.mark.parametrize("body", [b"event=order.success", b"thrivecart_secret=", b"a=b&c=d"])
def test_a_form_without_the_secret_is_refused(body: bytes) -> None:
    assert rejection(body, FORM) == (401, NO_SECRET)


@pytest.mark.parametrize(
    "body",
    [b'{"event": "order.success"}', b'{"thrivecart_secret": null}', b'{"thrivecart_secret": {}}'],
)
def test_json_without_the_secret_is_refused(body: bytes) -> None:
    assert rejection(body, JSON) == (401, NO_SECRET)


@pytest.mark.parametrize("given", ["madeupsecret", "MADEUPSECRE", "MADEUPSECRETS", "é", "%00", "1"])
def test_another_secret_is_refused(given: str) -> None:
    body = f"event=order.success&thrivecart_secret={given}".encode()
    assert rejection(body, FORM) == (401, WRONG_SECRET)


def test_a_secret_with_half_a_character_is_refused() -> None:
    assert rejection(b'{"thrivecart_secret": "\\ud800"}', JSON) == (401, WRONG_SECRET)


def test_the_secret_of_nested_fields_does_not_count() -> None:
    body = f"event=order.success&customer[thrivecart_secret]={SECRET}".encode()
    assert rejection(body, FORM) == (401, NO_SECRET)


def test_blanks_around_the_configured_secret_do_not_matter() -> None:
    assert ThriveCart(f" {SECRET}\n").read({}, as_form(sent())) == read_event()


# Its set-up ping
@pytest.mark.parametrize("body", [b"", b" \r\n", b"{}", b"[]", b"\xef\xbb\xbf", b"\0"])
@pytest.mark.parametrize("content_type", ["", FORM, JSON, "multipart/form-data; boundary=x"])
def test_a_post_without_any_field_is_a_ping(body: bytes, content_type: str) -> None:
    assert SOURCE.read({"Content-Type": content_type}, body) is None


def test_an_order_of_a_hundred_items_is_read() -> None:
    assert keys(read_event(items=tuple(f"upsell-{number}" for number in range(1, 100)))) == [
        f"upsell-{number}" for number in range(1, 100)
    ]


def test_an_abandoned_cart_is_read_without_order_or_mode() -> None:
    fields = sent("abandoned cart", items=("product-20",))
    assert {"order", "order_id", "mode", "currency"}.isdisjoint(fields)
    event = read(fields)
    assert (keys(event), event.mode, event.order_id) == (["product-20"], "live", "")
    assert event.contact.email == "buyer@example.com"
    assert read({**fields, "customer": []}).contact.email == "buyer@example.com"


def test_fields_of_the_checkout_and_of_the_link_are_read() -> None:
    fields = sent(more={"passthrough": {"src": "mail", "empty": "null"}, "coupon": "SPRING"})
    fields["customer"]["custom_fields"] = {"size": "XL", "days": ["Mo", "Tu"], "none": ""}
    event = read(fields)
    assert event.passthrough == {"src": "mail"}
    assert event.custom_fields == {"size": "XL", "days": "Mo, Tu"}
    assert event.coupon == "SPRING"


def test_json_with_real_numbers_and_booleans_is_the_same_delivery() -> None:
    fields = sent("rebill", payments_left=3)
    real = as_json(fields).decode()
    for number in ("1001", "501", "12", "4900", "2", "3"):
        real = real.replace(f'"{number}"', number)
    real = real.replace('"null"', "null").replace('"false"', "false")
    assert SOURCE.read({"Content-Type": JSON}, real.encode()) == read(fields)
