"""What an example may expect at all: what some rule speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import Sort, tag_key, target_key
from bridge.rules import Rule, dates_in
from bridge.rules.file.examples.keys_examples import TAGS_AT
from bridge.rules.file.examples.promised import NO_CALENDAR
from bridge.rules.file.grammar.nearest import nearest
from bridge.rules.file.grammar.reading import Found
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.scalars import line_of

_SORTS = {
    "tags": Sort.TAG,
    **{key.name: Sort.TAG for key in TAGS_AT.values()},
    "lists": Sort.LIST,
    "fields": Sort.FIELD,
    "automations": Sort.AUTOMATION,
}
_NONE = ("none", "nothing", "empty", "-")
_MOST = 8  # names that a message lists


class Known:
    """What the rules speak of, those that are switched off among them."""

    def __init__(self, rules: Iterable[Rule], memberships: Iterable[str] = ()) -> None:
        self._memberships = {tag_key(name): name for name in memberships}
        self._names: dict[Sort, dict[str, str]] = {sort: {} for sort in _SORTS.values()}
        self._texts: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            for action, name in rule.wishes:
                self._names[action.sort].setdefault(target_key(action.sort, name), name)
            for field, text in rule.sets:
                self._texts[target_key(Sort.FIELD, field)].append(text)

    def check(
        self, promises: Iterable[Mapping[str, Found]], steps: Sequence[str], say: Say
    ) -> None:
        """Says what can never come out of these steps, whatever happens in them."""
        for key, found in ((key, keys[key]) for keys in promises for key in _SORTS if key in keys):
            for name, value in _right(found):
                if wrong := self._unknown(_SORTS[key], name.value):
                    say(line_of(name), wrong)
                elif value is not None:
                    self._check_dates(name.value, value, steps, say)

    def unknown_membership(self, name: str) -> str:
        """The sentence about a membership that somebody gives or takes by hand, where the file has
        none of that name; else ""."""
        if not name or tag_key(name) in self._memberships:
            return ""
        if not self._memberships:
            return f"the file has no membership, so '{show(name)}' can't be given or taken by hand."
        near = nearest(name, self._memberships.values())
        hint = (
            f"Did you mean '{show(near)}'?" if near else f"There are: {_some(self._memberships)}."
        )
        return f"the membership '{show(name)}' is not known. {hint}"

    def _unknown(self, sort: Sort, name: str) -> str:
        names = self._names[sort]
        if target_key(sort, name) in names:
            return ""
        if name.strip().lower() in _NONE and sort is not Sort.FIELD:
            return f"no rule speaks of the {sort} '{show(name)}'. For none, write []."
        a = f"{'an' if sort is Sort.AUTOMATION else 'a'} {sort}"
        if not names:
            return f"no rule speaks of {a}, so '{show(name)}' can never come out. Take it out."
        parts = [part.strip() for part in name.split(",")]
        if len(parts) > 1 and all(target_key(sort, part) in names for part in parts):
            several = f"For several {sort}s write a list: [{', '.join(parts)}]."
            return f"no rule speaks of the {sort} '{show(name)}'. {show(several, longest=200)}"
        near = nearest(name, names.values())
        hint = f"Did you mean '{show(near)}'?" if near else f"They speak of: {_some(names)}."
        return f"no rule speaks of the {sort} '{show(name)}'. {hint}"

    def _check_dates(self, field: str, value: Node, steps: Sequence[str], say: Say) -> None:
        written = [*self._texts[target_key(Sort.FIELD, field)], *steps]
        for found in dates_in(value.value if isinstance(value, ScalarNode) else ""):
            if not any(found in text for text in written):
                say(line_of(value), NO_CALENDAR.format(word=found))


def _some(names: Mapping[str, str]) -> str:
    listed = [show(name) for name in names.values()]
    more = len(listed) - _MOST
    return ", ".join(listed[:_MOST]) + (f" and {more} more" if more > 0 else "")


def _right(found: Found) -> Iterator[tuple[ScalarNode, Node | None]]:
    """Each name, with its value where it has one; without those of which something is said."""
    node = found.node
    if isinstance(node, MappingNode):
        keys = [(name, value) for name, value in node.value if isinstance(name, ScalarNode)]
        yield from ((name, value) for name, value in keys if found.named.get(name.value))
        return
    listed = node.value if isinstance(node, SequenceNode) else [node]
    words = [name for name in listed if isinstance(name, ScalarNode)]
    yield from ((name, None) for name in words if name.value in found.words)
