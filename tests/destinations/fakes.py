"""Stand-ins for what the worker hands an adapter: settings, a pace that never waits, a memory in a
dict."""

from bridge.destinations.account import AccountSettings
from bridge.model import Call, Destination
from bridge.model.errors import CrmUnavailable


class Killed(BaseException):
    """As kill -9: nothing in the adapter may catch it."""


class FreePace:
    """Lets every call through; `asked` counts them, `held` keeps the seconds of each hold."""

    def __init__(self) -> None:
        self.asked = 0
        self.held: list[float] = []

    def wait(self) -> None:
        self.asked += 1

    def hold(self, seconds: float) -> None:
        self.held.append(seconds)


class ClosedPace(FreePace):
    """The account may not be called in time."""

    def wait(self) -> None:
        raise CrmUnavailable("No call is allowed for a while.", 60)


class DictMemory:
    """Keeps values and calls; `kill_at` kills whoever writes for that many-th time (from 1)."""

    def __init__(self, kill_at: int | None = None) -> None:
        self.values: dict[str, str] = {}
        self.calls: list[Call] = []
        self.kill_at = kill_at
        self.writes = 0

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._maybe_die()
        if value is None:
            self.values.pop(name, None)
        else:
            self.values[name] = value

    def jot(self, name: str, value: str | None) -> None:
        self.put(name, value)

    def note(self, call: Call) -> None:
        self._maybe_die()
        self.calls.append(call)

    def before_call(self) -> None:
        """Nobody else takes the contact up."""

    def _maybe_die(self) -> None:
        self.writes += 1
        if self.writes == self.kill_at:
            raise Killed


def account_of(vendor: str, **values: object) -> AccountSettings:
    """Its settings as they are read, of a destination that is called as its vendor."""
    return AccountSettings(Destination(vendor, vendor), values)
