"""Where a file's contacts are told: one destination by `crm`, several by `destinations`."""

import pytest

from bridge.model import Destination
from bridge.rules.file import parse
from bridge.rules.file.grammar.destination_words import CRMS
from tests.rules.file.texts import problems

VENDOR, OTHER = CRMS[0], CRMS[-1]
RULES = "rules:\n  - {name: A, when: purchase, add: X}\n"


def told(top: str) -> list[tuple[str, str, bool]]:
    return [(each.name, each.vendor, each.first) for each in parse(f"{top}\n{RULES}").destinations]


def test_one_crm_is_one_destination_called_by_its_vendor() -> None:
    assert parse(f"crm: {VENDOR}\n{RULES}").destinations == (Destination(VENDOR, VENDOR),)


@pytest.mark.parametrize("words", [f"[{VENDOR}, {OTHER}]", f"\n  - {VENDOR}\n  - {OTHER}"])
def test_vendors_alone_are_destinations_called_by_them(words: str) -> None:
    assert told(f"destinations: {words}") == [(VENDOR, VENDOR, True), (OTHER, OTHER, True)]
    assert told(f"destinations: {VENDOR}") == [(VENDOR, VENDOR, True)]


def test_accounts_have_names_of_their_own_in_the_order_of_the_file() -> None:
    assert told(f"destinations: {{school: {OTHER}, shop: {VENDOR}, the_2nd-one: {OTHER}}}") == [
        ("school", OTHER, True), ("shop", VENDOR, True), ("the_2nd-one", OTHER, False),
    ]  # fmt: skip


def test_the_one_that_is_called_by_its_vendor_is_first_wherever_it_stands() -> None:
    """Else two accounts would have settings of one name."""
    assert told(f"destinations: {{school: {VENDOR}, {VENDOR}: {VENDOR}}}") == [
        ("school", VENDOR, False), (VENDOR, VENDOR, True),
    ]  # fmt: skip


WRONG = {
    f"crm: {VENDOR}\ndestinations: {VENDOR}": [
        "rules.yaml line 2: 'crm' and 'destinations' cannot stand together. Keep one.",
    ],
    f"crm: [{VENDOR}, {OTHER}]": [
        "rules.yaml line 1: 'crm' takes one CRM, not a list. Several stand behind 'destinations' "
        "instead of 'crm'.",
    ],
    f"crm: {{shop: {VENDOR}}}": [
        "rules.yaml line 1: 'crm' takes one CRM, not keys with values. Several stand behind "
        "'destinations' instead of 'crm'.",
    ],
    "destinations: {shop: shop.example.com}": [
        "rules.yaml line 1: the CRM 'shop.example.com' is an address, and a name is due. Write "
        f"{' or '.join(CRMS)}; the account's address is a setting, such as ",
    ],
    f"destinations: {{shop: {VENDOR[:-1]}}}": [
        f"rules.yaml line 1: the CRM '{VENDOR[:-1]}' is not known. Did you mean '{VENDOR}'?",
    ],
    f"destinations: [{VENDOR}, {OTHER}, {VENDOR}]": [
        f"rules.yaml line 1: '{VENDOR}' stands twice, and two accounts need two names. Write "
        f"{{{VENDOR}: {VENDOR}, school: {VENDOR}}}, with names of yours.",
    ],
    f"destinations:\n  shop: {VENDOR}\n  shop: {OTHER}": [
        "rules.yaml line 3: the destination 'shop' stands twice; first on line 2. Keep one.",
    ],
    f"destinations:\n  my-shop: {VENDOR}\n  my_shop: {VENDOR}": [
        "rules.yaml line 3: 'my_shop' and 'my-shop' would have settings of the same names. Call "
        "one of them otherwise.",
    ],
    f"destinations:\n  {VENDOR}: {OTHER}": [
        f"rules.yaml line 2: the destination '{VENDOR}' is called by one vendor and is another's, "
        f"{OTHER}. Call it '{OTHER}', or what it is to you.",
    ],
    f"destinations:\n  - shop: {VENDOR}": [
        "rules.yaml line 2: names with values stand in a list behind 'destinations'. Take the "
        f"dashes away: {{school: {OTHER}, academy: {OTHER}}}, say, or each on a line of its own.",
    ],
    f"destinations:\n  My Shop: {VENDOR}": [
        "rules.yaml line 2: the destination's name 'My Shop' is not made of small letters, digits, "
        "- and _, a letter first, 40 of them at most. Write 'my-shop'.",
    ],
    "destinations: []": [
        "rules.yaml line 1: the list behind 'destinations' is empty. Write at least one CRM, or "
        "take the line out.",
    ],
    "destinations: {}": [
        "rules.yaml line 1: 'destinations' takes names with values, such as "
        f"{{school: {OTHER}, academy: {OTHER}}}.",
    ],
    "": [
        "rules.yaml line 1: the rules file has no 'crm': the CRM whose contacts get the tags.",
    ],
    f"crms: {VENDOR}": [
        "rules.yaml line 1: the key 'crms' is not known. Did you mean 'destinations'?",
    ],
}  # fmt: skip


@pytest.mark.parametrize("top", WRONG)
def test_each_mistake_is_told_once_with_what_to_write_instead(top: str) -> None:
    found = problems(f"{top}\n{RULES}")
    assert len(found) == len(WRONG[top])
    assert all(one.startswith(start) for one, start in zip(found, WRONG[top], strict=True))
