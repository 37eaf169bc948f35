"""Words that somebody writes who has another tool, or another language, in mind."""

import pytest

from tests.rules.file.texts import problems

HEAD = "crm: activecampaign\n"
GOLD = HEAD + "memberships:\n  Gold:\n    items: product-12\n"
ADDING = HEAD + "rules:\n  - name: A\n    add: X\n"
RULE = HEAD + "rules:\n  - name: A\n    when: purchase\n"
NO_CHARGEBACK = (
    "ThriveCart tells nobody of a chargeback or dispute. Say it by hand: bridge end EMAIL "
    "MEMBERSHIP --why chargeback, or bridge ban EMAIL."
)


def test_a_word_whose_last_letter_is_missing_is_that_word() -> None:
    assert problems(RULE + "    ad: Gold\n    add: Silver\n") == [
        "rules.yaml line 5, rule 'A': the key 'ad' is not known, and 'add' stands here already. "
        "Known here: name, when, items, plans, mode, currency, amount, coupon, affiliate, "
        "passthrough, custom fields, consent, payment, refund, since order, any, all, not, "
        "memberships, enabled, after, at, unless, add, remove, grant, revoke, trigger, subscribe, "
        "subscribe even after opt-out, unsubscribe, set, start automation."
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
