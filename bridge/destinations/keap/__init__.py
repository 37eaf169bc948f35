"""Keap (formerly Infusionsoft): its settings, and where its adapter is."""

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

HEADERS = ("X-Keap-API-Key", "Authorization")
_SHOWN = "Keap shows it once, under Settings > API Settings"


def _read_header(value: str) -> str:
    """Keap's own pages name both: https://developer.infusionsoft.com/postman-quick-start and
    https://developer.infusionsoft.com/pat-and-sak/"""
    named = {header.casefold(): header for header in HEADERS}
    if value.casefold() not in named:
        raise WrongValueError(f"must be {' or '.join(HEADERS)}, not {value[:20]!r}")
    return named[value.casefold()]


_WHERE = {
    Sort.TAG: "CRM > Settings > Tags",
    Sort.FIELD: "CRM > Settings > Custom Fields",
    Sort.AUTOMATION: "Marketing > Campaign Builder",
}

# A key of either kind may make 10 calls a second, 240 a minute and 30,000 a day:
# https://developer.infusionsoft.com/api-token-quota-and-usage-measurements/
VENDOR = Vendor(
    "Keap",
    (
        Variable("KEAP_KEY", "your account's Service Account Key or Personal Access Token",
                 read_text, example=f"KeapAK-… and a long row of letters; {_SHOWN}"),
        Variable("KEAP_URL", "Keap's API address",
                 partial(read_account_address, example="api.example.com"),
                 "https://api.infusionsoft.com"),
        Variable("KEAP_HEADER", "the header that the key is sent in first", _read_header,
                 HEADERS[0], example=" or ".join(HEADERS)),
        Variable("KEAP_OPT_IN_REASON", "why your buyers may be sent marketing mail; without it "
                 "Keap is told of no consent", read_text, ""),
        Variable("KEAP_RATE", "requests a second, over all workers together", read_rate, "4"),
    ),
    rate="KEAP_RATE",
    account=lambda _: "",  # every account has the same address, and the key is a secret
    adapter="bridge.destinations.keap.adapter:Keap",
    sorts=frozenset({Sort.TAG, Sort.FIELD, Sort.AUTOMATION}),
    also=("infusionsoft",),
    makes=frozenset({Sort.TAG}),
    where=_WHERE,
)  # fmt: skip
