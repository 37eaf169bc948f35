"""The CRM account, asked once from the operator's machine."""

import time
from collections.abc import Callable

from bridge.crms import Crm, TagReport
from bridge.crms.activecampaign import ActiveCampaign
from bridge.model import Call
from bridge.settings import Settings

SETTINGS = ("ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_KEY")


class _Forgetful:
    """A Memory for one question: what workers remember stays as it is."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._known[name] = value

    jot = put

    def note(self, call: Call) -> None:
        """Nobody asks afterwards what happened."""


class _Alone:
    """A Pace that knows nothing of the workers', so that neither Redis nor a database is needed.

    The few calls of one question may make a worker wait; the account then says so, and it does.
    """

    def __init__(self, rate: float | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._sleep = sleep
        self._not_before = 0.0

    def wait(self) -> None:
        self._sleep(max(0.0, self._not_before - time.monotonic()))
        self._not_before = time.monotonic() + self._spacing

    def hold(self, seconds: float) -> None:
        self._not_before = time.monotonic() + seconds


def account_of(config: Settings) -> Crm:
    """The account that the settings name."""
    return ActiveCampaign(
        config.activecampaign_url,
        config.activecampaign_key,
        _Alone(config.activecampaign_rate),
        _Forgetful(),
    )


def missing_tags(report: TagReport, crm: str) -> list[str]:
    """A sentence for each tag that the account lacks."""
    return [
        f"The tag '{tag}' does not exist in {crm}."
        + (f" Nearest there: '{nearest}'." if nearest else "")
        for tag, nearest in report.missing
    ]


def missing_others(report: TagReport, crm: str) -> list[str]:
    """A sentence for each list, field and automation that the account lacks."""
    return [
        f"The {sort} '{name}' does not exist in {crm}."
        + (f" Nearest there: '{nearest}'." if nearest else "")
        for sort, name, nearest in report.others
    ]
