"""The one table of what may stand in rules.yaml: every key, what it takes and what it is for.

The reader goes by it, and whatever else describes the file (a schema for editors, a reference)
is to be made from it.
"""

from dataclasses import replace

from bridge.model import Kind
from bridge.rules.file.examples.expectations import EXAMPLE
from bridge.rules.file.grammar import destination_words, phrases, synonyms, times, values, words
from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.keys_of_rules import (
    ACTIONS,
    CONDITIONS,
    CURRENCY,
    ENABLED,
    LATER,
    MODE,
    PLANS,
    TO,
)

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
TRIGGER_TAG, REVOKE_TAG, FAILED_TAG = "trigger tag", "revoke tag", "failed payment tag"

CHECKS = Values("check", words.SWITCH, "{two-ends: off}")
SUFFIX_TABLE = Table(
    "list of suffixes",
    tuple(Key(kind, values.SUFFIX, f"Instead of {usual}.") for kind, usual in SUFFIXES.items()),
)
# Why not to write what people try: in rules and parts, in memberships, and in the whole file.
_NO_MAIL = dict.fromkeys(
    ("send mail", "send email", "send e-mail", "mail", "email", "e-mail", "send"),
    "The bridge sends no mail and asks for no address; the CRM sends. Start what does: 'start "
    "automation: Welcome', or 'trigger: Send welcome' with the tag that its automation waits for.",
)
_NO_DELETING = dict.fromkeys(
    ("delete contact", "remove contact", "delete user", "delete customer"),
    "The bridge deletes nobody. Take tags off with 'remove', and lists with 'unsubscribe'.",
)
_NO_CHARGEBACK = dict.fromkeys(
    ("chargeback", "chargebacks", "dispute", "disputes"), synonyms.NO_CHARGEBACK
)
_REFUSED_ACTIONS = _NO_MAIL | _NO_DELETING | _NO_CHARGEBACK
_NO_NOTE = dict.fromkeys(
    ("note", "notes", "comment", "comments", "description"),
    "A note to whoever reads the file stands behind a '#'.",
)
_NO_PAST = dict.fromkeys(
    ("has tag", "has tags", "if tag", "has", "tagged", "once", "first time", "new customer",
     "new customers", "existing customer", "attempt", "attempts"),
    "A rule asks about its event alone, not about what the buyer has, or what came before. Let the "
    "automation that the tag starts ask for that.",
)  # fmt: skip
_IS_ITEM = {
    name: f"It is an item, with its number: 'items: {sort}-3'."
    for sort in words.ITEM_SORTS[1:]
    for name in (sort, f"{sort}s")
}
_NO_SETTING = dict.fromkeys(
    ("api key", "api_key", "apikey", "api url", "api_url", "url", "key", "secret", "token"),
    "Addresses and keys of accounts are settings of the bridge, in its environment or the file "
    f".env, such as {destination_words.SETTING}.",
)
_OTHER_LIVES = {
    **dict.fromkeys(
        ("upgrade", "upgrade to", "upgrades", "downgrade", "downgrade to"),
        "What was bought says which membership she has: write the other one with its own items, "
        "and, where she shall lose this one, a rule for their purchase with 'remove'.",
    ),
    **dict.fromkeys(
        ("trial", "trial period", "trial days", "free trial"),
        "A trial begins with a purchase and ends with a rebill or cancelled, as every "
        "subscription. Leave the line out.",
    ),
    **dict.fromkeys(
        ("grace", "grace period", "grace days"),
        "It is said of the failed payment: 'payment failed: after 7 days'.",
    ),
    **dict.fromkeys(
        ("includes", "include", "level", "above", "below", "inherits", "parent", "contains"),
        "No membership holds another one. Name the item in each that it opens: 'items: "
        "[product-11, product-12]'.",
    ),
}
_NO_CONDITION = (
    "A part of a membership takes no conditions. Write off in its place, and a rule of its own "
    "with '{}'."
)
_NO_TO = "A part goes where its membership does: write 'to' beside 'items', or a rule of its own."
_NO_ORDER = (
    "The order of rules makes no difference, so none can stop another. Give this rule what must "
    "not be so, behind 'not'."
)
_NOT_SINCE_ORDER = (
    "A membership does not ask when the order was. Write 'refund: off', and rules with "
    "'since order' for what a refund does before and after."
)
# Of the conditions, those that every later event of a sale can be asked for; `refund` is a part.
_OF_MEMBERSHIPS = ("items", "plans", "mode", "currency", "refund")
_OF_A_PART = (
    "A membership gives its own tag. What else is done stands below the event at which it is "
    "done, such as 'purchase: {add: VIP}'; or in a rule of its own."
)
_HOW_MANY_PAYMENTS = (
    "How many payments there are is the pricing option's to say. What becomes of it once all is "
    "paid stands behind 'completed', and what each later payment does, behind 'rebill'."
)
_ELSEWHERE = dict.fromkeys(
    ("memberships", "rules", "examples"),
    "It is a part of the whole file. Begin its line in the first column.",
)

# What a part may say in one phrase: when it does what it usually does, or 'suspend after 7 days'.
PHRASES: dict[Kind, Form] = {
    **dict.fromkeys(PARTS_ABOUT, phrases.TIMED),
    Kind.PAYMENT_FAILED: phrases.SUSPENDED,
    Kind.PAUSED: phrases.BLOCKED,
    Kind.CANCELLED: phrases.BLOCKED,
    Kind.REFUND: phrases.REFUNDED,
}
PART = Table(
    "part",
    (*ACTIONS, *LATER),
    synonyms.ACTIONS | synonyms.LATER,
    {key.name: _NO_CONDITION.format(key.name) for key in CONDITIONS}
    | {"within": _NO_CONDITION.format("since order"), "to": _NO_TO}
    | _REFUSED_ACTIONS,
    or_switch=True,
)
PARTS = {kind: replace(PART, phrase=phrase) for kind, phrase in PHRASES.items()}
MEMBERSHIP = Table(
    "membership",
    (
        Key("items", words.ITEMS, "The items that grant the membership.", required=True),
        PLANS,
        MODE,
        CURRENCY,
        TO,
        Key("access", values.ACCESS,
            "Its title or number at sites that know access and no tags. Usually its own name."),
        Key("style", words.STYLE, "The style of this membership alone."),
        Key("suffixes", SUFFIX_TABLE, "The endings of this membership's blocking tags."),
        Key(TRIGGER_TAG, values.TAG,
            "The tag that starts AccessAlly's automation at each purchase."),
        Key(REVOKE_TAG, values.TAG, "The tag that makes AccessAlly take the access away."),
        Key(FAILED_TAG, values.TAG, "The tag that stands while a payment is due."),
        Key("lasts", times.DURATION,
            "How long it lasts from its purchase on, such as 12 months."),
        Key("completed", phrases.COMPLETED,
            "What becomes of it once all is paid: keep, as usual, or 'at period end'."),
        Key("patience", times.WAITING,
            "How long an end waits, lest an upgrade shut the door. Usually 60 seconds."),
        ENABLED,
        *(
            Key(kind, PARTS[kind], f"{about} Or off, later, or other actions.")
            for kind, about in PARTS_ABOUT.items()
        ),
    ),
    synonyms.MEMBERSHIP
    | {name: kind for name, kind in synonyms.EVENTS.items() if kind in PARTS_ABOUT},
    dict.fromkeys(
        [key.name for key in CONDITIONS if key.name not in _OF_MEMBERSHIPS],
        "A membership goes by items, plans, mode and currency alone: a later payment or refund "
        "tells nothing else of its sale. Write rules with 'grant' and 'revoke' instead.",
    )
    | {"since order": _NOT_SINCE_ORDER}
    | dict.fromkeys([key.name for key in ACTIONS], _OF_A_PART)
    | dict.fromkeys(("tag", "tags"), "The membership's tag is its key. Take this line out.")
    | _OTHER_LIVES
    | dict.fromkeys(("bonus", "bonus tag", "bonus tags", "extra tag", "extra tags"), _OF_A_PART)
    | _IS_ITEM
    | _NO_NOTE
    | dict.fromkeys(("payments", "installments", "number of payments"), _HOW_MANY_PAYMENTS)
    | _ELSEWHERE
    | _REFUSED_ACTIONS,
    by_tag=True,
)  # fmt: skip
RULE = Table(
    "rule",
    (
        Key("name", values.NAME, "What messages and the activity page call the rule.",
            required=True),
        Key("when", words.EVENTS, "The event or events it waits for.", required=True),
        *CONDITIONS,
        Key("memberships", values.MEMBERSHIPS,
            "The memberships, by name, of which access starts or ends; for such rules alone."),
        TO,
        ENABLED,
        *LATER,
        *ACTIONS,
    ),
    synonyms.RULE,
    dict.fromkeys(("stop_after_match", "stop after match", "stop", "priority"), _NO_ORDER)
    | {"then": "What the rule does is a key of its own, beside 'when': 'add: VIP'."}
    | {key: why for key, why in _ELSEWHERE.items() if key != "memberships"}
    | _REFUSED_ACTIONS
    | _IS_ITEM
    | _NO_NOTE
    | _NO_PAST,
    listed=True,
)  # fmt: skip
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
        Key("crm", destination_words.CRM, "The CRM whose contacts get the tags."),
        Key("destinations", destination_words.DESTINATIONS,
            "Several accounts instead, by names of yours, each with its vendor."),
        Key("create_missing_tags", words.SWITCH,
            "Whether tags that the CRM lacks are made. Usually no."),
        Key("test_events", words.TEST_EVENTS, "Whether test-mode events count. Usually apply."),
        Key("style", words.STYLE, "How memberships are told to the site. Usually memberium."),
        Key("suffixes", SUFFIX_TABLE, "The endings of all memberships' blocking tags."),
        Key("contact per address", words.SWITCH,
            "Whether each order stays with the address of its purchase. Usually no."),
        Key("ignore", words.ITEMS,
            "Items that need no rule, such as bump-7; rules that name one count all the same."),
        Key("memberships", MEMBERSHIP, "Membership tags, with the whole life of each."),
        Key("rules", RULE, "Single rules."),
        Key("examples", EXAMPLE, "What should come out; tried by every check."),
        Key("checks", CHECKS, "Checks by their ids, to switch one off, such as {two-ends: off}."),
    ),
    synonyms.FILE,
    _INNER | _NO_SETTING,
    either=("crm", "destinations"),
)  # fmt: skip
