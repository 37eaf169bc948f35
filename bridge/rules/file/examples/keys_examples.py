"""The keys of an example; a part of the table of keys."""

from bridge.rules import ADDRESSES
from bridge.rules.file.examples import given, promised, promised_at, story
from bridge.rules.file.grammar import words
from bridge.rules.file.grammar.forms import Form, Key, Table, Values

TAGS = Form("tag", words.check_tag, many=True, free=True, may_be_empty=True, pattern=words.TAG)
LISTS = Form("list", words.check_list, many=True, free=True, may_be_empty=True)
VALUE = Form("value", promised.check_value, free=True, numbers=True, of_dates=promised.NO_CALENDAR)
AUTOMATIONS = Form(
    "automation", words.check_automation, many=True, free=True, may_be_empty=True, repeats=True
)
# What should have come of the events, at the end of an example or after one of its steps.
PROMISES = (
    Key("tags", TAGS, "Exactly the tags that stand afterwards; [] for none."),
    Key("lists", LISTS, "Exactly the lists that the buyer is on afterwards; [] for none."),
    Key("fields", Values("field", VALUE, "{Last order: 1001}", may_be_empty=True),
        "Exactly the fields that were set, with their values; {} for none."),
    Key("automations", AUTOMATIONS,
        "Exactly the automations that were started, each as often as it was; [] for none."),
)  # fmt: skip
# The same of the contact at an address of hers, by the address's number.
TAGS_AT = {
    number: Key(promised_at.KEY.format(word), TAGS,
        f"Exactly the tags of the contact at her {word} address; [] for none.")
    for number, word in enumerate(ADDRESSES, 1)
}  # fmt: skip
ALL_PROMISES = (*PROMISES, *TAGS_AT.values())
_ALSO_PROMISES = {
    "subscribe": "lists",
    "subscribed": "lists",
    "on lists": "lists",
    "set": "fields",
    "custom fields": "fields",
    "start automation": "automations",
    "started": "automations",
}
STEPS = Form(
    "step",
    story.check_entry,
    many=True,
    repeats=True,
    paired=(story.LATER, Form("step", given.check_step)),
    among=Table("promise", ALL_PROMISES, _ALSO_PROMISES, near=promised_at.near),
    unpaired=story.NEITHER,
)
EXAMPLE = Table(
    "example",
    (
        Key("given", STEPS, "Events, a day apart, such as 'purchase product-12'.", required=True),
        *ALL_PROMISES,
    ),
    {
        "when": "given",
        "events": "given",
        "expect": "tags",
        "expected": "tags",
        "then": "tags",
        **_ALSO_PROMISES,
    },
    near=promised_at.near,
    listed=True,
)
