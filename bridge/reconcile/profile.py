"""Who a destination is told lives at an address: names and numbers, as they were told last."""

from datetime import UTC, datetime

from bridge.entitlements.desired import State
from bridge.model import Contact

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def contact_of(state: State) -> Contact:
    """Who lives there, as she was named last; of several people the one who was told of last."""
    contact = Contact(state.address)
    for fact in sorted(
        (fact for person in state.people for fact in person.facts),
        key=lambda fact: fact.event.occurred_at or _LONG_AGO,
    ):
        told = fact.event.contact
        here = told.key == state.address
        contact = Contact(
            email=told.email.strip() if here else contact.email,
            first_name=told.first_name or contact.first_name,
            last_name=told.last_name or contact.last_name,
            phone=told.phone or contact.phone,
            customer_id=told.customer_id or contact.customer_id,
        )
    return contact
