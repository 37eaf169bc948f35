"""An account that refuses one thing, answers oddly, or is changed by a hand."""

from bridge.store.delivery import State
from tests.journeys.situations.buyer import Buyer, day
from tests.journeys.situations.shop import BACKSTAGE, MONTHLY, WORKSHOP, YEARLY
from tests.journeys.situations.stage import Stage

FORBIDDEN = {"message": "You do not have permission to do that"}
TOO_FAST = {"success": 0, "message": "Rate limit exceeded."}
THERE_ALREADY = {
    "errors": [
        {
            "title": "The contact tag already exists in the system",
            "code": "duplicate",
            "source": {"pointer": "/data/attributes/tag"},
        }
    ]
}


def others_are_served(shop: Stage, many: int = 36) -> None:
    others = [Buyer() for _ in range(many)]
    shop.tell(*(each.orders(YEARLY).bought() for each in others), senders=4)
    shop.comes_to({each: {"Choir"} for each in others})


def why_it_failed(shop: Stage, buyer: Buyer) -> str:
    """Of her only delivery; the adapter's own tests have the whole of it."""
    ((state, reason),) = shop.record_of(buyer)
    assert state is State.FAILED
    return reason


def test_a_list_that_is_closed_to_the_key_is_told_and_nobody_else_waits(shop: Stage) -> None:
    shop.account.faults.fail(403, path="/contactLists", body=FORBIDDEN, list="Letters", times=None)
    reader = Buyer()
    shop.tell(reader.orders(YEARLY, consent=True).bought())
    others_are_served(shop)
    shop.comes_to({reader: {"Choir"}})
    assert shop.account.lists_of(reader.email) == {}
    assert why_it_failed(shop, reader).startswith("ActiveCampaign refused the list 'Letters'")


def test_a_tag_that_is_closed_to_the_key_is_told_and_nobody_else_waits(shop: Stage) -> None:
    shop.account.faults.fail(403, path="/contactTags", body=FORBIDDEN, tag="Backstage", times=None)
    guest = Buyer()
    shop.tell(guest.orders(YEARLY, BACKSTAGE).bought())
    others_are_served(shop)
    shop.comes_to({guest: {"Choir"}})
    assert why_it_failed(shop, guest).startswith("ActiveCampaign refused the tag 'Backstage'")


def test_a_contact_renamed_by_hand_stays_hers_while_the_cart_tells_the_old_address(
    shop: Stage,
) -> None:
    buyer, renamed = Buyer(), Buyer()
    order = buyer.orders(MONTHLY)
    shop.tell(order.bought())
    shop.comes_to({buyer: {"Choir"}})
    shop.account.change_email(buyer.email, renamed.email)
    shop.tell(order.failed(day(30)))
    shop.comes_to({buyer: set()})
    assert buyer.email not in shop.account.contacts()
    assert shop.account.tags_of(renamed.email) == {"Choir", "ChoirPAYF"}


def test_a_tag_that_somebody_put_on_in_the_same_moment_is_done(shop: Stage) -> None:
    buyer = Buyer()
    choir = {"tag": "Choir", "email": buyer.email}
    shop.account.faults.fail(
        422, times=None, body=THERE_ALREADY, done=True, path="/contactTags", **choir
    )
    shop.tell(buyer.orders(YEARLY).bought())
    shop.comes_to({buyer: {"Choir"}})
    assert shop.record_of(buyer) == [(State.APPLIED, "")]
    assert shop.account.fired(buyer.email, "Choir") == 1


def test_a_limit_told_as_a_bad_request_is_waited_for(shop: Stage) -> None:
    at_the_contact, at_the_tag = Buyer(), Buyer()
    for path, email in (
        ("/contact/sync", at_the_contact.email),
        ("/contactTags", at_the_tag.email),
    ):
        shop.account.faults.fail(400, times=2, path=path, body=TOO_FAST, email=email)
    shop.tell(at_the_contact.orders(YEARLY).bought(), at_the_tag.orders(WORKSHOP).bought())
    shop.comes_to({at_the_contact: {"Choir"}, at_the_tag: {"Workshop"}}, seconds=60)
    assert shop.record_of(at_the_contact) == [(State.APPLIED, "")]
    assert shop.record_of(at_the_tag) == [(State.APPLIED, "")]
