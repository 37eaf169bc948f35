"""The nested values of a ThriveCart delivery, as far as we read them.

Seen in real payloads of 2018 to 2025 and in
https://support.thrivecart.com/help/using-webhook-notifications
"""

from marshmallow import fields

from bridge.sources.fields import Exact, Moment, Pairs, Part, Parts, Shape, Ticked, Whole, Words


class Customer(Shape):
    """The `customer` of every event, and the `viewer` of an abandoned cart."""

    id = Exact()
    email = Exact()
    name = Words()
    first_name = Words()
    last_name = Words()
    firstname = Words()
    lastname = Words()
    contactno = Words()
    checkbox_confirmation = Ticked()
    custom_fields = Pairs()


class Charge(Shape):
    """A line of `order[charges]` or `order[future_charges]`."""

    name = Words()
    item_type = Exact()
    item_identifier = Exact()  # product_12, where the purchase map says product-12
    reference = Exact()
    payment_plan_id = Exact()
    amount = Whole()
    type = Exact()  # single or recurring
    frequency = Exact()
    frequency_days = Whole()
    due = Moment()  # of a future charge


class Order(Shape):
    """`order`; in every event after the purchase it is the original one."""

    id = Exact()
    invoice_id = Exact()
    total = Whole()
    date_unix = Moment()
    date_iso8601 = Moment()
    charges = Parts(Charge)
    future_charges = Parts(Charge)
    coupon = fields.Raw(load_default="")


class Frame(Shape):
    """`refund`, `subscription` or `purchase`: the one item an event is about.

    Its `id` is the item's, not the refund's or the subscription's.
    """

    type = Exact()
    id = Exact()
    product_id = Exact()
    bump_id = Exact()
    upsell_id = Exact()
    downsell_id = Exact()
    name = Words()
    payment_plan_id = Exact()
    currency = Exact()
    amount = Whole()
    invoice_id = Exact()
    recurring_payment_idx = Whole()
    remaining_rebills = Whole()
    frequency = Exact()  # month
    frequency_days = Whole()
    next_payment_date = Moment()
    next_payment_date_iso8601 = Moment()
    billing_period_end = Moment()
    billing_period_end_iso8601 = Moment()


class Refund(Frame):
    """The one item that money was given back for; some write what went out with a minus."""

    amount = Whole(minus=True)


class Sent(Shape):
    """A whole delivery."""

    event = Words()
    mode = Exact()
    mode_int = Exact()
    webhook_id = Exact()
    event_id = Exact()
    order_id = Exact()
    invoice_id = Exact()
    customer_id = Exact()
    subscription_id = Exact()
    currency = Exact()
    email = Exact()
    new_email = Exact()
    base_product = Exact()
    base_product_name = Words()
    base_payment_plan = Exact()
    product_id = Exact()
    bump_id = Exact()
    upsell_id = Exact()
    downsell_id = Exact()
    date_unix = Moment()
    date_iso8601 = Moment()
    date = Moment()
    order_timestamp = Moment()
    order_date = Moment()
    recurring_payment_idx = Whole()
    purchase_map = fields.Raw(load_default="")
    purchase_map_flat = fields.Raw(load_default="")
    accessible_purchase_map = fields.Raw(load_default="")
    accessible_purchase_map_flat = fields.Raw(load_default="")
    subscription_ids = Pairs()
    passthrough = Pairs()
    coupon = fields.Raw(load_default="")
    coupon_code = fields.Raw(load_default="")
    affiliate = fields.Raw(load_default="")
    customer = Part(Customer)
    viewer = Part(Customer)
    order = Part(Order)
    refund = Part(Refund)
    subscription = Part(Frame)
    purchase = Part(Frame)
