"""Drip: its settings, and where its adapter is."""

from functools import partial

from bridge.destinations.base import Vendor
from bridge.model import Sort
from bridge.model.variable import (
    Variable,
    WrongValueError,
    read_account_address,
    read_rate,
    read_text,
)


def _read_account(value: str) -> str:
    if not value.isdecimal():
        raise WrongValueError("must be the account's number alone")
    return value


_NEW_TAG = (
    "Drip makes a tag when it is first put on somebody: put each on a person of your own there "
    "(People > a person), and leave it on."
)

_WHERE = {
    Sort.TAG: "People > a person > Tags",
    Sort.LIST: "Campaigns > Email Series",
    Sort.FIELD: "People > a person > Custom Fields",
    Sort.AUTOMATION: "Automation > Workflows",
}

VENDOR = Vendor(
    "Drip",
    (
        Variable("DRIP_ACCOUNT", "your account's number", _read_account,
                 example="9999999; Drip shows it under Settings > Account"),
        Variable("DRIP_TOKEN", "the API token of a user of that account", read_text,
                 example="32 letters and digits; Drip shows it under Settings > User Settings"),
        Variable("DRIP_URL", "Drip's address",
                 partial(read_account_address, example="api.example.com"),
                 "https://api.getdrip.com"),
        Variable("DRIP_RATE", "requests a second, over all workers together", read_rate, "1"),
    ),
    rate="DRIP_RATE",
    account=lambda values: values.get("DRIP_ACCOUNT", ""),
    adapter="bridge.destinations.drip.adapter:Drip",
    sorts=frozenset({Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION}),
    new_tag=_NEW_TAG,
    where=_WHERE,
)  # fmt: skip
