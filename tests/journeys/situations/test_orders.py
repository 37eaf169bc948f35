"""Several orders, several payments: who pays for something has it."""

from tests.journeys.situations.buyer import Buyer, day
from tests.journeys.situations.shop import MONTHLY, THIRD_OF_STUDIO, WORKSHOP, YEARLY
from tests.journeys.situations.stage import Stage


def test_who_changes_from_the_monthly_to_the_yearly_price_stays_in(shop: Stage) -> None:
    """In the same second or soon after, whichever of the two is told first."""
    buyers = []
    for seconds in (0, 4):
        for cancelled_first in (False, True):
            buyer = Buyer()
            monthly = buyer.orders(MONTHLY)
            yearly = buyer.orders(YEARLY, at=day(40))
            change = [yearly.bought(), monthly.cancelled(day(40, seconds))]
            shop.tell(monthly.bought(), *(reversed(change) if cancelled_first else change))
            buyers.append(buyer)
    shop.comes_to({buyer: {"Choir"} for buyer in buyers})


def test_of_two_orders_by_accident_one_can_be_cancelled(shop: Stage) -> None:
    first_only, second_only, both = Buyer(), Buyer(), Buyer()
    for buyer, cancels in ((first_only, [0]), (second_only, [1]), (both, [0, 1])):
        orders = [buyer.orders(MONTHLY), buyer.orders(MONTHLY, at=day(5))]
        shop.tell(orders[0].bought(), orders[1].bought().as_json())
        shop.tell(*(orders[which].cancelled(day(8 + which)) for which in cancels))
    shop.comes_to(
        {first_only: {"Choir"}, second_only: {"Choir"}, both: {"Choir", "ChoirCANC"}}
    )  # fmt: skip


def test_of_two_orders_by_accident_one_can_be_given_back(shop: Stage) -> None:
    second_only, first_only, both = Buyer(), Buyer(), Buyer()
    for buyer, gets_back in ((second_only, [1]), (first_only, [0]), (both, [0, 1])):
        orders = [buyer.orders(WORKSHOP), buyer.orders(WORKSHOP, at=day(1))]
        shop.tell(*(order.bought() for order in orders))
        shop.tell(*(orders[which].refunded(day(2 + which)).as_json() for which in gets_back))
    shop.comes_to({second_only: {"Workshop"}, first_only: {"Workshop"}, both: set()})


def test_a_month_given_back_as_a_kindness_costs_nobody_her_membership(shop: Stage) -> None:
    goes_on, comes_to_an_end = Buyer(), Buyer()
    monthly = goes_on.orders(MONTHLY)
    shop.tell(
        monthly.bought(),
        monthly.paid(day(30), 2),
        monthly.paid(day(60), 3),
        monthly.refunded(day(65)).as_json(),
        monthly.paid(day(90), 4),
    )
    only_month = comes_to_an_end.orders(MONTHLY)
    shop.tell(only_month.bought(), only_month.refunded(day(2)).as_json())
    shop.comes_to({goes_on: {"Choir"}, comes_to_an_end: set()})


def test_a_part_given_back_is_a_discount_and_all_parts_are_a_refund(shop: Stage) -> None:
    one_part, all_parts, nearly_all = Buyer(), Buyer(), Buyer()
    given_back = {
        one_part: ["25.00"],
        all_parts: ["70.00", "50.00"],
        nearly_all: ["70.00", "49.99"],
    }
    for buyer, amounts in given_back.items():
        order = buyer.orders(WORKSHOP)
        shop.tell(order.bought())
        for n, amount in enumerate(amounts):
            shop.tell(order.refunded(day(1 + n), amount).as_json())
    shop.comes_to({one_part: {"Workshop"}, all_parts: set(), nearly_all: {"Workshop"}})


def test_what_is_paid_off_cannot_be_cancelled_away(shop: Stage) -> None:
    """The cart tells the end of a payment plan as a cancellation, before the last payment too."""
    in_order, cancelled_first, stopped = Buyer(), Buyer(), Buyer()
    for buyer in (in_order, cancelled_first, stopped):
        plan = buyer.orders(THIRD_OF_STUDIO)
        shop.tell(plan.bought(), plan.paid(day(30), 2, left=1))
        end = [plan.paid(day(60), 3, left=0), plan.cancelled(day(60, seconds=6))]
        if buyer is cancelled_first:
            end.reverse()
        if buyer is stopped:
            end = [plan.cancelled(day(41))]
        shop.tell(*end)
    shop.comes_to(
        {
            in_order: {"Studio"},
            cancelled_first: {"Studio"},
            stopped: {"Studio", "StudioCANC"},
        }
    )
