"""What ends a membership by itself, which refunds end it, and how patient it is."""

from datetime import timedelta

import pytest

from bridge.model import Membership, Refunds
from bridge.rules.file import parse
from tests.rules.file.build.test_membership_entries import membership
from tests.rules.file.texts import in_membership, problems

ADDING = "crm: activecampaign\nrules:\n  - name: A\n    add: X\n"


def known(*lines: str) -> Membership:
    """What the fold knows of a membership with these lines."""
    rules = parse(in_membership(*lines))
    assert rules.warnings == ()
    return rules.offers[0].membership


LASTS = {
    "1 day": (timedelta(days=1), 0),
    "90 days": (timedelta(days=90), 0),
    "2 weeks": (timedelta(days=14), 0),
    "1 month": (None, 1),
    "12 months": (None, 12),
    "2 years": (None, 24),
}


@pytest.mark.parametrize("lasts", LASTS)
def test_a_membership_lasts_days_or_calendar_months(lasts: str) -> None:
    told = known(f"lasts: {lasts}")
    assert (told.lasts, told.lasts_months) == LASTS[lasts]


def test_a_membership_lasts_for_good_where_the_file_says_nothing() -> None:
    told = known()
    assert (told.lasts, told.lasts_months, told.completed_ends) == (None, 0, False)


def test_a_membership_that_is_paid_off_stays_or_ends_with_what_is_paid() -> None:
    assert known("completed: keep") == known()
    assert known("completed: at period end").completed_ends


@pytest.mark.parametrize(
    ("refund", "refunds"),
    [("full", Refunds.FULL), ("any", Refunds.ANY), ("off", Refunds.OFF),
     ("after 7 days", Refunds.FULL)],
)  # fmt: skip
def test_which_refunds_end_it(refund: str, refunds: Refunds) -> None:
    told = known(f"refund: {refund}")
    assert told.refunds is refunds
    assert told.ends.after == timedelta(days=7 if "days" in refund else 0)


@pytest.mark.parametrize(
    ("patience", "seconds"),
    [("0", 0), ("1 second", 1), ("90 seconds", 90), ("5 minutes", 300), ("2 hours", 7200)],
)
def test_its_patience_is_seconds_minutes_or_hours(patience: str, seconds: int) -> None:
    assert known(f"patience: {patience}").patience == timedelta(seconds=seconds)


def test_its_usual_patience_is_a_minute() -> None:
    assert known().patience == timedelta(seconds=60)


def test_each_order_may_stay_with_its_own_address() -> None:
    assert not membership().contact_per_address
    assert not membership(top="contact per address: no\n").contact_per_address
    assert membership(top="contact per address: yes\n").contact_per_address


A_LASTING = "Write days, weeks, months or years, like 12 months."
A_PATIENCE = "Write seconds, minutes or hours, like 60 seconds; or 0 for none."
FOR_GOOD = "says nothing: without 'lasts' no time ends it. Take it out."
WRONG = {
    "lasts: 12 month's": f"the time '12 month's' is not known. {A_LASTING}",
    "lasts: 12 Months": "the time '12 Months' is not known. Did you mean '12 months'?",
    "lasts: a year": "the time 'a year' is not known. Did you mean '1 year'?",
    "lasts: for 2 yrs": "the time 'for 2 yrs' is not known. Did you mean '2 years'?",
    "lasts: 12 Monate": "the time '12 Monate' is not known. Did you mean '12 months'?",
    "lasts: 12": f"the time '12' is not known. {A_LASTING}",
    "lasts: 24 hours": f"the time '24 hours' is not known. {A_LASTING}",
    "lasts: 0 days": f"the time '0 days' is not known. {A_LASTING}",
    "lasts: until May": f"the time 'until May' is not known. {A_LASTING}",
    "lasts: forever": f"'lasts: forever' {FOR_GOOD}",
    "lasts: Lifetime": f"'lasts: Lifetime' {FOR_GOOD}",
    "lasts: off": f"'lasts: off' {FOR_GOOD}",
    "lasts: [1 day, 2 days]": "'lasts' takes one time, not a list.",
    "completed: off": "completed cannot be 'off'. Did you mean 'keep'?",
    "completed: keeps": "completed cannot be 'keeps'. Did you mean 'keep'?",
    "completed: period end": "completed cannot be 'period end'. Did you mean 'at period end'?",
    "completed: after 7 days": (
        "completed cannot be 'after 7 days'. Write keep or 'at period end'."
    ),
    "completed: yes": "completed cannot be 'yes'. Write keep or 'at period end'.",
    "completed: {add: X}": "'completed' takes one word, not keys with values.",
    "patience: off": "the time 'off' is not known. Did you mean '0'?",
    "patience: 0 seconds": "the time '0 seconds' is not known. Did you mean '0'?",
    "patience: 30 sec": "the time '30 sec' is not known. Did you mean '30 seconds'?",
    "patience: a minute": "the time 'a minute' is not known. Did you mean '1 minute'?",
    "patience: 60": f"the time '60' is not known. {A_PATIENCE}",
    "patience: some": f"the time 'some' is not known. {A_PATIENCE}",
    "patience: 7 days": (
        "'7 days' is longer than patience goes. Write what is to wait so long at the part itself, "
        "such as 'cancelled: after 7 days'."
    ),
    "patience: 1 month": f"the time '1 month' is not known. {A_PATIENCE}",
    "refund: any refunds": "behind 'refund', 'any refunds' is not understood. {}",
    "expires: 12 months": "the key 'expires' is not known. Did you mean 'lasts'?",
    "duration: 12 months": "the key 'duration' is not known. Did you mean 'lasts'?",
    "lasting: 12 months": "the key 'lasting' is not known. Did you mean 'lasts'?",
    "complete: keep": "the key 'complete' is not known. Did you mean 'completed'?",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_word_is_told_with_what_was_meant(line: str) -> None:
    told = WRONG[line].replace("{}", "Did you mean 'any'?")
    assert problems(in_membership(line)) == [f"rules.yaml line 5, membership 'Gold': {told}"]


@pytest.mark.parametrize(
    "phrase", ["any refund", "every refund", "also partial", "even partial ones"]
)
def test_any_refund_is_led_to(phrase: str) -> None:
    assert problems(in_membership(f"refund: {phrase}")) == [
        f"rules.yaml line 5, membership 'Gold': behind 'refund', '{phrase}' is not understood. "
        "Did you mean 'any'?"
    ]


def test_a_switch_for_addresses_is_yes_or_no() -> None:
    text = in_membership() + "contact per address: always\n"
    assert problems(text) == ["rules.yaml line 5: 'always' is neither yes nor no. Write yes or no."]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("7 Tage", "7 days"),
        ("nach 5 Tagen", "5 days"),
        ("1 Woche", "1 week"),
    ],
)
def test_a_german_time_is_led_to_the_english_one(word: str, meant: str) -> None:
    late = f"{ADDING}    when: refund\n    unless: never\n    after: {word}\n"
    assert problems(late) == [
        f"rules.yaml line 7, rule 'A': the time '{word}' is not known. Did you mean '{meant}'?"
    ]


TWO = "holds two. Write 'at: period end', and 'after: 60 days' on a line of its own."
MEANWHILE = (
    "is no event, and what she has is not asked for here. Write what comes meanwhile, such as "
    "'any purchase' or 'access starts'."
)
WIN_BACK = {
    "after: 60 days after period end": f"the time '60 days after period end' {TWO}",
    "at: period end + 60 days": f"the time 'period end + 60 days' {TWO}",
    "{after: 60 days, unless: has Gold}": f"'has Gold' {MEANWHILE}",
    "{after: 60 days, unless: bought something}": (
        "the event 'bought something' is not known. Did you mean 'any purchase'?"
    ),
}


@pytest.mark.parametrize("late", WIN_BACK)
def test_a_win_back_in_one_phrase_is_told_in_its_keys(late: str) -> None:
    keys = late.strip("{}").replace(", ", "\n    ")
    rule = f"{ADDING}    when: cancelled\n    {keys}\n"
    assert problems(rule) == [f"rules.yaml line {rule.count(chr(10))}, rule 'A': {WIN_BACK[late]}"]
