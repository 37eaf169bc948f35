"""Where two ledgers of one contact differ: what she gains and loses, and by which rule. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bridge.ledger import Entry, Key, Ledger, by_target, counting, wanted
from bridge.model import Action, Change, Sort


@dataclass(frozen=True)
class Cause:
    """The rule that says so now, and the one that said otherwise before; empty where none does."""

    rule: str = ""
    line: int = 0
    was: str = ""
    was_line: int = 0


@dataclass(frozen=True)
class Difference:
    """One target of a contact that stands otherwise. A field `gains` its `value`.

    `known`: whether the ledger before had a word about it.
    """

    target: str
    sort: Sort
    name: str
    gains: bool
    cause: Cause
    value: str = ""
    known: bool = True

    @property
    def unsure(self) -> bool:
        """It is lost only where it is there at all, which the bridge does not know."""
        return not self.gains and not self.known


@dataclass(frozen=True)
class _Side:
    """What one ledger says of one target."""

    entries: Mapping[Key, Entry] = field(default_factory=dict)

    @property
    def changes(self) -> dict[Key, Change]:
        return {key: entry.change for key, entry in self.entries.items()}

    @property
    def counted(self) -> list[Entry]:
        return counting(self.entries.values())

    @property
    def due(self) -> bool:
        return wanted(self.entries.values())

    @property
    def value(self) -> str:
        return next((e.change.value for e in self.counted if e.change.action is Action.SET), "")

    @property
    def newest(self) -> Change:
        every = self.counted or [*self.entries.values()]
        return max(every, key=lambda entry: entry.rank).change

    def saying(self, *, wants: bool) -> Change | None:
        """The newest change that speaks for having it, or against."""
        speaking = [entry for entry in self.counted if entry.wants is wants]
        return max(speaking, key=lambda entry: entry.rank).change if speaking else None


def differences(before: Ledger, after: Ledger) -> Iterator[Difference]:
    """In the order of the targets' keys. Automations stand nowhere, so they never differ."""
    olds, news = by_target(before), by_target(after)
    for target in sorted(olds.keys() | news.keys()):
        old, new = _Side(olds.get(target, {})), _Side(news.get(target, {}))
        if old.changes == new.changes:
            continue
        named = (new if new.counted or not old.entries else old).newest
        sort = named.sort or named.action.sort
        if sort is not Sort.AUTOMATION and _differ(old, new, sort):
            gains = new.due
            cause, known = _cause(old, new, gains=gains), bool(old.counted)
            yield Difference(target, sort, named.tag, gains, cause, new.value, known)


def stands(ledger: Ledger, target: str) -> tuple[bool, bool, str]:
    """Whether any rule has a word about it, as far as it counts; whether it is due, its value."""
    side = _Side(by_target(ledger).get(target, {}))
    return bool(side.counted), side.due, side.value


def about(ledger: Ledger, target: str) -> Difference:
    """How a target of the ledger stands, whatever was before. Raises KeyError for another."""
    side = _Side(by_target(ledger)[target])
    newest, says = side.newest, side.saying(wants=side.due)
    cause = Cause(says.rule, says.line) if says else Cause()
    sort = newest.sort or newest.action.sort
    return Difference(target, sort, newest.tag, side.due, cause, side.value)


def calls_for(told: Sequence[Difference]) -> int:
    """About how many requests to the CRM one contact takes: a look at her for all that may not be
    there, and two for everything else."""
    sure = sum(not each.unsure for each in told)
    return 2 * sure + (sure < len(told))


def _differ(old: _Side, new: _Side, sort: Sort) -> bool:
    if sort is Sort.FIELD:
        return bool(new.counted) and (old.value, bool(old.counted)) != (new.value, True)
    return old.due != new.due or (not old.counted and bool(new.counted) and not new.due)


def _cause(old: _Side, new: _Side, *, gains: bool) -> Cause:
    """Who says so now, unless the same was said before: then it is who fell silent that counts."""
    says, said = new.saying(wants=gains), old.saying(wants=gains)
    unsays = old.saying(wants=not gains) if old.counted else None
    if says and said and _same(says, said) and not gains:
        says = None
    was = ("", 0)
    if unsays and (says is None or (said and _same(says, said))):
        was = (unsays.rule, unsays.line)
    return Cause(says.rule if says else "", says.line if says else 0, *was)


def _same(one: Change, other: Change) -> bool:
    return replace(one, rule="", line=0) == replace(other, rule="", line=0)
