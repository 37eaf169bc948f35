"""Words that somebody writes who has another tool, or another language, in mind."""

import pytest

from tests.rules.file.texts import problems

HEAD = "crm: activecampaign\n"
GOLD = HEAD + "memberships:\n  Gold:\n    items: product-12\n"
ADDING = HEAD + "rules:\n  - name: A\n    add: X\n"
RULE = HEAD + "rules:\n  - name: A\n    when: purchase\n"
NO_CHARGEBACK = (
    "ThriveCart tells nobody of a chargeback or dispute. Say it by hand: end it, or ban her, on "
    "her page of the console; or by bridge end EMAIL MEMBERSHIP --why chargeback, or bridge ban "
    "EMAIL."
)


def test_a_word_whose_last_letter_is_missing_is_that_word() -> None:
    assert problems(RULE + "    ad: Gold\n    add: Silver\n") == [
        "rules.yaml line 5, rule 'A': the key 'ad' is not known, and 'add' stands here already. "
        "Known here: name, when, items, plans, mode, currency, amount, coupon, affiliate, "
        "passthrough, custom fields, consent, payment, refund, since order, any, all, not, "
        "memberships, to, enabled, after, at, unless, add, remove, grant, revoke, trigger, "
        "subscribe, subscribe even after opt-out, unsubscribe, set, start automation."
    ]
    assert problems(RULE + "    ad: Gold\n") == [
        "rules.yaml line 5, rule 'A': the key 'ad' is not known. Did you mean 'add'?"
    ]


@pytest.mark.parametrize("word", ["chargeback", "Charge back", "dispute"])
def test_of_a_chargeback_it_is_said_that_nobody_is_told(word: str) -> None:
    assert problems(RULE.replace("purchase", word) + "    remove: Gold\n") == [
        f"rules.yaml line 4, rule 'A': the event '{word}' is not known. {NO_CHARGEBACK}"
    ]


@pytest.mark.parametrize("word", ["chargeback", "dispute"])
def test_a_membership_has_no_part_for_a_chargeback(word: str) -> None:
    assert problems(GOLD + f"    {word}: off\n") == [
        f"rules.yaml line 5, membership 'Gold': '{word}' cannot stand here. {NO_CHARGEBACK}"
    ]


def test_a_number_of_payments_is_no_later_payment() -> None:
    assert problems(GOLD + "    payments: 3\n") == [
        "rules.yaml line 5, membership 'Gold': 'payments' cannot stand here. How many payments "
        "there are is the pricing option's to say. What becomes of it once all is paid stands "
        "behind 'completed', and what each later payment does, behind 'rebill'."
    ]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("regeln", "rules"), ("reglas", "rules"), ("règles", "rules"),
        ("Mitgliedschaften", "memberships"), ("membresías", "memberships"),
        ("adhésions", "memberships"), ("ejemplos", "examples"),
    ],
)  # fmt: skip
def test_parts_of_the_file_are_known_in_other_languages(key: str, meant: str) -> None:
    whole = GOLD if meant == "examples" else HEAD
    inside = "  - {name: A, when: purchase, add: X, given: purchase product-12, tags: Gold}\n"
    assert problems(f"{whole}{key}:\n{inside}")[:1] == [
        f"rules.yaml line {whole.count(chr(10)) + 1}: the key '{key}' is not known. Did you mean "
        f"'{meant}'?"
    ]


def test_what_is_wrong_in_a_part_of_another_language_is_told_with_it() -> None:
    assert problems(f"{HEAD}reglas:\n  - nombre: A\n    cuando: compra\n    añadir: VIP\n") == [
        "rules.yaml line 2: the key 'reglas' is not known. Did you mean 'rules'?",
        "rules.yaml line 3: the key 'nombre' is not known. Did you mean 'name'?",
        "rules.yaml line 4: the key 'cuando' is not known. Did you mean 'when'?",
        "rules.yaml line 5: the key 'añadir' is not known. Did you mean 'add'?",
    ]


@pytest.mark.parametrize(
    ("key", "meant"),
    [("wenn", "when"), ("cuando", "when"), ("quand", "when"), ("hinzufügen", "add"),
     ("ajouter", "add"), ("agregar", "add"), ("entfernen", "remove"), ("supprimer", "remove")],
)  # fmt: skip
def test_keys_of_a_rule_are_known_in_other_languages(key: str, meant: str) -> None:
    told = f"the key '{key}' is not known. Did you mean '{meant}'?"
    without = RULE.replace("    when: purchase\n", "") if meant == "when" else RULE
    assert any(told in each for each in problems(f"{without}    {key}: Gold\n"))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("compra", "purchase"), ("achat", "purchase"), ("remboursement", "refund"),
     ("pago fallido", "payment failed"), ("résiliation", "cancelled")],
)  # fmt: skip
def test_events_are_known_in_other_languages(word: str, meant: str) -> None:
    assert problems(RULE.replace("purchase", word) + "    remove: Gold\n") == [
        f"rules.yaml line 4, rule 'A': the event '{word}' is not known. Did you mean '{meant}'?"
    ]


def test_a_time_behind_refund_may_mean_two_things_and_both_are_told() -> None:
    assert problems(GOLD + "    refund: 14 days\n") == [
        "rules.yaml line 5, membership 'Gold': behind 'refund', '14 days' is not understood. A "
        "refund that counts only later is written 'after 14 days'. Where only refunds within 14 "
        "days of the order shall end it, write 'refund: off', and a rule with 'when: refund', "
        "'since order: at most 14 days' and 'revoke'."
    ]


@pytest.mark.parametrize("part", ["memberships", "examples"])
def test_a_part_of_the_file_below_rules_is_told_where_it_belongs(part: str) -> None:
    assert problems(f"{HEAD}rules:\n  {part}:\n    Gold:\n      items: product-12\n") == [
        f"rules.yaml line 2: '{part}' is no rule but a part of the file. Begin it in the first "
        "column."
    ]


GERMAN_EVENTS = {
    "Kauf": "'purchase'",
    "Bestellung": "'purchase'",
    "Kündigung": "'cancelled'",
    "Rückerstattung": "'refund'",
    "Zahlung": "'rebill' (a later payment that worked)",
    "Zahlung fehlgeschlagen": "'payment failed'",
    "Zahlung abgelehnt": "'payment declined'",
    "pausiert": "'paused'",
}


@pytest.mark.parametrize("word", GERMAN_EVENTS)
def test_a_german_event_is_led_to_the_english_one(word: str) -> None:
    assert problems(f"{ADDING}    when: {word}\n") == [
        f"rules.yaml line 5, rule 'A': the event '{word}' is not known. Did you mean "
        f"{GERMAN_EVENTS[word]}?"
    ]


RULE_KEYS = {
    "note: see help desk": (
        "'note' cannot stand here. A note to whoever reads the file stands behind a '#'."
    ),
    "upsell: 3": "'upsell' cannot stand here. It is an item, with its number: 'items: upsell-3'.",
    "Has tag: Gold": (
        "'Has tag' cannot stand here. A rule asks about its event alone, not about what the buyer "
        "has, or what came before. Let the automation that the tag starts ask for that."
    ),
    "payment plan: 90222": "the key 'payment plan' is not known. Did you mean 'plans'?",
    "test: yes": "the key 'test' is not known. Did you mean 'mode'?",
    "mode: sandbox": "the mode 'sandbox' is not known. Did you mean 'test'?",
    "items: upsell": "the item 'upsell' is not known. Did you mean 'upsell-*'?",
    "apply tag: Gold": "the key 'apply tag' is not known. Did you mean 'add'?",
}


@pytest.mark.parametrize("line", RULE_KEYS)
def test_a_key_of_another_tool_is_led_to_what_is_written_here(line: str) -> None:
    assert problems(RULE + f"    {line}\n    grant: Gold\n") == [
        f"rules.yaml line 5, rule 'A': {RULE_KEYS[line]}"
    ]


MEMBERSHIP_KEYS = {
    "grace period: 7 days": "It is said of the failed payment: 'payment failed: after 7 days'.",
    "includes: Silver": (
        "No membership holds another one. Name the item in each that it opens: 'items: "
        "[product-11, product-12]'."
    ),
    "bonus: VIP": (
        "A membership gives its own tag. What else is done stands below the event at which it is "
        "done, such as 'purchase: {add: VIP}'; or in a rule of its own."
    ),
    "bump: 3": "It is an item, with its number: 'items: bump-3'.",
}


@pytest.mark.parametrize("line", MEMBERSHIP_KEYS)
def test_a_key_that_a_membership_lacks_is_told_with_what_says_the_same(line: str) -> None:
    key = line.partition(":")[0]
    assert problems(GOLD + f"    {line}\n") == [
        f"rules.yaml line 5, membership 'Gold': '{key}' cannot stand here. {MEMBERSHIP_KEYS[line]}"
    ]


WHEN = {
    "trial ends": (
        "is not known. No event tells a trial's end. Write 'when: purchase' with its 'items' and "
        "'plans', 'after: 15 days' and 'unless: rebill'; the cookbook has a whole trial."
    ),
    "trial started": "is not known. Did you mean 'purchase'?",
    "membership ends": "is not known. Did you mean 'access ends'?",
    "upsell purchase": (
        "holds an item, too. Write 'when: purchase', and 'items: upsell-*' on a line of its own."
    ),
    "purchase in test mode": (
        "holds a mode, too. Write 'when: purchase', and 'mode: test' on a line of its own."
    ),
    "third payment": (
        "holds which payment it is, too. Write 'when: rebill', and 'payment: number 3' on a line "
        "of its own."
    ),
    "first payment": (
        "holds which payment it is, too. Write 'when: purchase', and 'payment: first' on a line of "
        "its own."
    ),
    "partial refund": (
        "holds how much is given back, too. Write 'when: refund', and 'refund: partial' on a line "
        "of its own."
    ),
}


@pytest.mark.parametrize("word", WHEN)
def test_an_event_with_a_condition_in_it_is_told_as_both(word: str) -> None:
    assert problems(RULE.replace("purchase", word) + "    add: Gold\n") == [
        f"rules.yaml line 4, rule 'A': the event '{word}' {WHEN[word]}"
    ]
