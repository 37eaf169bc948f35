"""What receivers of ThriveCart's deliveries have got wrong, each promised not to happen here."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Kind, Money
from bridge.sandbox.thrivecart.deliveries import JSON, as_json
from tests.sources.reading import NOON, SOURCE, keys, read, read_event, sent


def test_the_id_of_a_subscription_is_the_items() -> None:
    event = read_event("rebill", items=("product-17",))
    assert keys(event) == ["product-17"]
    assert event.subscription.id == sent("rebill", items=("product-17",))["subscription_id"]
    assert event.subscription.id != "17"


def test_the_id_of_a_refund_is_the_items() -> None:
    assert keys(read_event("refund", items=("bump-17",))) == ["bump-17"]


@pytest.mark.parametrize(
    "what", ["refund", "cancelled", "rebill", "payment failed", "paused", "resumed", "completed"]
)
@pytest.mark.parametrize("item", ["upsell-12", "downsell-5", "bump-12"])
def test_the_front_product_is_not_the_item_concerned(what: str, item: str) -> None:
    event = read_event(what, items=(item,), base_product="product-12")
    assert event.body["base_product"] == "12"
    assert keys(event) == [item]


def test_later_events_need_no_purchase_map() -> None:
    fields = sent("refund")
    assert "purchase_map" not in fields
    assert keys(read(fields)) == ["product-12"]


def test_a_purchase_map_left_in_a_refund_does_not_widen_it() -> None:
    more = {"purchase_map": ["product-12", "upsell-3"], "accessible_purchase_map": ["bump-1"]}
    assert keys(read_event("refund", items=("upsell-3",), more=more)) == ["upsell-3"]


def test_one_order_number_stands_for_many_events() -> None:
    names = ("purchase", "rebill", "payment failed", "refund", "cancelled")
    events = [read_event(what, order_id="1001") for what in names]
    assert {event.order_id for event in events} == {"1001"}
    assert len({event.key for event in events}) == len(names)


def test_every_attempt_of_a_failed_payment_is_its_own_event() -> None:
    attempts = [read_event("payment failed", at=NOON + timedelta(days=day)) for day in range(4)]
    assert len({event.key for event in attempts}) == 4
    assert len({event.invoice_id for event in attempts}) == 1


def test_a_second_order_success_with_more_items_is_its_own_event() -> None:
    first = read_event(items=("product-12",))
    second = read_event(items=("product-12", "upsell-3"))
    assert first.key != second.key
    with_id = [
        read_event(items=items, more={"event_id": "777"}).key
        for items in (("product-12",), ("product-12", "upsell-3"))
    ]
    assert with_id[0] != with_id[1]


def test_the_old_orders_time_is_not_the_events() -> None:
    fields = sent("refund", more={"date_unix": None, "date_iso8601": None, "date": None})
    assert fields["order"]["date_unix"]
    assert read(fields).occurred_at is None


@pytest.mark.parametrize("what", ["refund", "rebill", "cancelled", "payment failed"])
def test_a_later_event_tells_when_the_order_was(what: str) -> None:
    event = read_event(what)
    assert event.occurred_at == NOON
    assert event.ordered_at == NOON - timedelta(days=30)
    assert event.since_order == timedelta(days=30)


def test_either_spelling_of_the_orders_time_is_read() -> None:
    order = {"date_unix": "null", "date_iso8601": "2025-12-27T14:00:00+02:00"}
    assert read_event("refund", more={"order": order}).since_order == timedelta(days=9)
    nothing = read_event("refund", more={"order": {"id": "1001"}})
    assert (nothing.ordered_at, nothing.since_order) == (None, None)


def test_a_purchase_is_the_order_itself_and_an_abandoned_cart_has_none() -> None:
    assert read_event("purchase").ordered_at == NOON
    assert read_event("purchase", more={"order": {}}).since_order == timedelta()
    assert read_event("abandoned cart").ordered_at is None


def test_underscores_and_hyphens_name_the_same_item() -> None:
    fields = sent(more={"purchase_map": ["product_12", "UPSELL-3"]})
    assert fields["order"]["charges"][0]["item_identifier"] == "product_12"
    event = read(fields)
    assert keys(event) == ["product-12", "upsell-3"]
    assert event.items[0].plan == "912"


def test_the_number_alone_is_no_item() -> None:
    items = ("product-5", "bump-5", "upsell-5", "downsell-5")
    event = read_event(items=items, plan="90222")
    assert keys(event) == list(items)
    assert [item.plan for item in event.items] == ["90222", "95", "95", "95"]


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


def test_null_as_text_means_an_endless_subscription() -> None:
    assert read_event("rebill", payments_left=None).subscription.payments_left is None
    assert read_event("rebill", payments_left=0).subscription.payments_left == 0
    assert read_event("rebill", payments_left=3).subscription.payments_left == 3


def test_entities_in_nested_names_are_unescaped() -> None:
    fields = sent("refund")
    assert fields["refund"]["name"] == "Product 12 &amp; more"
    assert read(fields).items[0].name == "Product 12 & more"


def test_blank_names_are_no_names() -> None:
    customer = {"email": "a@example.com", "name": " ", "first_name": "", "last_name": " "}
    contact = read_event(more={"customer": customer}).contact
    assert (contact.first_name, contact.last_name) == ("", "")


def test_a_blank_name_beside_two_set_ones_is_left_alone() -> None:
    customer = {"email": "a@example.com", "name": " ", "first_name": "Bea", "last_name": "Buyer"}
    contact = read_event(more={"customer": customer}).contact
    assert (contact.first_name, contact.last_name) == ("Bea", "Buyer")


@pytest.mark.parametrize("gone", [None, [], {}, "", "null"])
def test_missing_lists_are_empty_ones(gone: object) -> None:
    fields = sent(more={"purchase_map": gone, "purchase_map_flat": gone})
    fields["order"]["future_charges"] = gone if gone is not None else []
    assert keys(read(fields)) == ["product-12"]


@pytest.mark.parametrize(
    "written",
    [
        "product-12, upsell-2",
        "product-12,upsell-2,",
        ["product-12", "upsell-2"],
        ["product-12, upsell-2"],
        {"0": "product-12", "1": "upsell-2"},
        {"3": "product-12", "8": "upsell-2"},
        {"product-12": "Gold", "upsell-2": "More"},
        ["product-12", "upsell-2", "product-12", "gift-9", "", "null", "upsell-"],
    ],
)
def test_a_purchase_map_may_be_text_or_a_list(written: object) -> None:
    assert keys(read_event(more={"purchase_map": written})) == ["product-12", "upsell-2"]
    more = {"purchase_map": None, "purchase_map_flat": written}
    assert keys(read_event(more=more)) == ["product-12", "upsell-2"]
    more = {"purchase_map": None, "purchase_map_flat": None, "accessible_purchase_map": written}
    assert keys(read_event(more=more)) == ["product-12", "upsell-2"]


def test_what_she_may_open_is_not_what_she_bought() -> None:
    event = read_event(more={"accessible_purchase_map": ["product-12", "product-1"]})
    assert keys(event) == ["product-12"]


def test_an_abandoned_cart_is_read_without_order_or_mode() -> None:
    fields = sent("abandoned cart", items=("product-20",))
    assert {"order", "order_id", "mode", "currency"}.isdisjoint(fields)
    event = read(fields)
    assert (keys(event), event.mode, event.order_id) == (["product-20"], "live", "")
    assert event.contact.email == "buyer@example.com"
    assert read({**fields, "customer": []}).contact.email == "buyer@example.com"


@pytest.mark.parametrize(
    "what",
    ["affiliate joined", "affiliate approved", "commission earned", "commission refunded"],
)
def test_an_affiliate_is_not_the_buyer(what: str) -> None:
    more = {"customer": {"email": "buyer@example.com"}, "base_product": "12"}
    event = read_event(what, more=more)
    assert (event.contact.email, keys(event), event.problem) == ("", [], "")
    assert event.affiliate == "77"


def test_a_plus_address_is_kept() -> None:
    assert read_event(email="Bea+Shop@Example.com").contact.email == "Bea+Shop@Example.com"


def test_the_end_of_the_paid_period_is_told_by_a_cancellation() -> None:
    until = NOON + timedelta(days=11)
    assert read_event("cancelled", paid_until=until).subscription.paid_until == until


def test_a_payment_tells_its_number_and_the_next_one() -> None:
    event = read_event("rebill", payment_number=6)
    assert event.invoice_id == "000001001-6"
    assert event.subscription.payment_number == 6
    assert event.subscription.next_payment_at == NOON + timedelta(days=30)


@pytest.mark.parametrize("written", [str(int(NOON.timestamp()) + 86400), "2026-01-06"])
def test_a_purchase_tells_the_first_of_the_payments_to_come(written: str) -> None:
    fields = sent()
    due = [{"item_identifier": "product_12", "due": each} for each in ("2030-01-01", written, "")]
    fields["order"] |= {"future_charges": due}
    next_payment = read(fields).subscription.next_payment_at
    assert next_payment is not None
    assert next_payment.date() == date(2026, 1, 6)


@pytest.mark.parametrize("charges", ["charges", "future_charges"])
def test_a_trials_pricing_option_stands_in_the_future_charges(charges: str) -> None:
    fields = sent()
    charge = {"item_identifier": "product_12", "payment_plan_id": "90222", "name": "A &amp; B"}
    fields["order"] |= {"charges": [], "future_charges": [], charges: [charge]}
    (item,) = read(fields).items
    assert (item.plan, item.name) == ("90222", "A & B")


def test_the_base_plan_is_only_the_base_products() -> None:
    assert read_event("refund", plan="90222").items[0].plan == "90222"
    upsell = read_event("refund", items=("upsell-12",), base_product="product-12")
    assert upsell.body["base_payment_plan"] == "912"
    assert upsell.items[0].plan == ""


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
    ("more", "mode"),
    [
        ({"mode": "test", "mode_int": "1"}, "test"),
        ({"mode": None, "mode_int": "1"}, "test"),
        ({"mode": "Live", "mode_int": "1"}, "live"),
        ({"mode": None, "mode_int": None}, "live"),
        ({"mode": "other", "mode_int": "7"}, "live"),
    ],
)
def test_the_mode_is_told_twice(more: dict[str, Any], mode: str) -> None:
    event = read_event(more=more)
    assert event.mode == mode
    assert event.key.startswith(f"thrivecart:{mode}:")


@pytest.mark.parametrize(
    ("box", "consent"), [("true", True), ("false", False), ("null", None), ("", None)]
)
def test_the_consent_box_tells_no_from_nothing(box: str, consent: bool | None) -> None:
    fields = sent()
    fields["customer"]["checkbox_confirmation"] = box
    assert read(fields).consent is consent


def test_fields_of_the_checkout_and_of_the_link_are_read() -> None:
    fields = sent(more={"passthrough": {"src": "mail", "empty": "null"}, "coupon": "SPRING"})
    fields["customer"]["custom_fields"] = {"size": "XL", "days": ["Mo", "Tu"], "none": ""}
    event = read(fields)
    assert event.passthrough == {"src": "mail"}
    assert event.custom_fields == {"size": "XL", "days": "Mo, Tu"}
    assert event.coupon == "SPRING"


@pytest.mark.parametrize("told", ["SPRING", {"code": "SPRING"}, {"id": "null", "name": "SPRING"}])
def test_a_coupon_may_stand_in_several_places(told: object) -> None:
    assert read_event(more={"coupon": "null", "coupon_code": told}).coupon == "SPRING"
    fields = sent()
    fields["order"]["coupon"] = told
    assert read(fields).coupon == "SPRING"


def test_no_endless_fields_of_the_checkout_are_read() -> None:
    fields = sent()
    fields["customer"]["custom_fields"] = {f"field {n}": "x" * 9_000 for n in range(300)}
    read_fields = read(fields).custom_fields
    assert len(read_fields) == 100
    assert {len(value) for value in read_fields.values()} == {2_040}


def test_the_first_payment_may_be_number_nought() -> None:
    fields = sent("rebill", more={"recurring_payment_idx": "0"})
    fields["subscription"]["recurring_payment_idx"] = "7"
    assert read(fields).subscription.payment_number == 0


def test_the_invoice_of_a_payment_may_stand_in_its_subscription() -> None:
    assert read_event("rebill", more={"invoice_id": None}).invoice_id == "000001001-2"


def test_a_currency_is_in_capitals() -> None:
    assert read_event(currency="usd").money.currency == "USD"


@pytest.mark.parametrize("year", ["1970-12-31", "3000-01-01", "5138-11-16"])
def test_a_year_that_no_shop_lives_in_is_no_time(year: str) -> None:
    more = {"date_unix": None, "date_iso8601": year, "date": None}
    assert read_event("refund", more=more).occurred_at is None


def test_one_bad_field_loses_only_itself() -> None:
    fields = sent(more={name: [{"odd": ["x"]}] for name in ("base_product", "currency", "viewer")})
    fields["order"]["charges"] = "none"
    event = read(fields)
    assert (event.kind, keys(event), event.problem) == (Kind.PURCHASE, ["product-12"], "")


def test_json_with_real_numbers_and_booleans_is_the_same_delivery() -> None:
    fields = sent("rebill", payments_left=3)
    real = as_json(fields).decode()
    for number in ("1001", "501", "12", "4900", "2", "3"):
        real = real.replace(f'"{number}"', number)
    real = real.replace('"null"', "null").replace('"false"', "false")
    assert SOURCE.read({"Content-Type": JSON}, real.encode()) == read(fields)


def test_an_order_number_of_0_is_none() -> None:
    assert read_event(order_id="0").order_id == ""
