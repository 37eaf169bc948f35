"""What happens to five buyers of the shop in shop.yaml, and what must come of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.sandbox.thrivecart.deliveries import delivery

GOLD, PAYF, CANC = "Gold Membership", "Gold MembershipPAYF", "Gold MembershipCANC"
CLUB, CLUB_PAYF, CLUB_SUSP = "Recipe Club", "Recipe ClubPAYF", "Recipe ClubSUSP"
REFUNDED, CART = "Refunded", "Abandoned cart"
COURSE = "accessally_101_course_made_purchase"


@dataclass(frozen=True)
class Buyer:
    name: str
    customer_id: str
    order_id: str

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.com"


@dataclass(frozen=True)
class Step:
    """One delivery, and the tags its buyer must have after it. `day` is when it happened, counted
    from the first one; the steps stand in the order in which the deliveries arrive. `consent`: the
    checkout's box was ticked. `besides` is what else the contact must have: lists and fields."""

    says: str
    buyer: Buyer
    what: str
    items: tuple[str, ...]
    day: int
    tags: frozenset[str]
    consent: bool = False
    besides: tuple[str, ...] = ()

    def fields(self, first_day: datetime, secret: str) -> dict[str, object]:
        """The delivery, equal for equal steps."""
        fields = delivery(
            self.what,
            items=self.items,
            email=self.buyer.email,
            name=f"{self.buyer.name} Buyer",
            order_id=self.buyer.order_id,
            customer_id=self.buyer.customer_id,
            at=first_day + timedelta(days=self.day),
            secret=secret,
        )
        if self.consent:
            customer = fields["customer"]
            assert isinstance(customer, dict)  # noqa: S101 # it is our own
            fields["customer"] = customer | {"checkbox_confirmation": "true"}
        return fields


ANNA = Buyer("Anna", "501", "1001")
BEN = Buyer("Ben", "502", "1002")
CLEO = Buyer("Cleo", "503", "1003")
DORA = Buyer("Dora", "504", "1004")
EVE = Buyer("Eve", "505", "1005")
PLAN, UPSELL, COURSE_ITEM, CLUB_ITEM = "product-12", "upsell-3", "product-20", "product-15"

STORY = (
    Step("Anna buys a plan and an upsell; each of them grants the membership.",
         ANNA, "purchase", (PLAN, UPSELL), 0, frozenset({GOLD})),
    Step("Her monthly payment fails: the upsell that she paid for still lets her in.",
         ANNA, "payment failed", (PLAN,), 30, frozenset({GOLD})),
    Step("The payment goes through after all.",
         ANNA, "rebill", (PLAN,), 32, frozenset({GOLD})),
    Step("ThriveCart sends that delivery a second time: known already.",
         ANNA, "rebill", (PLAN,), 32, frozenset({GOLD})),
    Step("Wrong order: a failed attempt from before that payment arrives only now.",
         ANNA, "payment failed", (PLAN,), 31, frozenset({GOLD})),
    Step("The upsell is refunded: the plan she paid for still grants the membership.",
         ANNA, "refund", (UPSELL,), 40, frozenset({GOLD, REFUNDED})),
    Step("The next payment fails, and nothing else lets her in: a tag blocks the membership.",
         ANNA, "payment failed", (PLAN,), 42, frozenset({GOLD, PAYF, REFUNDED})),
    Step("It goes through after all: the blocking tag goes.",
         ANNA, "rebill", (PLAN,), 43, frozenset({GOLD, REFUNDED})),
    Step("Anna cancels: a tag blocks the membership.",
         ANNA, "cancelled", (PLAN,), 45, frozenset({GOLD, CANC, REFUNDED})),
    Step("Wrong order: Ben's refund arrives before his purchase.",
         BEN, "refund", (PLAN,), 12, frozenset({REFUNDED})),
    Step("Ben's purchase arrives: it was refunded later, so it grants nothing.",
         BEN, "purchase", (PLAN,), 10, frozenset({REFUNDED})),
    Step("Cleo leaves the checkout of a course.",
         CLEO, "abandoned cart", (COURSE_ITEM,), 50, frozenset({CART})),
    Step("Cleo comes back and buys it: AccessAlly's trigger tag starts its automation.",
         CLEO, "purchase", (COURSE_ITEM,), 51, frozenset({COURSE})),
    Step("Dora buys and ticks the consent box: she comes on a list, her order into a field.",
         DORA, "purchase", (PLAN,), 60, frozenset({GOLD}), consent=True,
         besides=("Newsletter: subscribed", "Last order: 1004")),
    Step("Eve joins the recipe club.",
         EVE, "purchase", (CLUB_ITEM,), 61, frozenset({CLUB})),
    Step("Eve's payment failed eight days ago, and none came since: after seven, she is suspended.",
         EVE, "payment failed", (CLUB_ITEM,), 82, frozenset({CLUB, CLUB_PAYF, CLUB_SUSP})),
)  # fmt: skip
