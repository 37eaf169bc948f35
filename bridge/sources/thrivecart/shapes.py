"""The nested values of a ThriveCart delivery, as far as we read them.

Seen in real payloads of 2018 to 2025 and in
https://support.thrivecart.com/help/using-webhook-notifications
"""

from bridge.sources.readers import (
    Shape,
    each,
    given_back,
    moment,
    pairs,
    raw,
    text,
    ticked,
    whole,
    words,
)

# The `customer` of every event, and the `viewer` of an abandoned cart.
CUSTOMER = Shape(
    {
        text: "id email",
        words: "name first_name last_name firstname lastname contactno",
        ticked: "checkbox_confirmation",
        pairs: "custom_fields",
    }
)

# A line of `order[charges]` or `order[future_charges]`. `item_identifier` is product_12, where the
# purchase map says product-12; `type` single or recurring; `due` stands in future ones.
CHARGE = Shape(
    {
        words: "name payment_plan_name",
        text: "item_type item_identifier reference payment_plan_id type frequency",
        whole: "amount frequency_days",
        moment: "due",
    }
)

# `order`; in every event after the purchase it is the original one.
ORDER = Shape(
    {text: "id invoice_id", whole: "total", moment: "date_unix date_iso8601", raw: "coupon"},
    charges=each(CHARGE),
    future_charges=each(CHARGE),
)

# `refund`, `subscription` or `purchase`: the one item an event is about. Its `id` is the item's,
# not the refund's or the subscription's; `frequency` is month, say.
FRAME = Shape(
    {
        text: "type id product_id bump_id upsell_id downsell_id payment_plan_id currency "
        "invoice_id frequency",
        words: "name",
        whole: "amount recurring_payment_idx remaining_rebills frequency_days",
        moment: "next_payment_date next_payment_date_iso8601 "
        "billing_period_end billing_period_end_iso8601",
    }
)

# The one item that money was given back for; some write what went out with a minus.
REFUND = Shape({}, **{**FRAME.reads, "amount": given_back})

# A whole delivery.
SENT = Shape(
    {
        words: "event base_product_name",
        text: "mode mode_int webhook_id event_id order_id invoice_id customer_id subscription_id "
        "currency email new_email base_product base_payment_plan "
        "product_id bump_id upsell_id downsell_id",
        moment: "date_unix date_iso8601 date order_timestamp order_date",
        whole: "recurring_payment_idx",
        raw: "purchase_map purchase_map_flat accessible_purchase_map accessible_purchase_map_flat "
        "coupon coupon_code affiliate",
        pairs: "subscription_ids passthrough",
    },
    customer=CUSTOMER,
    viewer=CUSTOMER,
    order=ORDER,
    refund=REFUND,
    subscription=FRAME,
    purchase=FRAME,
)
