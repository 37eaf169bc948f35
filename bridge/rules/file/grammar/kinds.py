"""What else events are called, and what is said of one that nobody finds by its name."""

from bridge.rules.file.grammar.keys_abroad import EVENTS_ABROAD

# Other names that carts, CRMs and people give the same events.
ALSO_KINDS = {
    "sale": "purchase",
    "order": "purchase",
    "bought": "purchase",
    "order.success": "purchase",
    "order success": "purchase",
    "renewal": "rebill",
    "recurring payment": "rebill",
    "subscription payment": "rebill",
    "payment": "rebill",
    "paid": "rebill",
    "pays": "rebill",
    "payment received": "rebill",
    "payment made": "rebill",
    "payment worked": "rebill",
    "payment succeeded": "rebill",
    "successful payment": "rebill",
    "next payment": "rebill",
    "order.subscription payment": "rebill",
    "rebill failed": "payment failed",
    "failed payment": "payment failed",
    "missed payment": "payment failed",
    "payment missed": "payment failed",
    "no payment": "payment failed",
    "not paid": "payment failed",
    "unpaid": "payment failed",
    "order.rebill failed": "payment failed",
    "declined": "payment declined",
    "canceled": "cancelled",
    "cancellation": "cancelled",
    "subscription cancelled": "cancelled",
    "order.subscription cancelled": "cancelled",
    "order.refund": "refund",
    "money back": "refund",
    "order.subscription paused": "paused",
    "order.subscription resumed": "resumed",
    "cart abandoned": "abandoned cart",
    "cart.abandoned": "abandoned cart",
    # In German.
    "kauf": "purchase",
    "gekauft": "purchase",
    "bestellung": "purchase",
    "zahlung": "rebill",
    "verlängerung": "rebill",
    "zahlung fehlgeschlagen": "payment failed",
    "zahlung abgelehnt": "payment declined",
    "kündigung": "cancelled",
    "gekündigt": "cancelled",
    "storniert": "cancelled",
    "rückerstattung": "refund",
    "erstattung": "refund",
    "pausiert": "paused",
    "fortgesetzt": "resumed",
    "abgebrochener warenkorb": "abandoned cart",
    **EVENTS_ABROAD,
}
# Other names for access that starts or ends, which only rules know.
ALSO_TURNS = {
    "access begins": "access starts",
    "access started": "access starts",
    "access start": "access starts",
    "access granted": "access starts",
    "access gained": "access starts",
    "gains access": "access starts",
    "gets access": "access starts",
    "access ended": "access ends",
    "access end": "access ends",
    "access stops": "access ends",
    "access lost": "access ends",
    "access revoked": "access ends",
    "access expires": "access ends",
    "loses access": "access ends",
    "expired": "access ends",
    "expires": "access ends",
    "zugang beginnt": "access starts",
    "zugang endet": "access ends",
}
# What no cart tells, and what somebody says by hand instead.
NEVER_TOLD = {"chargeback", "charge back", "chargebacks", "dispute", "disputed", "rückbuchung"}
NO_CHARGEBACK = (
    "ThriveCart tells nobody of a chargeback or dispute. Say it by hand: bridge end EMAIL "
    "MEMBERSHIP --why chargeback, or bridge ban EMAIL."
)
# Told where the event is what was probably meant.
MEANING = {"rebill": "a later payment that worked"}
