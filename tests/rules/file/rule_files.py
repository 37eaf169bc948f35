"""Random rules files, drawn from the table of keys, and events for them."""

from datetime import UTC, datetime, timedelta

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from bridge.model import Event, Item, Kind, Money, Subscription
from bridge.model.errors import ConfigError
from bridge.rules import PLACEHOLDERS, Rules
from bridge.rules.file import parse
from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.keys_of_rules import CONDITIONS
from bridge.rules.file.grammar.values import check_tag
from bridge.rules.file.grammar.words import KINDS
from bridge.rules.file.problem import Problem

DAY = datetime(2025, 3, 1, tzinfo=UTC)

item_keys = st.builds(
    "{}-{}".format,
    st.sampled_from(["product", "bump", "upsell", "downsell"]),
    st.integers(1, 4),
)
tags = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda tag: not check_tag(tag)
) | st.sampled_from(["A", "b c", "no", "0123", "1e3", "12:30", "#1", "- x", "x: y", "it's", "{}"])
# Words that the events below sometimes have; all others are drawn from the forms themselves.
SAMPLES = {
    "item": item_keys | st.sampled_from(["product-*", "upsell-*"]),
    "pricing option": st.sampled_from(["1", "2", "unknown"]),
    "amount": st.sampled_from(["1", "at least 1.00", "below 2.50", "above 0.99", "at most 3"]),
    "coupon": st.sampled_from(["A", "AB", "A*", "*", "no"]),
    "affiliate": st.sampled_from(["7", "bob", "*b"]),
    "currency": st.sampled_from(["USD", "EUR"]),
    "time": st.sampled_from(
        ["at most 2 days", "more than 1 day", "less than 36 hours", "at least 1 week"]
    ),
    "payment": st.sampled_from(["first", "last", "number 2"]),
    "name": st.sampled_from(["Gold", "g*", "Gold: x", "12:30"]),
    "value": st.sampled_from(["x", "y", "*", "off", "1.50"]),
    "switch": st.booleans(),
}


def several(words: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=3, unique_by=str.casefold)


def behind(key: Key) -> st.SearchStrategy[object]:
    """What may stand behind the key."""
    takes = key.takes
    if isinstance(takes, Form):
        return _words(takes)
    if isinstance(takes, Values):
        return st.dictionaries(st.sampled_from(["a", "B"]), _words(takes.form), min_size=1)
    keys = takes.keys
    one_set = st.deferred(lambda: sets_of(keys, least=1))
    several_sets = st.lists(one_set, min_size=1, max_size=2)
    return several_sets | one_set if takes.or_one else several_sets


def sets_of(keys: tuple[Key, ...], least: int = 0) -> st.SearchStrategy[dict[str, object]]:
    """Some of the keys, each with what may stand behind it."""
    some = st.lists(st.sampled_from(keys), min_size=least, max_size=2, unique_by=lambda k: k.name)
    return some.flatmap(lambda chosen: st.fixed_dictionaries({k.name: behind(k) for k in chosen}))


def _words(form: Form) -> st.SearchStrategy[object]:
    word: st.SearchStrategy[object] = SAMPLES.get(form.what, st.sampled_from(form.choices or ["?"]))
    if form.by_name:
        word = word | st.fixed_dictionaries({"name": SAMPLES["name"]})
    if not form.many:
        return word
    return word | st.lists(word, min_size=1, max_size=3, unique_by=lambda w: str(w).casefold())


def _is_condition(key: Key) -> bool:
    return not isinstance(key.takes, Table) or key.name in ("any", "all", "not")


@st.composite
def rules_files(draw: st.DrawFn) -> str:
    """A rules file that reads well: plain rules of every sort, memberships with changed parts."""
    rules = []
    for number in range(draw(st.integers(1, 4))):
        rule: dict[str, object] = {"name": f"Rule {number}"}
        rule["when"] = draw(several(st.sampled_from(KINDS), 1))
        rule |= draw(sets_of(tuple(filter(_is_condition, CONDITIONS))))
        rule |= {"enabled": False} if draw(st.integers(0, 9)) == 0 else {}
        rule |= {"to": "activecampaign"} if draw(st.integers(0, 4)) == 0 else {}
        rule |= draw(_laters([*map(str, rule["when"])]))  # type: ignore[call-overload] # a list
        for name in draw(several(tags, 1)):
            rule.setdefault(draw(_ACTIONS), []).append(name)  # type: ignore[attr-defined] # a list
        if draw(st.integers(0, 3)) == 0:
            rule["set"] = draw(
                st.dictionaries(st.sampled_from(["Last", "b c"]), _values, min_size=1)
            )
        rules.append(rule)
    memberships = {f"Level {n}": draw(_memberships()) for n in range(draw(st.integers(0, 2)))}
    turns = draw(st.integers(0, 1)) if memberships else 0
    rules += [draw(_turning(number, [*memberships])) for number in range(turns)]
    whole = {"crm": "activecampaign", "memberships": memberships, "rules": rules}
    # Every text in quotes: what needs them is tested elsewhere.
    dumped = {key: value for key, value in whole.items() if value}
    text = yaml.dump(dumped, Dumper=_Dumper, default_style='"', allow_unicode=True, sort_keys=False)
    return text.replace('!!bool "true"', "on").replace('!!bool "false"', "off")


_TAGGING = ["add", "remove", "grant", "revoke", "trigger"]
_ACTIONS = st.sampled_from(
    [
        *_TAGGING, *_TAGGING, "subscribe", "subscribe even after opt-out", "unsubscribe",
        "start automation",
    ]
)  # fmt: skip
_values = st.lists(
    st.sampled_from(
        ["x", "no", "> 0", *(each.written.replace("NAME", "a") for each in PLACEHOLDERS.values())]
    ),
    min_size=1,
    max_size=2,
).map(" ".join)
_WITHOUT_PERIOD = {"purchase", "refund", "abandoned cart", "completed"}


@st.composite
def _laters(draw: st.DrawFn, when: list[str]) -> dict[str, object]:
    """What puts a rule for these kinds off, now and then, and calls it off."""
    later: dict[str, object] = {}
    if draw(st.booleans()):
        later["after"] = draw(st.sampled_from(["1 hour", "36 hours", "2 days", "1 week"]))
    if not _WITHOUT_PERIOD & {*when} and draw(st.booleans()):
        later["at"] = "period end"
    kinds = [kind for kind in KINDS if kind not in when]
    if later:
        calling_off = st.sampled_from([*kinds, *(f"any {kind}" for kind in kinds)])
        later["unless"] = draw(several(calling_off, 1)) if draw(st.booleans()) else "never"
    return later


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 # one text, however often drawn
        return True


_LASTING: dict[str, st.SearchStrategy[object]] = {
    "lasts": st.sampled_from(["90 days", "2 weeks", "12 months", "1 year"]),
    "completed": st.sampled_from(["keep", "at period end"]),
    "patience": st.sampled_from(["0", "60 seconds", "5 minutes", "1 hour"]),
}


@st.composite
def _turning(draw: st.DrawFn, number: int, memberships: list[str]) -> dict[str, object]:
    """A rule for access that starts or ends."""
    kinds = ["access starts", "access ends"]
    rule: dict[str, object] = {
        "name": f"Turn {number}",
        "when": draw(several(st.sampled_from(kinds), 1)),
    }
    rule["memberships"] = draw(several(st.sampled_from(memberships), 1))
    if draw(st.booleans()):
        left = [kind for kind in kinds if kind not in rule["when"]]  # type: ignore[operator] # a list
        rule |= {"after": "2 days", "unless": draw(st.sampled_from([*left, "any rebill", "never"]))}
    rule[draw(st.sampled_from(["add", "remove", "trigger", "start automation"]))] = draw(tags)
    return rule


@st.composite
def _memberships(draw: st.DrawFn) -> dict[str, object]:
    parts = st.sampled_from(["purchase", "payment failed", "cancelled", "refund"])
    told: dict[str, object] = {"items": draw(several(item_keys, 1))}
    told |= {"to": ["activecampaign"]} if draw(st.integers(0, 4)) == 0 else {}
    style = draw(st.sampled_from(["memberium", "plain", "accessally"]))
    ends = st.sampled_from(
        ["at once", "at period end", "after 2 days", "36 hours after period end"]
    )
    told |= {"cancelled": draw(ends)} if draw(st.booleans()) else {}
    suspends = st.sampled_from(["suspend after 1 week", "after 3 days", "at period end"])
    if style == "memberium" and draw(st.booleans()):
        told["payment failed"] = draw(suspends)
    # A purchase must stay: it is what undoes the others.
    told |= {draw(parts): False} if not told.keys() & {"cancelled", "payment failed"} else {}
    refunds = st.sampled_from(["full", "any"])
    told |= {"refund": draw(refunds)} if "refund" not in told and draw(st.booleans()) else {}
    told |= {name: draw(words) for name, words in _LASTING.items() if draw(st.booleans())}
    told |= {"style": style, "mode": draw(st.sampled_from(["live", "test"]))}
    if style == "accessally":
        told |= {"trigger tag": draw(st.uuids().map(str)), "revoke tag": draw(st.uuids().map(str))}
    return told


def accepted(text: str) -> Rules:
    """The rules of a file that reads well; files that make no sense are left out of the test."""
    try:
        return parse(text)
    except ConfigError as refused:
        known = {each.id for each in refused.problems if isinstance(each, Problem)}
        assume(known != {"never-matches"})
        raise


@st.composite
def events(draw: st.DrawFn) -> Event:
    items = draw(several(item_keys))
    word = st.sampled_from(["", "x", "y"])
    left = st.sampled_from([None, 0, 2])
    return Event(
        source="thrivecart",
        key=draw(st.sampled_from(["d1", "d2"])),
        kind=draw(st.sampled_from(list(Kind))),
        word="x",
        occurred_at=DAY + timedelta(days=draw(st.integers(0, 9))),
        mode=draw(st.sampled_from(["live", "test"])),
        items=tuple(draw(_item(key)) for key in items),
        order_id=draw(st.sampled_from(["", "1001"])),
        money=Money(draw(st.sampled_from([None, 100, 250])), draw(st.sampled_from(["", "USD"]))),
        subscription=Subscription("", draw(left), draw(left), draw(_day), draw(_day)),
        coupon=draw(st.sampled_from(["", "A", "ab", "C"])),
        affiliate=draw(st.sampled_from(["", "7", "Bob"])),
        consent=draw(st.sampled_from([None, True, False])),
        custom_fields={"A": draw(word)},
        passthrough={"b": draw(word)},
        refunded=draw(st.sampled_from(["", "full", "partial"])),
        ordered_at=draw(_day),
    )


_day = st.none() | st.integers(0, 9).map(lambda days: DAY + timedelta(days=days))


def _item(key: str) -> st.SearchStrategy[Item]:
    sort, _, number = key.partition("-")
    named = st.sampled_from(["", "Gold", "GREEN"])
    plan = st.sampled_from(["", "1", "2"])
    return st.builds(Item, st.just(sort), st.just(number), plan=plan, name=named)
