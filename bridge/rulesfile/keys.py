"""The one table of what may stand in rules.yaml: every key, what it takes and what it is for.

The reader goes by it, and whatever else describes the file (a schema for editors, a reference)
is to be made from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bridge.model import Action, Kind
from bridge.rulesfile import given, words


@dataclass(frozen=True)
class Form:
    """Words behind a key. `check` gives the sentence about a wrong one, "" for a right one.

    `choices` or `pattern` say the same as `check` for programs. `free` text is where YAML's own
    readings (no as false, 0123 as 83) would surprise; elsewhere the word itself is looked at.
    """

    what: str  # one of it, as a message says: the tag 'x'
    check: Callable[[str], str]
    many: bool = False  # one word or a list of them
    free: bool = False
    may_be_empty: bool = False
    repeats: bool = False  # the same word may stand twice
    choices: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Table:
    """Keys behind a key: one set of them, a list of sets (`listed`), or sets by tag (`by_tag`)."""

    what: str
    keys: tuple["Key", ...]
    also: Mapping[str, str] = field(default_factory=dict)  # other names people try -> the key
    listed: bool = False
    by_tag: bool = False
    or_switch: bool = False  # yes or no may stand in its place


@dataclass(frozen=True)
class Key:
    """One key, with the sentence that explains it to the file's owner."""

    name: str
    takes: Form | Table
    about: str  # begins with an ordinary word: messages go on with it in lower case
    required: bool = False


NAME = Form("name", words.check_name, free=True)
CRM = Form("CRM", words.check_crm, choices=words.CRMS)
SWITCH = Form("switch", words.check_switch, choices=words.YES + words.NO)
TEST_EVENTS = Form("word", words.check_test_events, choices=("apply", "ignore"))
KINDS = Form("event", words.check_kind, many=True, choices=words.KINDS)
ITEMS = Form("item", words.check_item, many=True, pattern=words.ITEM)
PLANS = Form("pricing option", words.check_plan, many=True, pattern=words.PLAN)
TAGS = Form("tag", words.check_tag, many=True, free=True, pattern=words.TAG)
EXPECTED = Form("tag", words.check_tag, many=True, free=True, may_be_empty=True, pattern=words.TAG)
SUFFIX = Form("suffix", words.check_suffix, free=True)
STEPS = Form("step", given.check_step, many=True, repeats=True)

ACTIONS = (
    Key(Action.ADD, TAGS, "Puts these tags on the contact."),
    Key(Action.REMOVE, TAGS, "Takes these tags off, whoever put them on."),
    Key(Action.GRANT, TAGS, "Gives these tags for the item; they stay while any item grants them."),
    Key(Action.REVOKE, TAGS, "Takes back what the item granted; other items' grants stay."),
    Key(Action.TRIGGER, TAGS, "Puts these tags on anew, so that their automation runs each time."),
)  # fmt: skip
_ALSO_ACTIONS = {"tag": "add", "tags": "add", "apply": "add", "untag": "remove", "delete": "remove"}

# The parts of a membership, in the order they are told in, and what each stands for.
PARTS = {
    Kind.PURCHASE: "Grants the membership's tag and removes the tags that block it.",
    Kind.REBILL: "Removes the tag of a failed payment.",
    Kind.PAYMENT_FAILED: "Adds the tag of a failed payment.",
    Kind.PAUSED: "Adds the tag of a paused subscription.",
    Kind.RESUMED: "Removes the tag of a paused subscription.",
    Kind.CANCELLED: "Adds the tag of a cancelled subscription.",
    Kind.REFUND: "Revokes the membership's tag.",
}
# Memberium's endings, which follow the tag without a blank; any one of them blocks the membership.
SUFFIXES = {Kind.PAYMENT_FAILED: "PAYF", Kind.PAUSED: "SUSP", Kind.CANCELLED: "CANC"}

_ITEMS = "The items it speaks of, such as product-12 or upsell-3."
_PLANS = "Only these pricing options, by number; 'unknown' for events that name none."
SUFFIX_TABLE = Table(
    "list of suffixes",
    tuple(Key(kind, SUFFIX, f"Instead of {usual}.") for kind, usual in SUFFIXES.items()),
)
PART = Table("part", ACTIONS, _ALSO_ACTIONS, or_switch=True)
MEMBERSHIP = Table(
    "membership",
    (
        Key("items", ITEMS, "The items that grant the membership.", required=True),
        Key("plans", PLANS, _PLANS),
        Key("suffixes", SUFFIX_TABLE, "The endings of this membership's blocking tags."),
        *(Key(kind, PART, f"{about} Or off, or other actions.") for kind, about in PARTS.items()),
    ),
    {"products": "items", "product": "items", "pricing options": "plans", "suffix": "suffixes"},
    by_tag=True,
)  # fmt: skip
RULE = Table(
    "rule",
    (
        Key("name", NAME, "What messages and the activity page call the rule.", required=True),
        Key("when", KINDS, "The event or events it waits for.", required=True),
        Key("items", ITEMS, f"{_ITEMS} Without it: any item."),
        Key("plans", PLANS, _PLANS),
        *ACTIONS,
    ),
    {
        "on": "when",
        "event": "when",
        "events": "when",
        "if": "when",
        "products": "items",
        "product": "items",
        "pricing options": "plans",
        **_ALSO_ACTIONS,
    },
    listed=True,
)
EXAMPLE = Table(
    "example",
    (
        Key("given", STEPS, "Events, a day apart, such as 'purchase product-12'.", required=True),
        Key(
            "tags", EXPECTED, "Exactly the tags that stand afterwards; [] for none.", required=True
        ),
    ),
    {"when": "given", "events": "given", "expect": "tags", "expected": "tags", "then": "tags"},
    listed=True,
)
FILE = Table(
    "rules file",
    (
        Key("crm", CRM, "The CRM whose contacts get the tags.", required=True),
        Key("create_missing_tags", SWITCH, "Whether tags that the CRM lacks are made. Usually no."),
        Key("test_events", TEST_EVENTS, "Whether test-mode events count. Usually apply."),
        Key("suffixes", SUFFIX_TABLE, "The endings of all memberships' blocking tags."),
        Key("memberships", MEMBERSHIP, "Membership tags, with the whole life of each."),
        Key("rules", RULE, "Single rules."),
        Key("examples", EXAMPLE, "What should come out; tried by every check."),
    ),
    {"levels": "memberships", "tests": "examples", "test mode": "test_events"},
)
