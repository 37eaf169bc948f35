"""What can go wrong, by what has to happen next."""

from collections.abc import Sequence


class BridgeError(Exception):
    """Every failure the bridge expects; its text is written for a person."""


class ConfigError(BridgeError):
    """Settings or rules are wrong and the user must act; holds every mistake at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class WebhookRejected(BridgeError):
    """A delivery that will not be stored.

    `status` is the HTTP status for the sender: 400 unreadable, 401 wrong secret, 413 too large.
    """

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class WrongSecret(WebhookRejected):
    """It carries a secret that is not ours, or none at all (`given` False)."""

    def __init__(self, message: str, *, given: bool) -> None:
        super().__init__(401, message)
        self.given = given


class NotStored(BridgeError):
    """The store does not answer, so nothing may be acknowledged."""


class CrmRefused(BridgeError):
    """The CRM said no and will say no again; a person must act. Our sentence first, then theirs."""


class AccountRefused(CrmRefused):
    """The CRM refuses everything: a wrong key, an unpaid account. The destination pauses."""


class CrmUnavailable(BridgeError):
    """The CRM could not be asked now. `retry_after` is in seconds, where the CRM named a time;
    `untouched` says that certainly nothing was done there."""

    def __init__(
        self, message: str, retry_after: float | None = None, *, untouched: bool = False
    ) -> None:
        self.retry_after = retry_after
        self.untouched = untouched
        super().__init__(message)
