"""What the file's destinations can do, and what is said where one is asked for what it has not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bridge.destinations import registry
from bridge.model import Action, Destination, Sort, tag_key
from bridge.model.text import join_and, plural, quoted
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.destination_words import meant_vendor
from bridge.rules.file.grammar.keys_of_rules import ACTIONS
from bridge.rules.file.grammar.reader import Found, words_of
from bridge.rules.file.grammar.suggest import did_you_mean, unknown
from bridge.rules.file.grammar.words import NO
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say

TO = "to"
CANNOT = "cannot-do-there"
_DONE = {
    Action.ADD: "added",
    Action.REMOVE: "removed",
    Action.GRANT: "granted",
    Action.REVOKE: "revoked",
    Action.TRIGGER: "triggered",
    Action.SUBSCRIBE: "subscribed",
    Action.RESUBSCRIBE: "subscribed",
    Action.UNSUBSCRIBE: "unsubscribed",
    Action.SET: "set",
    Action.START: "started",
}
_ALL = ("all", "any", "every", "everywhere", "both", "*")
_GIVING = (Action.ADD, Action.GRANT, Action.TRIGGER)
# What a membership is known by at a site of its own, which tags are not asked for.
_OF_TAGS = ("style", "suffixes", keys.TRIGGER_TAG, keys.REVOKE_TAG, keys.FAILED_TAG)


@dataclass(frozen=True)
class Capabilities:
    """Of `every` destination of the file; of none where those are wrong, and then nothing is said.

    `memberships` are the names of all that the file has.
    """

    every: tuple[Destination, ...]
    memberships: tuple[str, ...] = ()

    def named_in(self, entries: Mapping[str, Found], say: Say) -> tuple[str, ...]:
        """The right ones of the names behind `to`. Says which are none."""
        names = [each.name for each in self.every]
        right: list[str] = []
        for word in words_of(entries, TO):
            if word in names:
                right.append(word)
            elif names:
                say(entries[TO].line, self._unknown(word, names))
        return tuple(right)

    def of(self, to: Collection[str]) -> "Capabilities":
        """Those of the destinations of these names alone; all where there are none."""
        return replace(self, every=tuple(self.among(to)))

    def check_actions(self, entries: Mapping[str, Found], to: Collection[str], say: Say) -> None:
        """Says which actions cannot be done at each of these, or, where there are none, at any."""
        for key in ACTIONS:
            if key.name in entries:
                action, found = Action(key.name), entries[key.name]
                names = found.words or tuple(found.named)
                if wrong := self._cannot(action, names, to):
                    say(found.line, wrong)

    def check_membership(
        self, entries: Mapping[str, Found], to: Collection[str], line: int, say: Say
    ) -> None:
        """Says what of a membership means nothing where it is to be open."""
        where = self.among(to)
        neither = [one for one in where if not _sorts(one) & {Sort.TAG, Sort.ACCESS}]
        if neither and (to or len(neither) == len(where)):
            what = f"{_all(neither)} no tags, and no access to give, so no membership opens there."
            say(entries[TO].line if to else line, Wrong(CANNOT, what, "Take it out."))
        elif where and "access" in entries and not self.able(Sort.ACCESS, to):
            what = "'access' is what sites call the membership that know access and no tags, and"
            what = f"{what} {_all(where)} tags alone."
            say(entries["access"].line, Wrong(CANNOT, what, "Take the line out."))
        elif self.knows_no_tags(to):
            self._check_of_tags(entries, _OF_TAGS, where, say)

    def check_file(self, found: Mapping[str, Found], say: Say) -> None:
        """Says what of the file's own keys means nothing where no destination has tags."""
        if not self.knows_no_tags():
            return
        makes = [word for word in words_of(found, "create_missing_tags") if word.lower() not in NO]
        more = ("create_missing_tags",) if makes else ()
        self._check_of_tags(found, ("style", "suffixes", *more), self.every, say)

    def among(self, to: Collection[str]) -> Sequence[Destination]:
        """Those of these names; all where there are none."""
        return [each for each in self.every if not to or each.name in to]

    def able(self, sort: Sort, to: Collection[str] = ()) -> Sequence[Destination]:
        return [each for each in self.among(to) if sort in _sorts(each)]

    def knows_no_tags(self, to: Collection[str] = ()) -> bool:
        """Whether none of these has tags."""
        return bool(self.every) and not self.able(Sort.TAG, to)

    def _cannot(self, action: Action, names: Iterable[str], to: Collection[str]) -> Wrong:
        able = self.able(action.sort, to)
        if action in (Action.GRANT, Action.REVOKE) and self._are_memberships(names):
            able = [one for one in self.among(to) if _sorts(one) & {Sort.TAG, Sort.ACCESS}]
        unable = [one for one in self.among(to) if one not in able]
        if not unable or (able and not to):
            return Wrong()
        what = f"{_all(unable)} no {plural(str(action.sort))}, so nothing can be {_DONE[action]}"
        return Wrong(CANNOT, f"{what} there.", self._instead(action, unable, able, to))

    def _instead(
        self,
        action: Action,
        unable: Sequence[Destination],
        able: Sequence[Destination],
        to: Collection[str],
    ) -> str:
        elsewhere = self.able(action.sort)
        if able:
            return f"Take {quoted(one.name for one in unable)} out of '{TO}'."
        if elsewhere and to:
            others = " or ".join(one.name for one in elsewhere)
            return f"Take the line out, or write '{TO}: {others}'."
        if action in _GIVING and self.able(Sort.ACCESS, to):
            return "Take the line out; what opens there is a membership, below 'memberships'."
        return "Take the line out."

    def _are_memberships(self, names: Iterable[str]) -> bool:
        return {tag_key(name) for name in names} <= self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(tag_key, self.memberships))

    def _unknown(self, word: str, names: Sequence[str]) -> Wrong:
        if word.lower() in _ALL:
            what = f"'{word}' is the name of no destination."
            return Wrong("unknown-name", what, f"For all that can do it, leave '{TO}' out.")
        vendor = meant_vendor(word)
        if same := [each.name for each in self.every if each.vendor == vendor]:
            meant = same[0] if len(same) == 1 else f"[{', '.join(same)}]"
            return did_you_mean("destination", word, meant)
        wrong = unknown("destination", word, names)
        if wrong.meant or len(names) > 1:
            return wrong
        more = f"The file has one destination, {names[0]}; several stand behind 'destinations'."
        return Wrong(wrong.id, wrong.message, more)

    def _check_of_tags(
        self,
        entries: Mapping[str, Found],
        names: Iterable[str],
        where: Sequence[Destination],
        say: Say,
    ) -> None:
        for name in names:
            if name in entries:
                what = f"'{name}' is about tags, and {_all(where)} none."
                say(entries[name].line, Wrong(CANNOT, what, "Take the line out."))


def _sorts(destination: Destination) -> frozenset[Sort]:
    return registry.vendors()[destination.vendor].sorts


def _all(destinations: Iterable[Destination]) -> str:
    """`YourCRM has`, `YourCRM and YourCRM 'school' have`"""
    names = [registry.label(each) for each in destinations]
    return f"{join_and(names)} {'have' if names[1:] else 'has'}"
