"""The names of ThriveCart's events, by the frame their bodies have."""

from difflib import get_close_matches

PURCHASES = (
    "order.success",
    "order_created",
    "order_payment_product",
    "order_payment_bump",
    "order_payment_upsell",
    "order_payment_downsell",
    "order_payment_declined_product",
)
SUBSCRIPTIONS = (
    "order.subscription_payment",
    "order.rebill_failed",
    "order.subscription_cancelled",
    "order.subscription_paused",
    "order.subscription_resumed",
    "order_rebill",
    "order_rebill_failed",
    "order_rebill_completed",
    "order_rebill_cancelled",
    "subscription_paused",
    "subscription_resumed",
)
REFUNDS = (
    "order.refund",
    "order_refund",
    "order_refund_product",
    "order_refund_bump",
    "order_refund_upsell",
    "order_refund_downsell",
)
CARTS = ("cart.abandoned", "cart_abandoned")
CUSTOMERS = ("customer_updated",)
AFFILIATES = (
    "affiliate.commission_earned",
    "affiliate.commission_payout",
    "affiliate.commission_refund",
    "affiliate_created",
    "affiliate_approved",
    "affiliate_rejected",
    "affiliate_commission_earned",
    "affiliate_commission_payout",
    "affiliate_commission_refund",
)
WORDS = PURCHASES + SUBSCRIPTIONS + REFUNDS + CARTS + CUSTOMERS + AFFILIATES

# Our words, as in rules.yaml, with the name under which ThriveCart most likely sends them.
OURS = {
    "purchase": "order.success",
    "rebill": "order.subscription_payment",
    "payment failed": "order.rebill_failed",
    "payment declined": "order_payment_declined_product",
    "cancelled": "order.subscription_cancelled",
    "refund": "order.refund",
    "paused": "order.subscription_paused",
    "resumed": "order.subscription_resumed",
    "completed": "order_rebill_completed",
    "abandoned cart": "cart.abandoned",
    "e-mail changed": "customer_updated",
    "affiliate joined": "affiliate_created",
    "affiliate approved": "affiliate_approved",
    "affiliate rejected": "affiliate_rejected",
    "commission earned": "affiliate.commission_earned",
    "commission paid": "affiliate.commission_payout",
    "commission refunded": "affiliate.commission_refund",
}


def word_for(what: str) -> str:
    """ThriveCart's name of an event. Raises ValueError, with the nearest known one or all."""
    word = OURS.get(what.strip().lower(), what.strip())
    if word not in WORDS:
        for nearest in get_close_matches(what.strip().lower(), [*OURS, *WORDS], 1):
            raise ValueError(f"The event '{what}' is not known. Did you mean '{nearest}'?")
        raise ValueError(
            f"The event '{what}' is not known. Known are: {', '.join(OURS)}; "
            f"or ThriveCart's own names: {', '.join(WORDS)}."
        )
    return word
