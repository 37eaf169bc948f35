"""Ontraport: its settings, and where its adapter is."""

import hashlib
from functools import partial

from bridge.destinations.base import Values, Vendor
from bridge.model import Sort
from bridge.model.variable import Variable, read_account_address, read_rate, read_text

_EXAMPLE = "ontraport.example.com"
_SHOWN = "Ontraport shows it under Administration > Integrations > Ontraport API"


def _account(values: Values) -> str:
    """The number in the middle of the App ID is the account's (`2_187157_…`); of one that looks
    otherwise a short hash, for it is half of a key."""
    app_id = str(values.get("ONTRAPORT_APP_ID", ""))
    _, _, rest = app_id.partition("_")
    number = rest.partition("_")[0]
    if number.isdecimal():
        return number
    return hashlib.sha256(app_id.encode()).hexdigest()[:12] if app_id else ""


_WHERE = {
    Sort.TAG: "Contacts > Settings > Manage Tags",
    Sort.FIELD: "Contacts > Settings > Field Editor",
    Sort.AUTOMATION: "Automations > New Automation",
}

VENDOR = Vendor(
    "Ontraport",
    (
        Variable("ONTRAPORT_APP_ID", "your API key's App ID", read_text,
                 example=f"2_ followed by your account's number and some letters; {_SHOWN}"),
        Variable("ONTRAPORT_KEY", "your API key", read_text,
                 example=f"a row of letters and digits; {_SHOWN}"),
        Variable("ONTRAPORT_URL", "the API's address, where it is another than Ontraport's own",
                 partial(read_account_address, example=_EXAMPLE), "https://api.ontraport.com"),
        Variable("ONTRAPORT_RATE", "requests a second, over all workers together",
                 read_rate, "2.9"),
    ),
    rate="ONTRAPORT_RATE",
    account=_account,
    adapter="bridge.destinations.ontraport.adapter:Ontraport",
    sorts=frozenset({Sort.TAG, Sort.FIELD, Sort.AUTOMATION}),
    makes=frozenset({Sort.TAG}),
    where=_WHERE,
)  # fmt: skip
