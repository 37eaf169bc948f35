"""The keys that say which events a rule speaks of; a part of the table of keys."""

from bridge.rules.file.grammar import asked, since, words
from bridge.rules.file.grammar.forms import Form, Key, Table, Values

DEEPEST = 3  # groups inside each other; beyond, nobody can tell what a rule says

SWITCH = Form("switch", words.check_switch, choices=words.YES + words.NO)
ITEM_NAME = Form("name", asked.check_item_name, free=True)
ITEMS = Form("item", asked.check_wanted, many=True, pattern=asked.WANTED, by_name=ITEM_NAME)
PLANS = Form("pricing option", words.check_plan, many=True, pattern=words.PLAN)
MODE = Form("mode", asked.check_mode, choices=asked.MODES)
CURRENCIES = Form("currency", asked.check_currency, many=True, pattern=asked.CURRENCY)
AMOUNTS = Form("amount", asked.check_amount, many=True, pattern=asked.AMOUNT)
COUPONS = Form("coupon", asked.check_coupon, many=True, free=True, pattern=asked.CODE)
AFFILIATES = Form("affiliate", asked.check_affiliate, many=True, free=True, pattern=asked.CODE)
VALUE = Form("value", asked.check_value, many=True, free=True)
FIELDS = Values("field", VALUE, "{size: XL}")
PAYMENTS = Form("payment", asked.check_payment, many=True, pattern=asked.PAYMENT)
SINCE = Form("time", since.check_since, many=True, pattern=since.SINCE)
REFUND = Form("refund", asked.check_refund, choices=asked.REFUNDS)

ITEMS_ABOUT = "The items it speaks of, such as product-12, upsell-* or {name: Gold course}."
PLANS_ABOUT = "Only these pricing options, by number; 'unknown' for events that name none."
MODE_ABOUT = "Only events of this mode, live or test."
CURRENCY_ABOUT = "Only these currencies, such as USD."

_LEAVES = (
    Key("items", ITEMS, f"{ITEMS_ABOUT} Without it: any item."),
    Key("plans", PLANS, PLANS_ABOUT),
    Key("mode", MODE, MODE_ABOUT),
    Key("currency", CURRENCIES, CURRENCY_ABOUT),
    Key("amount", AMOUNTS, "Only amounts within all these bounds, such as 'at least 49.00'."),
    Key("coupon", COUPONS, "Only with one of these coupons; '*' stands for any letters."),
    Key("affiliate", AFFILIATES, "Only with one of these affiliates; '*' stands for any letters."),
    Key("passthrough", Values("passthrough", VALUE), "Only where the link passed these values."),
    Key(
        "custom fields",
        FIELDS,
        "Only where the buyer filled the fields so.",
    ),
    Key("consent", SWITCH, "Only with the checkout's consent box ticked (yes) or empty (no)."),
    Key("payment", PAYMENTS, "Only the first payment, the last, or one by number: 'number 3'."),
    Key("refund", REFUND, "Only full or only partial refunds, where the delivery tells which."),
    Key("since order", SINCE, "Only so long after the order, such as 'at most 14 days'."),
)
ALSO_CONDITIONS = {
    "products": "items",
    "product": "items",
    "pricing options": "plans",
    "price": "amount",
    "total": "amount",
    "coupons": "coupon",
    "currencies": "currency",
    "affiliates": "affiliate",
    "checkbox": "consent",
    "fields": "custom fields",
    "payment number": "payment",
    "within": "since order",
    "since purchase": "since order",
    "time since order": "since order",
    "days since order": "since order",
    "or": "any",
    "and": "all",
    "except": "not",
    "none": "not",
}
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
    one_set = Table("set of conditions", inner, ALSO_CONDITIONS, refused, listed=True)
    either = Table("set of conditions", inner, ALSO_CONDITIONS, refused, listed=True, or_one=True)
    takes = {"any": one_set, "all": one_set, "not": either}
    return (*_LEAVES, *(Key(name, takes[name], about) for name, about in _GROUPS.items()))


CONDITIONS = _conditions(DEEPEST)
