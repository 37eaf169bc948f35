"""The parts that ThriveCart's deliveries have in common."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from bridge.sandbox.thrivecart import words
from bridge.sandbox.thrivecart.sale import Sale, type_and_number

Fields = dict[str, object]


def item_name(item: str) -> str:
    """With an ampersand, which ThriveCart escapes in one place and not in another."""
    type_, number = type_and_number(item)
    return f"{type_.capitalize()} {number} & more"


def stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def without_zone(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def money(name: str, hundredths: int) -> Fields:
    return {name: str(hundredths), f"{name}_str": f"{hundredths // 100}.{hundredths % 100:02}"}


def dates(moment: datetime) -> Fields:
    return {
        "date": without_zone(moment),
        "date_iso8601": iso(moment),
        "date_unix": stamp(moment),
    }


def identity(sale: Sale) -> Fields:
    fields: Fields = {
        "event": sale.word,
        "thrivecart_account": "example",
        "thrivecart_secret": sale.secret,
    }
    if sale.word not in words.CARTS:
        fields |= {"mode": sale.mode, "mode_int": "1" if sale.mode == "test" else "2"}
    if "." not in sale.word and sale.word not in words.CUSTOMERS:
        # Only the Event Subscription API is known to send it; it stays the same over retries.
        told = (sale.word, sale.mode, sale.order_id, sale.email, *sale.items, stamp(sale.at))
        fields["webhook_id"] = str(uuid5(NAMESPACE_URL, "/".join(told)))
    return fields


def front_product(sale: Sale) -> Fields:
    return {
        "base_product": sale.front,
        "base_product_name": item_name(f"product-{sale.front}"),
        "base_product_label": "",
        "base_product_owner": "1",
    }


def common(sale: Sale) -> Fields:
    return (
        identity(sale)
        | front_product(sale)
        | {
            "order_id": sale.order_id,
            "invoice_id": sale.invoice,
            "currency": sale.currency,
            "customer_id": sale.customer_id,
            "customer": customer(sale),
            "affiliate": "null",
        }
    )


def customer(sale: Sale) -> Fields:
    first_name, _, last_name = sale.name.partition(" ")
    return {
        "id": sale.customer_id,
        "email": sale.email,
        "name": sale.name,
        "first_name": first_name,
        "last_name": last_name,
        "ip_address": "192.0.2.1",
        "address": {"country": "US"},
        "checkbox_confirmation": "false",
    }


def subscription_number(sale: Sale, item: str) -> str:
    """ThriveCart's own number of the subscription: one for each item of an order."""
    return str(uuid5(NAMESPACE_URL, f"{sale.order_id}/{item}").int % 10**7)
