"""Every mistake in a rules file has its line, its owner, and what to do; all of them at once."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.grammar.destination_words import CRMS
from tests.rules.file.texts import in_membership, in_rule, problems

AN_ITEM = "An item is written like product-12: product, bump, upsell or downsell, and its number"
TYPED = "Write 'product-12', as the keyboard types it."
CURLED = (
    'stands in curled quotes, which would be part of it. Put it in straight ones ("), or in none.'
)
ACTIONS = (
    "add, remove, grant, revoke, trigger, subscribe, subscribe even after opt-out, unsubscribe, "
    "set, start automation"
)
PHRASES = "'at once', 'at period end', 'after 7 days', '3 days after period end'"
CONDITIONS = (
    "items, plans, mode, currency, amount, coupon, affiliate, passthrough, custom fields, consent, "
    "payment, refund, since order, any, all, not"
)
KINDS = (
    "purchase, rebill, payment failed, payment declined, cancelled, refund, paused, resumed, "
    "completed, abandoned cart, access starts, access ends"
)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = "crm: activecampagin\nrulse: 1\nmemberships:\n  Gold:\n    items: 12\n    paused: x\n"
    assert problems(text) == [
        "rules.yaml line 1: the CRM 'activecampagin' is not known. Did you mean 'activecampaign'?",
        "rules.yaml line 2: the key 'rulse' is not known. Did you mean 'rules'?",
        "rules.yaml line 5, membership 'Gold': the item '12' does not say what it is. "
        "Write product-12, bump-12, upsell-12 or downsell-12.",
        f"rules.yaml line 6, membership 'Gold': behind 'paused', 'x' is not understood. Write off, "
        f"{PHRASES}, or what to do instead, such as {{add: VIP}}. Another ending is set by "
        "'suffixes'.",
    ]


def test_quotes_within_a_tag_and_apostrophes_are_letters_of_it() -> None:
    tags = ("The “Gold” Club", "Members’ Club", "’90s Club")
    (rule,) = parse(in_rule(f"add: [{', '.join(tags)}]")).rules
    assert tuple(tag for _, tag in rule.wishes) == tags


def test_messages_call_the_file_by_its_name() -> None:
    with pytest.raises(ConfigError) as refused:
        parse("crm: x\nrules: []\n", name="shop.yaml")
    assert refused.value.problems == (
        f"shop.yaml line 1: the CRM 'x' is not known. Known here: {', '.join(CRMS)}.",
        "shop.yaml line 2: here a list is due. Begin each rule with '- name:'.",
    )


WORDS = {
    # A tag that YAML reads as something else.
    "add: no": "the tag 'no' is read by YAML as false. Put it in quotes: \"no\".",
    "add: Yes": "the tag 'Yes' is read by YAML as true. Put it in quotes: \"Yes\".",
    "add: off": "the tag 'off' is read by YAML as false. Put it in quotes: \"off\".",
    "add: 0123": "the tag '0123' is read by YAML as the number 83. Put it in quotes: \"0123\".",
    "add: 0o17": "the tag '0o17' is read by YAML as the number 15. Put it in quotes: \"0o17\".",
    "add: 12:30": "the tag '12:30' is read by YAML as the number 750. Put it in quotes: \"12:30\".",
    "add: 1e3": "the tag '1e3' is read by YAML as the number 1000.0. Put it in quotes: \"1e3\".",
    "add: 2.50": "the tag '2.50' is read by YAML as the number 2.5. Put it in quotes: \"2.50\".",
    "add: 1_000": (
        "the tag '1_000' is read by YAML as the number 1000. Put it in quotes: \"1_000\"."
    ),
    "add: 0b_": "the tag '0b_' is read by YAML as a number. Put it in quotes: \"0b_\".",
    "add: 2024-01-31": (
        "the tag '2024-01-31' is read by YAML as a date. Put it in quotes: \"2024-01-31\"."
    ),
    "add: 2024-99-99": (
        "the tag '2024-99-99' is read by YAML as a date. Put it in quotes: \"2024-99-99\"."
    ),
    "add: null": "the tag 'null' is read by YAML as nothing. Put it in quotes: \"null\".",
    "add: ~": "the tag '~' is read by YAML as nothing. Put it in quotes: \"~\".",
    # A tag that is none.
    "add: VIP, Gold": (
        "the tag 'VIP, Gold' holds a comma, which no tag may. For several tags write a "
        "list: [VIP, Gold]."
    ),
    "add: “VIP”": f"the tag '“VIP”' {CURLED}",
    "add: „VIP“": f"the tag '„VIP“' {CURLED}",
    "add: ‘VIP’": f"the tag '‘VIP’' {CURLED}",
    "add: [Gold, “VIP, Sale]": f"the tag '“VIP' {CURLED}",
    'add: " VIP"': "the tag ' VIP' begins or ends with a blank. Take the blank away.",
    'add: "VIP "': "the tag 'VIP ' begins or ends with a blank. Take the blank away.",
    'add: ""': "the tag is empty. Write it, or leave it out.",
    'add: "a\\nb"': "the tag 'a\ufffdb' runs over several lines. Write it on one.",
    "add:": "'add' has no value. Write one, or take the line out. (A # begins a comment.)",
    "add: #1 fan": "'add' has no value. Write one, or take the line out. (A # begins a comment.)",
    "add: []": "the list behind 'add' is empty. Write at least one tag, or take the line out.",
    "add: [[VIP]]": "a list cannot stand here, where one tag is due.",
    "add: [{tag: VIP}]": "keys with values cannot stand here, where one tag is due.",
    "add: {tag: VIP}": "'add' takes one tag or a list of them, not keys with values.",
    "add: [VIP, vip]": "the tag 'vip' stands twice behind 'add'. Keep one.",
    "add: [VIP, '']": "the tag is empty. Write it, or leave it out.",
    # Items.
    "items: product_12": "the item 'product_12' is not known. Did you mean 'product-12'?",
    "items: Products 12": "the item 'Products 12' is not known. Did you mean 'product-12'?",
    "items: prodct-33": "the item 'prodct-33' is not known. Did you mean 'product-33'?",
    "items: Upsel_3": "the item 'Upsel_3' is not known. Did you mean 'upsell-3'?",
    "items: course-33": f"the item 'course-33' is not known. {AN_ITEM} in the cart.",
    "items: upsell3": "the item 'upsell3' is not known. Did you mean 'upsell-3'?",
    "items: product-012": "the item 'product-012' is not known. Did you mean 'product-12'?",
    "items: 12": (
        "the item '12' does not say what it is. Write product-12, bump-12, upsell-12 or "
        "downsell-12."
    ),
    "items: 0": f"the item '0' is not known. {AN_ITEM} in the cart.",
    "items: 12:30": f"the item '12:30' is not known. {AN_ITEM} in the cart.",
    "items: product*": "the item 'product*' is not known. Did you mean 'product-*'?",
    "items: all upsells": "the item 'all upsells' is not known. Did you mean 'upsell-*'?",
    "items: product–12": f"the item 'product–12' has a long dash. {TYPED}",
    "items: Product — 12": f"the item 'Product — 12' has a long dash. {TYPED}",
    "items: „product-12“": f"the item '„product-12“' stands in curled quotes. {TYPED}",
    "items: ‘product–12’": f"the item '‘product–12’' stands in curled quotes. {TYPED}",
    "items: any": "for any item, leave 'items' out. A membership names its own.",
    "items: {nam: Gold}": ("one item is written as a word or as {name: …}, not with other keys."),
    "items: {name: no}": "the name 'no' is read by YAML as false. Put it in quotes: \"no\".",
    "items: [name: A, name: a]": "the item 'name: a' stands twice behind 'items'. Keep one.",
    "items: Gold course": (
        f"the item 'Gold course' is not known. {AN_ITEM} in the cart. By its name: "
        "{name: Gold course}."
    ),
    "items: yes": f"the item 'yes' is not known. {AN_ITEM} in the cart.",
    "items: []": "the list behind 'items' is empty. Write at least one item, or take the line out.",
    "items: [bump-1, bump-1]": "the item 'bump-1' stands twice behind 'items'. Keep one.",
    # Pricing options.
    "plans: yearly": (
        "the pricing option 'yearly' is not a number. Write its number, like 90222, or "
        "'unknown' for events that name none. A purchase's page names it behind 'plan'."
    ),
    "plans: 090222": (
        "the pricing option '090222' is not a number. Write its number, like 90222, or "
        "'unknown' for events that name none."
    ),
    "plans: [1, 1]": "the pricing option '1' stands twice behind 'plans'. Keep one.",
    # Keys.
    "remove_tag: VIP": "the key 'remove_tag' is not known. Did you mean 'remove'?",
    "tags: VIP": "the key 'tags' is not known. Did you mean 'add'?",
    "Products: product-1": "the key 'Products' is not known. Did you mean 'items'?",
    "on: refund": "the key 'on' is read by YAML as true. Write 'when' instead.",
    "colour: red": (
        f"the key 'colour' is not known. Known here: name, when, {CONDITIONS}, memberships, to, "
        f"enabled, after, at, unless, {ACTIONS}."
    ),
    "when: refund": "the key 'when' stands twice; first on line 4. Keep one.",
    "[a]: b": "a key must be a word, not a list or keys with values.",
    "<<: {add: VIP}": "merging with '<<' is not read here. Write the keys out.",
}


@pytest.mark.parametrize("line", WORDS)
def test_a_wrong_word_is_named_with_its_line_its_rule_and_what_to_do(line: str) -> None:
    assert problems(in_rule(line, "trigger: X")) == [f"rules.yaml line 5, rule 'A': {WORDS[line]}"]


EVENTS = {
    "purchse": "the event 'purchse' is not known. Did you mean 'purchase'?",
    "Refund": "the event 'Refund' is not known. Did you mean 'refund'?",
    "payment_failed": "the event 'payment_failed' is not known. Did you mean 'payment failed'?",
    "canceled": "the event 'canceled' is not known. Did you mean 'cancelled'?",
    "order.success": "the event 'order.success' is not known. Did you mean 'purchase'?",
    "order.rebill_failed": (
        "the event 'order.rebill_failed' is not known. Did you mean 'payment failed'?"
    ),
    "cart.abandoned": "the event 'cart.abandoned' is not known. Did you mean 'abandoned cart'?",
    "yes": f"the event 'yes' is not known. Known here: {KINDS}.",
    "unknown": f"the event 'unknown' is not known. Known here: {KINDS}.",
    "affiliate joined": (
        "no rule can wait for 'affiliate joined': it says nothing about a buyer's access."
    ),
    "e-mail changed": (
        "no rule can wait for 'e-mail changed': it says nothing about a buyer's access."
    ),
    "[refund, refund]": "the event 'refund' stands twice behind 'when'. Keep one.",
    "[]": "the list behind 'when' is empty. Write at least one event, or take the line out.",
    "{purchase: product-1}": "'when' takes one event or a list of them, not keys with values.",
}


@pytest.mark.parametrize("word", EVENTS)
def test_a_wrong_event_is_named_with_the_nearest_right_one(word: str) -> None:
    text = f"crm: activecampaign\nrules:\n  - name: A\n    when: {word}\n    add: X\n"
    assert problems(text) == [f"rules.yaml line 4, rule 'A': {EVENTS[word]}"]


SHAPES = {
    "a rule without an action": (
        in_rule(),
        f"line 3, rule 'A': the rule does nothing. Give it one of {ACTIONS}.",
    ),
    "a rule without a when": (
        "crm: activecampaign\nrules:\n  - name: A\n    add: X\n",
        "line 3, rule 'A': the rule has no 'when': the event or events it waits for.",
    ),
    "a rule without a name": (
        "crm: activecampaign\nrules:\n  - when: refund\n    add: X\n",
        "line 3: the rule has no 'name': what messages and the activity page call the rule.",
    ),
    "on instead of when": (
        "crm: activecampaign\nrules:\n  - name: A\n    on: refund\n    add: X\n",
        "line 4, rule 'A': the key 'on' is read by YAML as true. Write 'when' instead.",
    ),
    "a name that is a list": (
        "crm: activecampaign\nrules:\n  - name: [A]\n    when: refund\n    add: X\n",
        "line 3: 'name' takes one name, not a list.",
    ),
    "a name that YAML reads otherwise": (
        "crm: activecampaign\nrules:\n  - name: yes\n    when: refund\n    add: X\n",
        "line 3, rule 'yes': the name 'yes' is read by YAML as true. Put it in quotes: \"yes\".",
    ),
    "two rules of one name": (
        in_rule("add: X") + "  - {name: a, when: refund, add: Y}\n",
        "line 6, rule 'a': the name is in use already, on line 3. Give each rule its own.",
    ),
    "a rule named like a membership's": (
        in_membership() + "rules:\n  - {name: 'Gold: refund', when: refund, add: Y}\n",
        "line 6, rule 'Gold: refund': the name is in use already, on line 3, by a part of "
        "'Gold'. Give each rule its own.",
    ),
    "a tag added and removed at once": (
        in_rule("add: VIP", "remove: [Lead, vip]"),
        "line 3, rule 'A': the tag 'vip' stands behind both 'add' and 'remove'. Keep one.",
    ),
    "a pricing option of an abandoned cart": (
        in_rule("add: X", "plans: 90222").replace("purchase", "[refund, abandoned cart]"),
        "line 3, rule 'A': this can never match an 'abandoned cart', which names no pricing "
        "option. Take out 'abandoned cart' or 'plans'.",
    ),
    "rules that are keys": (
        "crm: activecampaign\nrules:\n  VIP:\n    add: X\n",
        "line 2: here a list is due. Begin each rule with '- name:'. Write '- name: VIP' instead "
        "of 'VIP:'.",
    ),
    "a rule that is a text": (
        "crm: activecampaign\nrules:\n  - purchase\n",
        "line 3: a rule is written as keys with values, such as 'name:', 'when:', 'items:'.",
    ),
    "a rule that is empty": (
        in_rule("add: X") + "  -\n",
        "line 6: a '-' stands alone. Write the rule behind it.",
    ),
    "rules that are empty": (
        "crm: activecampaign\nrules:\n",
        "line 2: 'rules' has no value. Write one, or take the line out. (A # begins a comment.)",
    ),
    "no crm": (
        "rules:\n  - {name: A, when: refund, add: X}\n",
        "line 1: the rules file has no 'crm': the CRM whose contacts get the tags.",
    ),
    "neither rules nor memberships": (
        "crm: activecampaign\n",
        ": the file holds neither 'memberships' nor 'rules', so it does nothing.",
    ),
    "a switch that is none": (
        in_rule("add: X") + "create_missing_tags: maybe\n",
        "line 6: 'maybe' is neither yes nor no. Write yes or no.",
    ),
    "test events that are switched": (
        in_rule("add: X") + "test_events: off\n",
        "line 6: test_events cannot be 'off'. Write apply or ignore.",
    ),
    "memberships that are a list": (
        "crm: activecampaign\nmemberships: [Gold]\n",
        "line 2: 'memberships' takes tags as keys: 'Gold Membership:', and indented below it "
        "'items: [product-12]'.",
    ),
    "a membership that lists items at once": (
        "crm: activecampaign\nmemberships:\n  Gold: [product-12]\n",
        "line 3, membership 'Gold': a membership is written as keys with values, such as "
        "'items:', 'plans:', 'mode:'.",
    ),
    "a membership without items": (
        "crm: activecampaign\nmemberships:\n  Gold:\n    plans: 1\n",
        "line 3, membership 'Gold': the membership has no 'items': "
        "the items that grant the membership.",
    ),
    "a membership twice": (
        in_membership() + "  gold:\n    items: upsell-3\n",
        "line 5: the membership 'gold' stands twice; first on line 3. Keep one.",
    ),
    "a membership that YAML reads otherwise": (
        in_membership().replace("Gold", "no"),
        "line 3: the tag 'no' is read by YAML as false. Put it in quotes: \"no\".",
    ),
    "a part that is no event of a membership": (
        in_membership("abandoned cart: off"),
        "line 5, membership 'Gold': the key 'abandoned cart' is not known. Known here: items, "
        "plans, mode, currency, to, access, style, suffixes, trigger tag, revoke tag, failed "
        "payment tag, lasts, completed, patience, enabled, purchase, rebill, payment failed, "
        "paused, resumed, cancelled, refund.",
    ),
    "a part with a suffix": (
        in_membership("cancelled: CANC"),
        "line 5, membership 'Gold': behind 'cancelled', 'CANC' is not understood. Write off, "
        f"{PHRASES}, or what to do instead, such as {{add: VIP}}. Another ending is set by "
        "'suffixes'.",
    ),
    "a part that says nothing": (
        in_membership("refund: {}"),
        f"line 5, membership 'Gold': 'refund' does nothing. Write off, or one of {ACTIONS}.",
    ),
    "a part with a wrong action": (
        in_membership("refund: {ad: X}"),
        "line 5, membership 'Gold': the key 'ad' is not known. Did you mean 'add'?",
    ),
    "a suffix switched off": (
        in_membership("suffixes: {cancelled: off}"),
        "line 5, membership 'Gold': a suffix cannot be switched off. Switch off the part of that "
        "name in the membership itself.",
    ),
    "a suffix with a comma": (
        in_rule("add: X") + "suffixes: {cancelled: 'a, b'}\n",
        "line 6: the suffix 'a, b' holds a comma, which no tag may.",
    ),
    "a suffix that ends in a blank": (
        in_rule("add: X") + "suffixes: {cancelled: ' gone '}\n",
        "line 6: the suffix ' gone ' begins or ends with a blank. Take the blank away.",
    ),
    "an empty suffix": (
        in_rule("add: X") + "suffixes: {cancelled: ''}\n",
        "line 6: the suffix is empty. Write it, or leave it out.",
    ),
    "a suffix for an event that needs none": (
        in_rule("add: X") + "suffixes: {refund: REFD}\n",
        "line 6: the key 'refund' is not known. Known here: payment failed, paused, cancelled.",
    ),
    "a style that is none": (
        in_membership("style: acessally", "trigger tag: x"),
        "line 5, membership 'Gold': the style 'acessally' is not known. Did you mean 'accessally'?",
    ),
    "a tag of another style": (
        in_membership("trigger tag: x"),
        "line 5, membership 'Gold': 'trigger tag' belongs to style: accessally, and this "
        "membership's style is memberium. Take the line out, or change the style.",
    ),
    "suffixes in another style": (
        in_membership("style: plain", "suffixes: {paused: X}"),
        "line 6, membership 'Gold': 'suffixes' belongs to style: memberium, and this membership's "
        "style is plain. Take the line out, or change the style.",
    ),
    "accessally without its revoke tag": (
        in_membership("style: accessally", "trigger tag: x"),
        "line 3, membership 'Gold': style: accessally needs 'revoke tag': the tag that makes "
        "AccessAlly take the access away.",
    ),
    "accessally without its trigger tag": (
        in_membership("style: accessally", "revoke tag: x"),
        "line 3, membership 'Gold': style: accessally needs 'trigger tag': the tag that starts "
        "AccessAlly's automation at each purchase.",
    ),
    "a part that the style lacks": (
        in_membership("style: plain", "paused: on"),
        "line 6, membership 'Gold': 'paused' stands for nothing in style: plain. Write what to do "
        "there, such as {add: VIP}, or take the line out.",
    ),
    "a membership with a rule's condition": (
        in_membership("coupon: SUMMER"),
        "line 5, membership 'Gold': 'coupon' cannot stand here. A membership goes by items, plans, "
        "mode and currency alone: a later payment or refund tells nothing else of its sale. Write "
        "rules with 'grant' and 'revoke' instead.",
    ),
    "a membership with a time since the order": (
        in_membership("since order: at most 14 days"),
        "line 5, membership 'Gold': 'since order' cannot stand here. A membership does not ask "
        "when the order was. Write 'refund: off', and rules with 'since order' for what a refund "
        "does before and after.",
    ),
    "a part that takes back what it gives": (
        in_membership("cancelled: {add: Gold}"),
        "line 3, rule 'Gold: purchase': the tag 'Gold' stands behind both 'grant' and 'remove'. "
        "Keep one.",
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_wrong_shape_is_told_in_plain_words(case: str) -> None:
    text, expected = SHAPES[case]
    assert problems(text) == [f"rules.yaml {expected}".replace(" : ", ": ")]


NEITHER = (
    "in a step's place stand only a time, as in '2 days later: rebill product-12', or what should "
    "have come of it so far, as in 'tags: Gold'."
)
STEPS = {
    "given: purchas product-12": "the event 'purchas' is not known. Did you mean 'purchase'?",
    "given: product-12": (
        "the step 'product-12' names no event. Did you mean 'purchase product-12'?"
    ),
    "given: ''": "the step '' names no event.",
    "given: commission paid": (
        "no rule can wait for 'commission paid': it says nothing about a buyer's access."
    ),
    "given: purchase product_12": "the item 'product_12' is not known. Did you mean 'product-12'?",
    "given: purchase product-33 coupon SPRING25": (
        "before 'coupon' the word 'with' is missing. Did you mean 'purchase product-33 with coupon "
        "SPRING25'?"
    ),
    "given: purchase product-3 product-4 amount 49 and mode test": (
        "before 'amount' the word 'with' is missing. Did you mean 'purchase product-3 product-4 "
        "with amount 49 and mode test'?"
    ),
    "given: purchase product-3 refund product-3": (
        "'refund product-3' is another step. Write a list of them: [purchase product-3, refund "
        "product-3], or each behind a dash of its own."
    ),
    "given: purchase 12": (
        "the item '12' does not say what it is. Write product-12, bump-12, upsell-12 or "
        "downsell-12."
    ),
    "given: purchase plan 1": (
        "'plan' stands before any item. Write it like: purchase product-12 plan 90222."
    ),
    "given: purchase product-12 plan": (
        "the pricing option '' is not a number. Write its number, like 90222, or "
        "'unknown' for events that name none."
    ),
    "given: {purchase: product-12}": (
        "'given' takes one step or a list of them, not keys with values."
    ),
    "given: [purchase product-12: 3]": NEITHER,
    "given: [2 dayz later: purchase product-12]": NEITHER,
    "given: [0 days later: purchase product-12]": NEITHER,
    "given: [purchase, {2 days later: refund, tags: X}]": (
        "'tags' stands in one entry with '2 days later'. Give it a dash of its own: '- tags: …'."
    ),
    "given: [2 days later: purchas product-12]": (
        "the event 'purchas' is not known. Did you mean 'purchase'?"
    ),
    "given: [2 days later: [purchase, refund]]": "'2 days later' takes one step, not a list.",
    "given: [purchase, tags: 'A, B']": (
        "the tag 'A, B' holds a comma, which no tag may. For several tags write a list: [A, B]."
    ),
    "given: [purchase, tags: no]": (
        "the tag 'no' is read by YAML as false. Put it in quotes: \"no\"."
    ),
    "given: [purchase, tags: [X, x]]": "the tag 'x' stands twice behind 'tags'. Keep one.",
    "given: [tags: X, purchase]": (
        "'tags' stands before any step. Put it after the step it is about."
    ),
    "given: []": "the list behind 'given' is empty. Write at least one step, or take the line out.",
    "given:": "'given' has no value. Write one, or take the line out. (A # begins a comment.)",
    "event: purchase": "the key 'event' is not known. Did you mean 'given'?",
}


@pytest.mark.parametrize("line", STEPS)
def test_a_wrong_step_of_an_example_is_told(line: str) -> None:
    text = in_rule("add: X") + f"examples:\n  - {line}\n    tags: X\n"
    assert problems(text) == [f"rules.yaml line 7, example 1: {STEPS[line]}"]


def test_a_number_that_stays_as_written_is_a_fine_tag() -> None:
    (rule,) = parse(in_rule("add: [2024, 1.5, -3, 90222]")).rules
    assert rule.add == ("2024", "1.5", "-3", "90222")


def test_what_is_in_quotes_is_a_text() -> None:
    (rule,) = parse(in_rule("add: ['no', \"0123\", '12:30', '#1']", "plans: ['90222']")).rules
    assert (rule.add, rule.plans) == (("no", "0123", "12:30", "#1"), ("90222",))


def test_a_long_word_is_cut_and_a_strange_one_made_printable() -> None:
    (problem,) = problems(in_rule(f'add: ["{"x" * 99},y", X]'))
    assert problem == (
        f"rules.yaml line 5, rule 'A': the tag '{'x' * 59}…' holds a comma, which no tag may. "
        f"For several tags write a list: [{'x' * 59}…]."
    )


def test_a_mistake_in_a_repeated_list_is_told_once() -> None:
    text = in_rule("items: &some [product_1]", "add: X")
    text += "  - {name: B, when: refund, items: *some, add: Y}\n"
    assert problems(text) == [
        "rules.yaml line 5, rule 'A': the item 'product_1' is not known. Did you mean 'product-1'?",
        "rules.yaml line 5, rule 'B': the item 'product_1' is not known. Did you mean 'product-1'?",
    ]
