import pytest

from bridge.model import Kind, Money
from bridge.model.errors import ConfigError
from bridge.sandbox.thrivecart.deliveries import FORM, JSON, as_form, as_json
from bridge.sandbox.thrivecart.words import OURS, WORDS
from bridge.sources import Source
from bridge.sources.thrivecart.source import ThriveCart
from bridge.sources.thrivecart.words import KINDS
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


# Its words


@pytest.mark.parametrize(("word", "kind"), KINDS.items())
def test_it_knows_every_name_of_thrivecart_in_both_spellings(word: str, kind: Kind) -> None:
    assert read_event(word).kind is kind
    assert read_event(word, more={"event": word.replace(".", "_")}).kind is kind
    assert read_event(word, more={"event": word.replace("_", ".", 1)}).kind is kind


def test_every_name_it_knows_can_be_made_for_a_trial() -> None:
    assert set(WORDS) == set(KINDS)


@pytest.mark.parametrize(("ours", "theirs"), OURS.items())
def test_our_words_make_the_event_they_name(ours: str, theirs: str) -> None:
    event = read_event(ours)
    assert (event.kind.value, event.word) == (ours, theirs)


@pytest.mark.parametrize("word", ["order.gift_wrapped", "", "null", "ORDER", "x" * 10_000])
def test_it_keeps_an_unknown_event(word: str) -> None:
    event = read_event(more={"event": word})
    assert event.kind is Kind.UNKNOWN
    assert event.problem == ""
    assert event.contact.email == "buyer@example.com"
    assert len(event.word) <= 255


def test_the_case_of_an_events_name_does_not_matter() -> None:
    assert read_event(more={"event": "Order.Success"}).kind is Kind.PURCHASE


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


def test_the_secret_is_dropped_at_every_level() -> None:
    fields = sent(
        more={
            "passthrough": {"thrivecart_secret": "x", "note": SECRET, SECRET: "y"},
            "purchases": [{"thrivecart_secret": "x", "url": f"https://example.com/?s={SECRET}"}],
            "Thrivecart_Secret ": "z",
        }
    )
    event = read(fields)
    assert SECRET not in repr(event)
    assert SECRET not in str(event.body)
    assert "secret" not in str(event.body).lower()
    assert event.body["purchases"] == [{"url": "https://example.com/?s="}]


def test_a_short_secret_leaves_ordinary_words_whole() -> None:
    source = ThriveCart("buy")
    event = source.read({}, as_form(sent(secret="buy", more={"note": "buy"})))
    assert event is not None
    assert event.contact.email == "buyer@example.com"
    assert event.body["note"] == ""


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
