"""ThriveCart's deliveries, from its account webhook and from its Event Subscription API."""

import hmac
from collections.abc import Mapping
from dataclasses import replace

from bridge.model import ABOUT_THE_BUYER, OF_AFFILIATES, Contact, Event, Kind
from bridge.model.errors import ConfigError, WrongSecret
from bridge.sources.body import decoded
from bridge.sources.clean import Cleaner
from bridge.sources.thrivecart.items import items_of, items_told
from bridge.sources.thrivecart.key import delivery_key
from bridge.sources.thrivecart.parts import (
    invoice_of,
    label,
    mode_of,
    money_of,
    occurred_at,
    order_of,
    ordered_at,
    refunded_of,
    subscription_of,
)
from bridge.sources.thrivecart.person import contact_of
from bridge.sources.thrivecart.shapes import SENT
from bridge.sources.thrivecart.words import kind_of

_SECRET_FIELD = "thrivecart_secret"  # noqa: S105 # the name of the field, not what is in it
_UNSIGNED = (
    "This delivery carries no thrivecart_secret, so it was not stored. "
    "Only ThriveCart may post to this address."
)
_NOT_OURS = (
    "The thrivecart_secret in this delivery is not ours, so it was not stored. THRIVECART_SECRET "
    "must be the secret word that ThriveCart shows under Settings > API & Webhooks > "
    "ThriveCart order validation."
)


class ThriveCart:
    """Reads ThriveCart's deliveries; `secret` is the account's secret word."""

    name = "thrivecart"

    def __init__(self, secret: str) -> None:
        """Raises ConfigError without a secret: then anybody could post."""
        if not secret.strip():
            raise ConfigError(
                [
                    "THRIVECART_SECRET is missing. ThriveCart shows the secret word under "
                    "Settings > API & Webhooks > ThriveCart order validation."
                ]
            )
        self._secret = secret.strip()
        self._cleaner = Cleaner(_SECRET_FIELD, self._secret)

    def read(self, headers: Mapping[str, str], body: bytes) -> Event | None:
        """As Source.read. A body without any field is ThriveCart's ping when it saves the URL."""
        fields = decoded(headers, body)
        if not fields:
            return None
        self._check(fields.get(_SECRET_FIELD))
        return _event(self.name, self._cleaner.body(fields))

    def _check(self, given: object) -> None:
        if not isinstance(given, str) or not given:
            raise WrongSecret(_UNSIGNED, given=False)
        ours, theirs = (word.encode("utf-8", "surrogatepass") for word in (self._secret, given))
        if not hmac.compare_digest(ours, theirs):
            raise WrongSecret(_NOT_OURS, given=True)


def read_saved(body: bytes) -> Event | None:
    """The event in a delivery that somebody kept in a file; None when there is nothing in it.

    Whoever sent it: its secret is dropped without being compared. Never for what comes over the
    network. Raises WebhookRejected(400) when it cannot be read.
    """
    fields = decoded({}, body)
    if not fields:
        return None
    given = fields.get(_SECRET_FIELD)
    secret = given if isinstance(given, str) else ""
    return _event(ThriveCart.name, Cleaner(_SECRET_FIELD, secret).body(fields))


def _event(source: str, body: Mapping[str, object]) -> Event:
    sent = SENT(body)
    kind = kind_of(sent["event"])
    items = items_of(sent, kind)
    contact, problem = (Contact(), "") if kind in OF_AFFILIATES else contact_of(sent)
    event = Event(
        source=source,
        key="",
        kind=kind,
        word=sent["event"],
        occurred_at=occurred_at(sent, kind),
        mode=mode_of(sent),
        contact=contact,
        items=items,
        order_id=order_of(sent),
        invoice_id=invoice_of(sent, kind),
        money=money_of(sent, kind),
        subscription=subscription_of(sent, kind, items),
        coupon=label(sent["coupon"], sent["coupon_code"], sent["order"]["coupon"]),
        affiliate=label(sent["affiliate"]),
        consent=sent["customer"]["checkbox_confirmation"],
        custom_fields=sent["customer"]["custom_fields"],
        passthrough=sent["passthrough"],
        refunded=refunded_of(sent, items) if kind is Kind.REFUND else "",
        ordered_at=ordered_at(sent),
        items_told=items_told(sent, kind),
        problem=problem if kind in ABOUT_THE_BUYER else "",
        body=body,
    )
    return replace(event, key=delivery_key(event, sent))
