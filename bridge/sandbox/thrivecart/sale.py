"""What a made-up delivery is to tell."""

import re
from dataclasses import dataclass
from datetime import datetime

from bridge.sandbox.thrivecart import words

_ITEM = re.compile(r"(product|bump|upsell|downsell)-([0-9]+)")


@dataclass(frozen=True)
class Sale:
    """All that a delivery tells; `items` are keys like `product-12`, `amount` is for each."""

    word: str
    items: tuple[str, ...]
    email: str
    name: str
    order_id: str
    customer_id: str
    at: datetime
    secret: str
    plan: str
    mode: str
    amount: int
    currency: str
    base_product: str
    payment_number: int
    payments_left: int | None
    paid_until: datetime | None
    ordered_at: datetime | None

    def __post_init__(self) -> None:
        for item in (*self.items, *filter(None, [self.base_product])):
            if not _ITEM.fullmatch(item):
                raise ValueError(
                    f"The item '{item}' is not known. An item is product, bump, upsell or downsell "
                    "with its number, like product-12 or upsell-3."
                )
        self._check_number_of_items()
        if self.word in words.CARTS and not self.items[0].startswith("product-"):
            raise ValueError(f"A cart holds a product, not {self.items[0]}: say product-12.")
        if self.mode not in ("live", "test"):
            raise ValueError(f"The mode '{self.mode}' is not known. Known are: live, test.")

    def _check_number_of_items(self) -> None:
        if not self.items:
            raise ValueError("A delivery needs an item, like product-12.")
        if len(self.items) > 1 and self.word not in words.PURCHASES:
            raise ValueError(
                f"A delivery of {self.word} speaks of one item: make one for each of "
                f"{', '.join(self.items)}."
            )

    @property
    def front(self) -> str:
        """The number of the funnel's front product, which need not be what was bought."""
        products = (item for item in self.items if item.startswith("product-"))
        return type_and_number(self.base_product or next(products, "product-12"))[1]

    @property
    def invoice(self) -> str:
        return f"{self.order_id:0>9}"


def type_and_number(item: str) -> tuple[str, str]:
    type_, _, number = item.partition("-")
    return type_, number
