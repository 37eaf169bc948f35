"""What cannot be read counts as missing, and loses nothing but itself."""

from datetime import UTC, datetime

import pytest

from bridge.model import Kind, Money
from tests.sources.reading import keys, read, read_event, sent

SOMETIMES_NOTHING = (
    "affiliate",
    "coupon",
    "currency",
    "event_id",
    "invoice_id",
    "passthrough",
    "purchase_map_flat",
    "subscription",
    "subscription_ids",
    "webhook_id",
)


@pytest.mark.parametrize("nothing", ["null", "false", "", " ", "null "])
def test_null_and_false_as_text_are_nothing(nothing: str) -> None:
    more = dict.fromkeys(SOMETIMES_NOTHING, nothing)
    event = read_event(more=more)
    assert keys(event) == ["product-12"]
    assert (event.affiliate, event.coupon, event.subscription.id) == ("", "", "")
    assert event.passthrough == {}
    assert event.money == Money(4900, "")
    assert event.invoice_id == "000001001"  # the order tells it too


def test_entities_in_nested_names_are_unescaped() -> None:
    fields = sent("refund")
    assert fields["refund"]["name"] == "Product 12 &amp; more"
    assert read(fields).items[0].name == "Product 12 & more"


@pytest.mark.parametrize("gone", [None, [], {}, "", "null"])
def test_missing_lists_are_empty_ones(gone: object) -> None:
    fields = sent(more={"purchase_map": gone, "purchase_map_flat": gone})
    fields["order"]["future_charges"] = gone if gone is not None else []
    assert keys(read(fields)) == ["product-12"]


@pytest.mark.parametrize(
    "absurd", ["-1", "99999999999999", "1e9", "0", "soon", "1", "null", [], {}]
)
def test_an_absurd_time_is_no_time(absurd: object) -> None:
    more = {"date_unix": absurd, "date_iso8601": "9999-12-31T23:59:59-14:00", "date": "0001-01-01"}
    assert read_event("refund", more=more).occurred_at is None


@pytest.mark.parametrize("absurd", ["--4900", "9" * 400, "49.00", "free", "1e5", "٤", "NaN", {}])
def test_an_absurd_amount_is_no_amount(absurd: object) -> None:
    fields = sent("refund")
    fields["refund"]["amount"] = absurd
    assert read(fields).money == Money(None, "USD")


@pytest.mark.parametrize(
    "written",
    ["2026-01-05T12:00:00+00:00", "2026-01-05T12:00:00Z", "2026-01-05 13:00:00+01:00"],
)
def test_a_time_may_be_written_out(written: str) -> None:
    more = {"date_unix": None, "date_iso8601": written, "date": None}
    assert read_event("refund", more=more).occurred_at == datetime(2026, 1, 5, 12, tzinfo=UTC)
    more = {"date_unix": None, "date_iso8601": None, "date": "2026-01-05 12:00:00"}
    assert read_event("refund", more=more).occurred_at == datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("box", "consent"), [("true", True), ("false", False), ("null", None), ("", None)]
)
def test_the_consent_box_tells_no_from_nothing(box: str, consent: bool | None) -> None:
    fields = sent()
    fields["customer"]["checkbox_confirmation"] = box
    assert read(fields).consent is consent


def test_no_endless_fields_of_the_checkout_are_read() -> None:
    fields = sent()
    fields["customer"]["custom_fields"] = {f"field {n}": "x" * 9_000 for n in range(300)}
    read_fields = read(fields).custom_fields
    assert len(read_fields) == 100
    assert {len(value) for value in read_fields.values()} == {2_040}


@pytest.mark.parametrize("year", ["1970-12-31", "3000-01-01", "5138-11-16"])
def test_a_year_that_no_shop_lives_in_is_no_time(year: str) -> None:
    more = {"date_unix": None, "date_iso8601": year, "date": None}
    assert read_event("refund", more=more).occurred_at is None


def test_one_bad_field_loses_only_itself() -> None:
    fields = sent(more={name: [{"odd": ["x"]}] for name in ("base_product", "currency", "viewer")})
    fields["order"]["charges"] = "none"
    event = read(fields)
    assert (event.kind, keys(event), event.problem) == (Kind.PURCHASE, ["product-12"], "")
