"""The keys of a rule: what it asks of an event, what it does, and when; a part of the table."""

from bridge.model import Action
from bridge.rules.file.grammar import destination_words, synonyms, values, words
from bridge.rules.file.grammar.bounds import AMOUNTS, SINCE_ORDER
from bridge.rules.file.grammar.forms import Key, Table, Values
from bridge.rules.file.grammar.times import AFTER, AT, UNLESS

DEEPEST = 3  # groups inside each other; beyond, nobody can tell what a rule says

ITEMS_ABOUT = "The items it speaks of, such as product-12, upsell-* or {name: Gold course}."
PLANS = Key(
    "plans",
    words.PLANS,
    "Only these pricing options, by number; 'unknown' for events that name none.",
)
MODE = Key("mode", words.MODE, "Only events of this mode, live or test.")
CURRENCY = Key("currency", words.CURRENCIES, "Only these currencies, such as USD.")
TO = Key("to", destination_words.NAMES,
         "The destinations it is for, by name. Usually all that can do it.")  # fmt: skip
ENABLED = Key("enabled", words.SWITCH, "Whether it counts. With no, it is kept and does nothing.")

_ANY_LETTERS = "'*' stands for any letters."
_LEAVES = (
    Key("items", words.ITEMS, f"{ITEMS_ABOUT} Without it: any item."),
    PLANS,
    MODE,
    CURRENCY,
    Key("amount", AMOUNTS, "Only amounts within all these bounds, such as 'at least 49.00'."),
    Key("coupon", values.COUPONS, f"Only with one of these coupons; {_ANY_LETTERS}"),
    Key("affiliate", values.AFFILIATES, f"Only with one of these affiliates; {_ANY_LETTERS}"),
    Key("passthrough", Values("passthrough", values.WANTED_VALUE),
        "Only where the link passed these values."),
    Key("custom fields", Values("field", values.WANTED_VALUE, "{size: XL}"),
        "Only where the buyer filled the fields so."),
    Key("consent", words.SWITCH,
        "Only with the checkout's consent box ticked (yes) or empty (no)."),
    Key("payment", words.PAYMENTS,
        "Only the first payment, the last, or one by number: 'number 3'."),
    Key("refund", words.REFUND,
        "Only full or only partial refunds, where the delivery tells which."),
    Key("since order", SINCE_ORDER, "Only so long after the order, such as 'at most 14 days'."),
)  # fmt: skip
_GROUPS = {
    "any": "One of these sets of conditions must hold.",
    "all": "Each of these sets of conditions must hold.",
    "not": "None of these sets of conditions may hold.",
}
_ONCE = "The rule says once which events it waits for. Write two rules where that shall differ."
_TOO_DEEP = (
    f"More than {DEEPEST} of 'any', 'all' and 'not' stand inside each other here. Say it with "
    "fewer, or in two rules."
)


def _conditions(deepest: int) -> tuple[Key, ...]:
    """All conditions, with groups of them that go so deep."""
    if not deepest:
        return _LEAVES
    inner = _conditions(deepest - 1)
    refused = {"when": _ONCE} | ({} if deepest > 1 else dict.fromkeys(_GROUPS, _TOO_DEEP))

    def sets(*, or_one: bool) -> Table:
        also = synonyms.CONDITIONS
        return Table("set of conditions", inner, also, refused, listed=True, or_one=or_one)

    groups = (Key(name, sets(or_one=name == "not"), about) for name, about in _GROUPS.items())
    return (*_LEAVES, *groups)


CONDITIONS = _conditions(DEEPEST)
ACTIONS = (
    Key(Action.ADD, values.TAGS, "Puts these tags on the contact."),
    Key(Action.REMOVE, values.TAGS, "Takes these tags off, whoever put them on."),
    Key(Action.GRANT, values.TAGS,
        "Gives these tags for the item; they stay while any item grants them."),
    Key(Action.REVOKE, values.TAGS,
        "Takes back what the item granted; other items' grants stay."),
    Key(Action.TRIGGER, values.TAGS,
        "Puts these tags on anew, so that their automation runs each time."),
    Key(Action.SUBSCRIBE, values.LISTS,
        "Puts the contact on these lists; one who opted out stays out."),
    Key(Action.RESUBSCRIBE, values.LISTS,
        "Puts the contact on these lists, also one who opted out."),
    Key(Action.UNSUBSCRIBE, values.LISTS, "Takes the contact off these lists."),
    Key(Action.SET, Values("field", values.FIELD_VALUE, "{Last order: <order number>}"),
        "Writes these values into custom fields, such as {Last order: <order number>}."),
    Key(Action.START, values.AUTOMATIONS, "Starts these automations, once for each event."),
)  # fmt: skip
LATER = (
    Key("after", AFTER, "Puts all of it off by hours, days or weeks, such as 7 days."),
    Key("at", AT, "Puts it off to the end of the paid period: 'period end'."),
    Key("unless", UNLESS,
        "What calls it off before its time: events about the same item, 'any purchase' for "
        "whatever item, or never."),
)  # fmt: skip
