"""The keys of an example; a part of the table of keys."""

from bridge.rulesfile import given, promised, story, words
from bridge.rulesfile.forms import Form, Key, Table, Values

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
    among=Table("promise", PROMISES, _ALSO_PROMISES),
    unpaired=story.NEITHER,
)
EXAMPLE = Table(
    "example",
    (
        Key("given", STEPS, "Events, a day apart, such as 'purchase product-12'.", required=True),
        *PROMISES,
    ),
    {
        "when": "given",
        "events": "given",
        "expect": "tags",
        "expected": "tags",
        "then": "tags",
        **_ALSO_PROMISES,
    },
    listed=True,
)
