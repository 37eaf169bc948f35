"""What an example may name at all: what some rule speaks of, and the file's memberships."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.model import Sort, tag_key, target_key
from bridge.model.text import with_article
from bridge.rules import Rule, dates_in
from bridge.rules.file.examples.expectations import NO_CALENDAR, TAGS_AT
from bridge.rules.file.examples.site_promises import SiteVocabulary
from bridge.rules.file.examples.step_mistakes import lasting_for
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.nodes import line_of

_SORTS = {
    "tags": Sort.TAG,
    **{key.name: Sort.TAG for key in TAGS_AT.values()},
    "lists": Sort.LIST,
    "fields": Sort.FIELD,
    "automations": Sort.AUTOMATION,
}
_NONE = ("none", "nothing", "empty", "-")
_MOST = 8  # names that a message lists


class Vocabulary:
    """That of rules which are switched off is among it."""

    def __init__(
        self,
        rules: Iterable[Rule],
        memberships: Iterable[str] = (),
        sites: SiteVocabulary | None = None,
    ) -> None:
        self._memberships = {tag_key(name): name for name in memberships}
        self._sites = sites or SiteVocabulary({})
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
        promises = [*promises]
        for keys in promises:
            self._sites.check(keys, say)
        for key, found in ((key, keys[key]) for keys in promises for key in _SORTS if key in keys):
            for name, value in _right(found):
                if wrong := self._unknown(_SORTS[key], name.value):
                    say(line_of(name), wrong, id="unknown-name")
                elif value is not None:
                    self._check_dates(name.value, value, steps, say)

    def unknown_membership(self, name: str) -> str:
        """The sentence about a membership that somebody gives or takes by hand, where the file has
        none of that name; else ""."""
        if not name or tag_key(name) in self._memberships:
            return ""
        if not self._memberships:
            return f"the file has no membership, so '{show(name)}' can't be given or taken by hand."
        hint = _nearest(name, self._memberships.values(), "There are")
        return lasting_for(name) or f"the membership '{show(name)}' is not known. {hint}"

    def _unknown(self, sort: Sort, name: str) -> str:
        names = self._names[sort]
        if target_key(sort, name) in names:
            return ""
        what = f"no rule speaks of the {sort} '{show(name)}'."
        if name.strip().lower() in _NONE and sort is not Sort.FIELD:
            return f"{what} For none, write []."
        if not names:
            never = f"so '{show(name)}' can never come out. Take it out."
            return f"no rule speaks of {with_article(sort)}, {never}"
        parts = [part.strip() for part in name.split(",")]
        if len(parts) > 1 and all(target_key(sort, part) in names for part in parts):
            several = f"For several {sort}s write a list: [{', '.join(parts)}]."
            return f"{what} {show(several, longest=200)}"
        return f"{what} {_nearest(name, names.values(), 'They speak of')}"

    def _check_dates(self, field: str, value: Node, steps: Sequence[str], say: Say) -> None:
        written = [*self._texts[target_key(Sort.FIELD, field)], *steps]
        for found in dates_in(value.value if isinstance(value, ScalarNode) else ""):
            if not any(found in text for text in written):
                say(line_of(value), NO_CALENDAR.format(word=found), id="wrong-time")


def _nearest(name: str, known: Iterable[str], there_are: str) -> str:
    """`Did you mean 'Gold'?`, or all there are."""
    if near := nearest(name, known := [*known]):
        return f"Did you mean '{show(near)}'?"
    more = len(known) - _MOST
    listed = ", ".join(map(show, known[:_MOST])) + (f" and {more} more" if more > 0 else "")
    return f"{there_are}: {listed}."


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
