"""What happens to five shoppers of the shop in shop.yaml; it is told in shop_story.yaml."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from bridge.sandbox.thrivecart.samples import delivery


@dataclass(frozen=True)
class Scene:
    """One delivery, and what its shopper must have after it."""

    says: str
    shopper: str
    event: str
    items: list[str]
    day: int
    tags: list[str]
    consent: bool = False
    more: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        return f"{self.shopper.lower()}@example.com"

    def fields(self, first_day: datetime, secret: str) -> dict[str, object]:
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
            secret=secret,
        )


STORY = [
    Scene(**told) for told in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
]
