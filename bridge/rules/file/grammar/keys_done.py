"""The keys that say what a rule does and when; a part of the table of keys."""

from bridge.model import Action
from bridge.rules import PERIOD_END
from bridge.rules.file.grammar import times, values, words
from bridge.rules.file.grammar.forms import Form, Key, Values

TAGS = Form("tag", words.check_tag, many=True, free=True, pattern=words.TAG)
LISTS = Form("list", words.check_list, many=True, free=True)
AUTOMATIONS = Form("automation", words.check_automation, many=True, free=True)
VALUE = Form("value", values.check_value, free=True, placeholders=True)
SPAN = Form("time", times.check_span, pattern=times.SPAN)
END = Form("time", times.check_end, choices=(PERIOD_END,))
UNLESS = Form("event", times.check_unless, many=True, choices=times.UNLESS)

ACTIONS = (
    Key(Action.ADD, TAGS, "Puts these tags on the contact."),
    Key(Action.REMOVE, TAGS, "Takes these tags off, whoever put them on."),
    Key(Action.GRANT, TAGS, "Gives these tags for the item; they stay while any item grants them."),
    Key(Action.REVOKE, TAGS, "Takes back what the item granted; other items' grants stay."),
    Key(Action.TRIGGER, TAGS, "Puts these tags on anew, so that their automation runs each time."),
    Key(Action.SUBSCRIBE, LISTS, "Puts the contact on these lists; one who opted out stays out."),
    Key(Action.RESUBSCRIBE, LISTS, "Puts the contact on these lists, also one who opted out."),
    Key(Action.UNSUBSCRIBE, LISTS, "Takes the contact off these lists."),
    Key(Action.SET, Values("field", VALUE, "{Last order: <order number>}"),
        "Writes these values into custom fields, such as {Last order: <order number>}."),
    Key(Action.START, AUTOMATIONS, "Starts these automations, once for each event."),
)  # fmt: skip
ALSO_ACTIONS = {
    "tag": "add",
    "tags": "add",
    "apply": "add",
    "untag": "remove",
    "delete": "remove",
    "list": "subscribe",
    "lists": "subscribe",
    "add to list": "subscribe",
    "resubscribe": "subscribe even after opt-out",
    "remove from list": "unsubscribe",
    "set field": "set",
    "set fields": "set",
    "set custom field": "set",
    "automation": "start automation",
    "automations": "start automation",
    "start automations": "start automation",
}

LATER = (
    Key("after", SPAN, "Puts all of it off by hours, days or weeks, such as 7 days."),
    Key("at", END, "Puts it off to the end of the paid period: 'period end'."),
    Key("unless", UNLESS,
        "What calls it off before its time: events about the same item, 'any purchase' for "
        "whatever item, or never."),
)  # fmt: skip
ALSO_LATER = {
    "wait": "after",
    "delay": "after",
    "later": "after",
    "until": "unless",
    "cancel if": "unless",
    "except if": "unless",
    "but not if": "unless",
}
