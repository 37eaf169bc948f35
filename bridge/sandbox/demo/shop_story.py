"""What happens to five shoppers of the shop in shop.yaml; it is told in shop_story.yaml."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from bridge.model import Sort
from bridge.sources.thrivecart.samples import delivery

MONTHLY = ("product-12", "product-15")  # what the shop sells by subscription
DAYS = 40  # that it goes on for


@dataclass(frozen=True)
class Scene:
    """One delivery, and what its shopper must have after it, as far as her CRM has such things:
    `tags`; of `lists` and `fields` what she is and what they hold; where a site knows access alone,
    `access` on that day, with the day until which it was given (`Gold Membership: day 30`)."""

    says: str
    shopper: str
    event: str
    items: list[str]
    day: int
    tags: list[str]
    consent: bool = False
    lists: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    at_site: str = ""  # what it says where access is all there is

    @property
    def email(self) -> str:
        return f"{self.shopper.lower()}@example.com"

    def delivery(self, first_day: datetime, secret: str) -> dict[str, object]:
        """The delivery, equal for equal scenes."""
        number = sorted({scene.shopper for scene in STORY}).index(self.shopper) + 1
        return delivery(
            self.event,
            items=self.items,
            email=self.email,
            name=f"{self.shopper} Buyer",
            order_id=str(1000 + number),
            customer_id=str(500 + number),
            at=first_day + timedelta(days=self.day),
            consent=self.consent,
            monthly=[item for item in self.items if item in MONTHLY],
            secret=secret,
        )

    def told(self, sorts: Collection[Sort]) -> str:
        return self.says if Sort.TAG in sorts or not self.at_site else self.at_site

    def expected(self, sorts: Collection[Sort]) -> list[str]:
        """What must stand there, in words, at a destination that has these."""
        told = [
            (Sort.TAG, (f"[{tag}]" for tag in self.tags)),
            (Sort.LIST, self.lists),
            (Sort.FIELD, self.fields),
            (Sort.ACCESS, self.access),
        ]
        return [words for sort, those in told if sort in sorts for words in those]


STORY = [
    Scene(**told) for told in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
]
