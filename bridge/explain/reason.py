"""Why a contact should have something, or not."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.model import Moment


@dataclass(frozen=True)
class Reason:
    """Why. `delivery` is the id of the event behind it, None where there is none: nobody asked for
    it, or its time had come. `told` is None where it is not known whether the contact was told;
    `at` is since when; `hand` what a hand said, in words.
    `outweighed` is what it asked for, where something else decides."""

    rule: str
    line: int
    delivery: int | None
    told: bool | None
    at: datetime
    refused: str = ""
    hand: str = ""
    outweighed: str = ""

    @property
    def says(self) -> str:
        """`by 'Gold: purchase' (line 8)`, `banned by hand on 21 Nov 2026, 14:05: 'fraud'`"""
        if self.hand:
            return self.hand
        line = f" (line {self.line})" if self.line else ""
        asked = f"outweighed: {self.outweighed} " if self.outweighed else ""
        return f"{asked}by '{self.rule}'{line}"

    def words(self) -> str:
        """`by 'Gold: purchase' (line 8), delivery 5`"""
        whence = f", delivery {self.delivery}" if self.delivery else ""
        refused = f"; {self.refused}" if self.refused else ""
        untold = "; the CRM does not know yet" if self.told is False and not self.refused else ""
        return f"{self.says}{whence}{untold}{refused}"


def time_of(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.second, UTC)
