"""Keys of rules that people try, and what is right instead."""

import pytest

from tests.rules.file.texts import in_membership, in_rule, problems

NO_MAIL = (
    "The bridge sends no mail and asks for no address; the CRM sends. Start what does: 'start "
    "automation: Welcome', or 'trigger: Send welcome' with the tag that its automation waits for."
)
NO_CHARGEBACK = (
    "ThriveCart tells nobody of a chargeback or dispute. Say it by hand: end it, or ban her, on "
    "her page of the console; or by bridge end EMAIL MEMBERSHIP --why chargeback, or bridge ban "
    "EMAIL."
)
REFUSED = {
    "send mail": NO_MAIL,
    "email": NO_MAIL,
    "chargeback": NO_CHARGEBACK,
    "delete contact": (
        "The bridge deletes nobody. Take tags off with 'remove', and lists with 'unsubscribe'."
    ),
    "then": "What the rule does is a key of its own, beside 'when': 'add: VIP'.",
}


@pytest.mark.parametrize("key", REFUSED)
def test_what_no_rule_does_is_told_with_what_does_it(key: str) -> None:
    assert problems(in_rule("add: X", f"{key}: Y")) == [
        f"rules.yaml line 6, rule 'A': '{key}' cannot stand here. {REFUSED[key]}"
    ]


def test_a_part_of_a_membership_sends_no_mail_either() -> None:
    assert problems(in_membership("purchase: {send email: Welcome}")) == [
        f"rules.yaml line 5, membership 'Gold': 'send email' cannot stand here. {NO_MAIL}"
    ]


@pytest.mark.parametrize("words", ["purchase product-12", "Product 12 is bought"])
def test_an_item_behind_when_has_a_key_of_its_own(words: str) -> None:
    assert problems(in_rule("add: X", when=words)) == [
        f"rules.yaml line 4, rule 'A': the event '{words}' holds an item, too. Write 'when: "
        "purchase', and 'items: product-12' on a line of its own."
    ]
