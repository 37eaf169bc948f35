"""What a person is told: never a buyer's name, nor anything secret."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

ON_PAGES = "The console says more under Needs you."
BY_COMMANDS = "`bridge check --online` and `bridge events` say more."


class NotSent(Exception):
    """The message did not get there. Its words hold no address and no secret."""


@dataclass(frozen=True)
class Message:
    """`began` and `ended` are sentences on what needs somebody, and on what does no more; `where`
    says where there is more."""

    began: Sequence[str] = ()
    ended: Sequence[str] = ()
    where: str = ON_PAGES

    @property
    def subject(self) -> str:
        if not self.began:
            return "The bridge: it is over"
        if len(self.began) == 1:
            return "The bridge needs you"
        return f"The bridge needs you: {len(self.began)} things"

    @property
    def text(self) -> str:
        lines = [*(f"- {each}" for each in self.began), *([self.where] if self.began else ())]
        if self.ended:
            lines += [*([""] if lines else ()), "Over:", *(f"- {each}" for each in self.ended)]
        return "\n".join(lines)


class Sender(Protocol):
    """One way to a person."""

    def send(self, message: Message) -> None:
        """Raises NotSent. A message may come twice: when its sender was ended just then."""
