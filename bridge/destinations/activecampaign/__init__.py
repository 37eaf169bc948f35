"""ActiveCampaign: its settings, and where its adapter is."""

from functools import partial
from urllib.parse import urlsplit

from bridge.destinations.base import Vendor
from bridge.model import Sort
from bridge.model.variable import Variable, read_account_address, read_rate, read_text

_EXAMPLE = "youraccount.api-us1.com"  # as in .env.example
_SHOWN = "ActiveCampaign shows it under Settings > Developer"

_WHERE = {
    Sort.TAG: "Contacts > Tags",
    Sort.LIST: "Contacts > Lists",
    Sort.FIELD: "Contacts > Fields",
    Sort.AUTOMATION: "Automations > Create an automation",
}

VENDOR = Vendor(
    "ActiveCampaign",
    (
        Variable("ACTIVECAMPAIGN_URL", "your account's API address",
                 partial(read_account_address, example=_EXAMPLE),
                 example=f"https://{_EXAMPLE}; {_SHOWN}"),
        Variable("ACTIVECAMPAIGN_KEY", "your account's API key", read_text,
                 example=f"a long row of letters and digits; {_SHOWN}"),
        Variable("ACTIVECAMPAIGN_RATE", "requests a second, over all workers together",
                 read_rate, "4"),
    ),
    rate="ACTIVECAMPAIGN_RATE",
    account=lambda values: urlsplit(values.get("ACTIVECAMPAIGN_URL", "")).netloc.lower(),
    adapter="bridge.destinations.activecampaign.adapter:ActiveCampaign",
    sorts=frozenset({Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION}),
    makes=frozenset({Sort.TAG}),
    where=_WHERE,
)  # fmt: skip
