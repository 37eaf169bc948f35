"""Kit (formerly ConvertKit): its settings, and where its adapter is."""

from functools import partial

from bridge.destinations.base import Vendor
from bridge.model import Sort
from bridge.model.variable import Variable, read_account_address, read_rate, read_text

_SHOWN = "make one in Kit under Settings > Developer > V4 Keys > Add a new key"

_WHERE = {
    Sort.TAG: "Grow > Subscribers > Tags",
    Sort.FIELD: "Grow > Subscribers > a subscriber > Add a new field",
    Sort.AUTOMATION: "Send > Sequences",
}

# 120 requests in any 60 seconds are allowed to each key:
# https://developers.kit.com/api-reference/rate-limits
VENDOR = Vendor(
    "Kit",
    (
        Variable("KIT_KEY", "your account's API key, of version 4", read_text,
                 example=f"a long row of letters and digits; {_SHOWN}"),
        Variable("KIT_URL", "Kit's API address",
                 partial(read_account_address, example="api.example.com"),
                 "https://api.kit.com"),
        Variable("KIT_RATE", "requests a second, over all workers together", read_rate, "2"),
    ),
    rate="KIT_RATE",
    account=lambda _: "",  # only the key says which account it is, and that is a secret
    adapter="bridge.destinations.kit.adapter:Kit",
    sorts=frozenset({Sort.TAG, Sort.FIELD, Sort.AUTOMATION}),
    also=("convertkit",),
    makes=frozenset({Sort.TAG}),
    where=_WHERE,
)  # fmt: skip
