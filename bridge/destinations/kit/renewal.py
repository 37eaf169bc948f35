"""A write by two remembered ids, the subscriber's and a tag's or a sequence's: answered 404 where
either does not serve any more, without a word which."""

from collections.abc import Callable

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.kit.contact import KitContact
from bridge.model.errors import CrmUnavailable


def write_by_ids(
    contact: KitContact, number: str, post: Callable[[str], CrmAnswer], renew: Callable[[], str]
) -> CrmAnswer:
    """The answer to `post(number)`, and where that is 404 the one with ids that are found afresh.

    The subscriber is created again where she is gone; `renew` gives the other id, or raises
    TargetRefused. Raises CrmUnavailable where she goes just now.
    """
    if contact.id is None:
        contact.confirm()  # a look found that she is gone
    answer, before = post(number), contact.id
    if answer.status == 404 and not contact.seen:
        contact.confirm()
        answer = post(number) if contact.id != before else answer
    if answer.status == 404:
        other = renew()
        answer = post(other) if other != number else answer
    if answer.status == 404 and not contact.is_there():
        raise CrmUnavailable(f"The contact was deleted in {contact.crm.crm} just now.")
    return answer
