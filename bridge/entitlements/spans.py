"""From when on something counts, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.entitlements.calendar import months_later
from bridge.model import Membership, Moment


@dataclass
class Since:
    """From when on something counts, and until when: seconds; `until` None is for good."""

    moment: Moment
    second: int
    until: int | None = None

    by_rule: bool = False

    def at(self, second: float) -> bool:
        return self.second <= second and (self.until is None or second < self.until)

    def has_begun(self, second: int) -> bool:
        """What is due in a second counts after what happened in it."""
        return self.second < second or self.second == second == self.moment.second

    def ahead(self, second: float) -> Iterator[int]:
        yield from (
            each for each in (self.second, self.until) if each is not None and each > second
        )


@dataclass(frozen=True)
class Ahead:
    """Something that will count at `second` by itself; `since` is when what began it happened."""

    second: int
    what: str
    since: Moment


def lasting(membership: Membership, begun: int) -> int | None:
    if membership.lasts_months:
        return months_later(begun, membership.lasts_months)
    return begun + int(membership.lasts.total_seconds()) if membership.lasts else None


def time_at(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)
