"""ThriveCart's names of events, and ours."""

from bridge.model import Kind

ITEM_TYPES = ("product", "bump", "upsell", "downsell")

# The account webhook's names (with a dot):
#   https://support.thrivecart.com/help/using-webhook-notifications
# The Event Subscription API's (with underscores only):
#   https://developers.thrivecart.com/documentation/event_subscription/intro
#   https://apidocs.thrivecart.com
KINDS = {
    "order.success": Kind.PURCHASE,
    "order.subscription_payment": Kind.REBILL,
    "order.rebill_failed": Kind.PAYMENT_FAILED,
    "order.subscription_cancelled": Kind.CANCELLED,
    "order.subscription_paused": Kind.PAUSED,
    "order.subscription_resumed": Kind.RESUMED,
    "order.refund": Kind.REFUND,
    "cart.abandoned": Kind.ABANDONED_CART,
    "customer_updated": Kind.EMAIL_CHANGED,
    "affiliate.commission_earned": Kind.COMMISSION_EARNED,
    "affiliate.commission_payout": Kind.COMMISSION_PAID,
    "affiliate.commission_refund": Kind.COMMISSION_REFUNDED,
    "order_created": Kind.PURCHASE,
    **{f"order_payment_{each}": Kind.PURCHASE for each in ITEM_TYPES},
    "order_payment_declined_product": Kind.PAYMENT_DECLINED,
    "order_rebill": Kind.REBILL,
    "order_rebill_failed": Kind.PAYMENT_FAILED,
    "order_rebill_completed": Kind.COMPLETED,
    "order_rebill_cancelled": Kind.CANCELLED,
    "subscription_paused": Kind.PAUSED,
    "subscription_resumed": Kind.RESUMED,
    "order_refund": Kind.REFUND,
    **{f"order_refund_{each}": Kind.REFUND for each in ITEM_TYPES},
    "cart_abandoned": Kind.ABANDONED_CART,
    "affiliate_created": Kind.AFFILIATE_JOINED,
    "affiliate_approved": Kind.AFFILIATE_APPROVED,
    "affiliate_rejected": Kind.AFFILIATE_REJECTED,
    "affiliate_commission_earned": Kind.COMMISSION_EARNED,
    "affiliate_commission_payout": Kind.COMMISSION_PAID,
    "affiliate_commission_refund": Kind.COMMISSION_REFUNDED,
}

# Which spelling stands in a body is not published for the second kind, so both are understood.
_BY_UNDERSCORES = {word.replace(".", "_"): kind for word, kind in KINDS.items()}


def kind_of(word: str) -> Kind:
    """Kind.UNKNOWN for a word that ThriveCart invents after us."""
    return _BY_UNDERSCORES.get(word.lower().replace(".", "_"), Kind.UNKNOWN)


def item_type_in(word: str) -> str:
    """The item type that a name like `order_refund_upsell` ends in; empty for all others."""
    ending = word.lower().replace(".", "_").rpartition("_")[2]
    return ending if ending in ITEM_TYPES else ""
