"""The one table of what may stand in rules.yaml: every key, what it takes and what it is for.

The reader goes by it, and whatever else describes the file (a schema for editors, a reference)
is to be made from it.
"""

from dataclasses import replace

from bridge.model import Kind
from bridge.rules.file.examples.keys_examples import EXAMPLE
from bridge.rules.file.grammar import asked, lasts, phrases, words
from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.keys_abroad import FILE_ABROAD, ITEMS_ABROAD, RULE_ABROAD
from bridge.rules.file.grammar.keys_asked import (
    ALSO_CONDITIONS,
    CONDITIONS,
    CURRENCIES,
    CURRENCY_ABOUT,
    ITEMS,
    MODE,
    MODE_ABOUT,
    PLANS,
    PLANS_ABOUT,
    SWITCH,
)
from bridge.rules.file.grammar.keys_done import ACTIONS, ALSO_ACTIONS, ALSO_LATER, LATER
from bridge.rules.file.grammar.kinds import ALSO_KINDS, NO_CHARGEBACK

NAME = Form("name", words.check_name, free=True)
CRM = Form("CRM", words.check_crm, choices=words.CRMS)
STYLE = Form("style", asked.check_style, choices=asked.STYLES)
TEST_EVENTS = Form("word", words.check_test_events, choices=("apply", "ignore"))
KINDS = Form("event", words.check_when, many=True, choices=words.WHEN)
TAG = Form("tag", words.check_tag, free=True, pattern=words.TAG)
MEMBERSHIPS = Form("membership", words.check_tag, many=True, free=True, pattern=words.TAG)
LASTS = Form("time", lasts.check_lasts, pattern=lasts.LASTS)
COMPLETED = Form("word", lasts.check_completed, choices=lasts.COMPLETED)
PATIENCE = Form("time", lasts.check_patience, pattern=lasts.PATIENCE)
SUFFIX = Form("suffix", words.check_suffix, free=True)
CHECKS = Values("check", SWITCH, "{two-ends: off}")

# The parts of a membership, in the order they are told in, and what each stands for.
PARTS_ABOUT = {
    Kind.PURCHASE: "Grants the membership's tag and removes the tags that block it.",
    Kind.REBILL: "Removes the tag of a failed payment.",
    Kind.PAYMENT_FAILED: "Adds the tag of a failed payment.",
    Kind.PAUSED: "Adds the tag of a paused subscription.",
    Kind.RESUMED: "Removes the tag of a paused subscription.",
    Kind.CANCELLED: "Adds the tag of a cancelled subscription.",
    Kind.REFUND: "Revokes the membership's tag once all is given back; with 'any', at any refund.",
}
# Memberium's endings, which follow the tag without a blank; any one of them blocks the membership.
SUFFIXES = {Kind.PAYMENT_FAILED: "PAYF", Kind.PAUSED: "SUSP", Kind.CANCELLED: "CANC"}

SUFFIX_TABLE = Table(
    "list of suffixes",
    tuple(Key(kind, SUFFIX, f"Instead of {usual}.") for kind, usual in SUFFIXES.items()),
)
TRIGGER_TAG, REVOKE_TAG, FAILED_TAG = "trigger tag", "revoke tag", "failed payment tag"
ENABLED_ABOUT = "Whether it counts. With no, it is kept and does nothing."
# What a part may say in one phrase: when it does what it usually does, or 'suspend after 7 days'.
_TIMED = Form("part", phrases.check_timing, pattern=phrases.TIMING)
_SUSPENDING = Form("part", phrases.check_suspending, pattern=phrases.SUSPENDING)
_REFUNDED = Form("part", phrases.check_refund, pattern=phrases.REFUNDED)
_DONE = (*ACTIONS, *LATER)
_NO_CONDITION = (
    "A part of a membership takes no conditions. Write off in its place, and a rule of its own "
    "with '{}'."
)
PART = Table(
    "part",
    _DONE,
    ALSO_ACTIONS | ALSO_LATER,
    refused={key.name: _NO_CONDITION.format(key.name) for key in CONDITIONS}
    | {"within": _NO_CONDITION.format("since order")},
    or_switch=True,
    phrase=_TIMED,
)
PHRASES = dict.fromkeys(PARTS_ABOUT, _TIMED) | {
    Kind.PAYMENT_FAILED: _SUSPENDING,
    Kind.REFUND: _REFUNDED,
}
PARTS = {kind: replace(PART, phrase=phrase) for kind, phrase in PHRASES.items()}
# Of the conditions, those that every later event of a sale can be asked for; `refund` is a part.
_OF_MEMBERSHIPS = ("items", "plans", "mode", "currency", "refund")
_ALSO_PARTS = {name: kind for name, kind in ALSO_KINDS.items() if kind in PARTS_ABOUT}
_HOW_MANY_PAYMENTS = (
    "How many payments there are is the pricing option's to say. What becomes of it once all is "
    "paid stands behind 'completed', and what each later payment does, behind 'rebill'."
)
_ELSEWHERE = dict.fromkeys(
    ("memberships", "rules", "examples"),
    "It is a part of the whole file. Begin its line in the first column.",
)
MEMBERSHIP = Table(
    "membership",
    (
        Key("items", ITEMS, "The items that grant the membership.", required=True),
        Key("plans", PLANS, PLANS_ABOUT),
        Key("mode", MODE, MODE_ABOUT),
        Key("currency", CURRENCIES, CURRENCY_ABOUT),
        Key("style", STYLE, "The style of this membership alone."),
        Key("suffixes", SUFFIX_TABLE, "The endings of this membership's blocking tags."),
        Key(TRIGGER_TAG, TAG, "The tag that starts AccessAlly's automation at each purchase."),
        Key(REVOKE_TAG, TAG, "The tag that makes AccessAlly take the access away."),
        Key(FAILED_TAG, TAG, "The tag that stands while a payment is due."),
        Key("lasts", LASTS, "How long it lasts from its purchase on, such as 12 months."),
        Key(
            "completed",
            COMPLETED,
            "What becomes of it once all is paid: keep, as usual, or 'at period end'.",
        ),
        Key(
            "patience",
            PATIENCE,
            "How long an end waits, lest an upgrade shut the door. Usually 60 seconds.",
        ),
        Key("enabled", SWITCH, ENABLED_ABOUT),
        *(
            Key(kind, PARTS[kind], f"{about} Or off, later, or other actions.")
            for kind, about in PARTS_ABOUT.items()
        ),
    ),
    {
        "products": "items",
        "product": "items",
        "pricing options": "plans",
        "suffix": "suffixes",
        "payment failed tag": FAILED_TAG,
        "disabled": "enabled",
        "duration": "lasts",
        "valid for": "lasts",
        "expires": "lasts",
        "expires after": "lasts",
        "ends after": "lasts",
        "term": "lasts",
        "complete": "completed",
        "paid off": "completed",
        "patient": "patience",
        **_ALSO_PARTS,
        **ITEMS_ABROAD,
    },
    refused=dict.fromkeys(
        [key.name for key in CONDITIONS if key.name not in _OF_MEMBERSHIPS],
        "A membership goes by items, plans, mode and currency alone: a later payment or refund "
        "tells nothing else of its sale. Write rules with 'grant' and 'revoke' instead.",
    )
    | {
        "since order": "A membership does not ask when the order was. Write 'refund: off', and "
        "rules with 'since order' for what a refund does before and after."
    }
    | dict.fromkeys(("tag", "tags"), "The membership's tag is its key. Take this line out.")
    | dict.fromkeys(("chargeback", "dispute", "chargebacks"), NO_CHARGEBACK)
    | dict.fromkeys(("payments", "installments", "number of payments"), _HOW_MANY_PAYMENTS)
    | _ELSEWHERE,
    by_tag=True,
)
_NO_ORDER = (
    "The order of rules makes no difference, so none can stop another. Give this rule what must "
    "not be so, behind 'not'."
)
RULE = Table(
    "rule",
    (
        Key("name", NAME, "What messages and the activity page call the rule.", required=True),
        Key("when", KINDS, "The event or events it waits for.", required=True),
        *CONDITIONS,
        Key(
            "memberships",
            MEMBERSHIPS,
            "The memberships, by name, of which access starts or ends; for such rules alone.",
        ),
        Key("enabled", SWITCH, ENABLED_ABOUT),
        *LATER,
        *ACTIONS,
    ),
    {
        "on": "when",
        "event": "when",
        "events": "when",
        "if": "when",
        **ALSO_CONDITIONS,
        "membership": "memberships",
        "disabled": "enabled",
        **ALSO_LATER,
        **ALSO_ACTIONS,
        **RULE_ABROAD,
        **ITEMS_ABROAD,
        "mitgliedschaft": "memberships",
    },
    refused=dict.fromkeys(("stop_after_match", "stop after match", "stop", "priority"), _NO_ORDER)
    | {"then": "What the rule does is a key of its own, beside 'when': 'add: VIP'."}
    | {key: why for key, why in _ELSEWHERE.items() if key != "memberships"},
    listed=True,
)
_RULE_KEYS, _MEMBERSHIP_KEYS = ({key.name for key in each.keys} for each in (RULE, MEMBERSHIP))
_INNER = {
    name: f"It belongs to a {owner}. Indent it below {where}."
    for names, owner, where in (
        (_RULE_KEYS - _MEMBERSHIP_KEYS, "rule", "the rule's '- name:'"),
        (_MEMBERSHIP_KEYS - _RULE_KEYS, "membership", "the membership's tag"),
        (_RULE_KEYS & _MEMBERSHIP_KEYS, "rule or a membership", "that"),
    )
    for name in names
} | {"name": "A rule begins with '- name:', below 'rules:'."}
FILE = Table(
    "rules file",
    (
        Key("crm", CRM, "The CRM whose contacts get the tags.", required=True),
        Key("create_missing_tags", SWITCH, "Whether tags that the CRM lacks are made. Usually no."),
        Key("test_events", TEST_EVENTS, "Whether test-mode events count. Usually apply."),
        Key("style", STYLE, "How memberships are told to the site. Usually memberium."),
        Key("suffixes", SUFFIX_TABLE, "The endings of all memberships' blocking tags."),
        Key(
            "contact per address",
            SWITCH,
            "Whether each order stays with the address of its purchase. Usually no.",
        ),
        Key("memberships", MEMBERSHIP, "Membership tags, with the whole life of each."),
        Key("rules", RULE, "Single rules."),
        Key("examples", EXAMPLE, "What should come out; tried by every check."),
        Key("checks", CHECKS, "Checks by their ids, to switch one off, such as {two-ends: off}."),
    ),
    {
        "levels": "memberships",
        "tests": "examples",
        "test mode": "test_events",
        **FILE_ABROAD,
    },
    refused=_INNER,
)
