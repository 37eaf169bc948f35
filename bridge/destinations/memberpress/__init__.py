"""MemberPress: its settings, and where its adapter is."""

from bridge.destinations.base import Vendor
from bridge.destinations.memberpress.address import EXAMPLE, read_site_address, site_address
from bridge.model import Sort
from bridge.model.variable import Variable, WrongValueError, read_rate, read_text

_SHOWN = (
    "the site shows it under MemberPress > Developer, once the add-on Developer Tools is active"
)


def read_yes_or_no(value: str) -> bool:
    words = {"yes": True, "no": False}
    if value.lower() not in words:
        raise WrongValueError("must be yes or no")
    return words[value.lower()]


_WHERE = {
    Sort.ACCESS: "MemberPress > Memberships > Add New",
}

VENDOR = Vendor(
    "MemberPress",
    (
        Variable("MEMBERPRESS_URL", "your WordPress site's address, with its folder if it has one",
                 read_site_address, example=f"https://{EXAMPLE}"),
        Variable("MEMBERPRESS_KEY", "the site's API key", read_text,
                 example=f"a long row of letters and digits; {_SHOWN}"),
        Variable("MEMBERPRESS_RATE", "requests a second, over all workers together",
                 read_rate, "2"),
        Variable("MEMBERPRESS_WELCOME", "whether the site mails a new user her password and a new "
                 "member her welcome: yes or no", read_yes_or_no, "yes"),
    ),
    rate="MEMBERPRESS_RATE",
    account=lambda values: site_address(values.get("MEMBERPRESS_URL", "")).account,
    adapter="bridge.destinations.memberpress.adapter:MemberPress",
    sorts=frozenset({Sort.ACCESS}),
    where=_WHERE,
)  # fmt: skip
