"""What the cart calls a pricing option."""

from typing import Any

from bridge.sources.thrivecart.plan_names import plan_names


def line(**told: str) -> dict[str, str]:
    return {
        "item_identifier": "product_12", "payment_plan_id": "90222",
        "payment_plan_name": "Yearly, 3 payments", "type": "recurring", "amount": "100",
    } | told  # fmt: skip


def body(*lines: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"event": "order.success", "order": {"charges": [*lines], **more}}


def test_each_line_names_its_own() -> None:
    other = line(item_identifier="upsell_3", payment_plan_id="7", payment_plan_name="Once")
    assert plan_names(body(line(), other)) == {
        ("product-12", "90222"): "Yearly, 3 payments",
        ("upsell-3", "7"): "Once",
    }


def test_a_trial_is_named_by_what_is_charged_later() -> None:
    assert plan_names(body(future_charges=[line()])) == {
        ("product-12", "90222"): "Yearly, 3 payments"
    }


def test_what_has_no_name_or_no_number_is_left_out() -> None:
    lines = [line(payment_plan_name="null"), line(payment_plan_id=""), line(item_identifier="x")]
    assert plan_names(body(*lines)) == {}


def test_a_body_that_was_dropped_or_is_of_something_else_names_none() -> None:
    assert plan_names({}) == {}
    assert plan_names({"event": "order.refund", "order": "1"}) == {}
