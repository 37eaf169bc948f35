"""The tags, lists and fields that one contact should have, each with who says so."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bridge.entitlements.desired import Because, Desired, Value
from bridge.explain.known import Known
from bridge.explain.outweighed import outweighed
from bridge.explain.reason import Reason, time_of
from bridge.explain.standing_hands import words_of
from bridge.model import Block, Moment, Sort, target_key
from bridge.model.text import named
from bridge.store.occurrences import DONE, REFUSED


@dataclass(frozen=True)
class TagOfContact:
    """Whether the contact should have the tag. `sort` says when it is a list, a field (due with its
    `value`), or an automation that was to be started, instead; `left`: it stays as it is, whatever
    it is."""

    crm: str
    tag: str
    due: bool
    reasons: Sequence[Reason]
    sort: Sort = Sort.TAG
    value: str = ""
    left: bool = False

    @property
    def called(self) -> str:
        """`Gold`, `the list Newsletter`"""
        return named(self.sort, self.tag)

    @property
    def stands(self) -> str:
        """Whether it should be there; of a field, its value."""
        if self.left:
            return "as it is"
        if self.sort is Sort.FIELD:
            return f"'{self.value}'"
        if self.sort is Sort.AUTOMATION:
            return {True: "yes", False: "no", None: "not known"}[self.decided.told]
        return "yes" if self.due else "no"

    @property
    def decided(self) -> Reason:
        """The one reason that decides."""
        return self.reasons[0]

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        for reason in told["reasons"]:
            reason["at"] = reason["at"].astimezone().isoformat(timespec="seconds")
        return told


def tags_of(known: Known | None, crm: str, *, every: bool = False) -> list[TagOfContact]:
    """By their names, of the contact where she lives now; with `every` reason, also those that
    something else outweighs."""
    if known is None:
        return []
    rows = [_tag(known, crm, key, each, every) for key, each in known.state.targets.items()]
    rows += _automations(known, crm)
    return sorted(rows, key=lambda row: (row.sort, row.tag.casefold()))


def _tag(known: Known, crm: str, key: str, desired: Desired, every: bool) -> TagOfContact:
    told = known.applied.get(key)
    knows = told is not None and told.value == desired.value and not told.refused
    nothing_to_tell = told is None and desired.value is not Value.WANTED and desired.anew is None
    event = _event_behind(known, desired)
    said = known.hands.said.get(event)
    is_told = knows or nothing_to_tell or desired.value is Value.UNSPOKEN
    reason = Reason(
        rule_of(desired.because),
        desired.because.line,
        known.ids.get(event),
        told=is_told if known.is_now else None,
        at=time_of(desired.since),
        refused=told.refused if told and known.is_now else "",
        hand=words_of(said) if said else "",
    )
    due, left = desired.value is Value.WANTED, desired.value is Value.UNSPOKEN
    others = outweighed(known, key, desired) if every else []
    reasons = [reason, *others]
    return TagOfContact(crm, desired.name, due, reasons, desired.sort, desired.text, left)


def _automations(known: Known, crm: str) -> Iterator[TagOfContact]:
    """Those that were to be started; of one that is started time and again, the last time."""
    of_sort = [each for each in known.state.occurrences if each.sort is Sort.AUTOMATION]
    last = {target_key(each.sort, each.name): each for each in of_sort if not each.quiet}
    for each in last.values():
        became = known.occurrences.get(each.token)
        refused = "refused" if became == REFUSED and known.is_now else ""
        reason = Reason(
            rule_of(each.because),
            each.because.line,
            known.ids.get(each.because.event),
            told=became == DONE if known.is_now else None,
            at=each.due_at,
            refused=refused,
        )
        yield TagOfContact(crm, each.name, True, [reason], Sort.AUTOMATION)


def _event_behind(known: Known, desired: Desired) -> str:
    """Its delivery key; of what a membership took away, that of what ended it last."""
    held = known.state.held.get(desired.because.membership, ())
    lost = desired.value is Value.UNWANTED and desired.because.event
    if not held or not (lost or desired.because.part == "lost"):
        return desired.because.event
    if any(each.banned for each in held):
        bans = known.hands.bans_of(desired.because.membership)
        return bans[0].event.key if bans else desired.because.event
    ends = [each.ended_since or each.blocks.get(Block.CANCELLED) for each in held]
    return max(filter(None, ends), default=Moment(0)).key or desired.because.event


def rule_of(because: Because) -> str:
    """The rule's name, or `Gold: cancelled` of a membership's part."""
    if because.rule or not because.membership:
        return because.rule
    return f"{because.membership}: {because.part}" if because.part else because.membership
