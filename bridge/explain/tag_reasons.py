"""The tags, lists and fields that one contact should have, each with who says so."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bridge.entitlements.desired import Because, Desired, Value
from bridge.explain.hands import hand_sentence
from bridge.explain.snapshot import Snapshot
from bridge.model import Action, Block, Membership, Moment, Sort, tag_key, target_key
from bridge.model.text import day, local_iso, named
from bridge.reconcile.difference import is_over
from bridge.store.occurrences import DONE, REFUSED


@dataclass(frozen=True)
class Reason:
    """Why. `delivery` is the id of the event behind it, None where there is none: nobody asked for
    it, or its time had come. `told` is None where it is not known whether the contact was told;
    `at` is since when; `hand` what a hand said, in words.
    `outweighed` is what it asked for, where something else decides."""

    rule: str
    line: int
    delivery: int | None
    told: bool | None
    at: datetime
    refused: str = ""
    hand: str = ""
    outweighed: str = ""

    @property
    def says(self) -> str:
        """`by 'Gold: purchase' (line 8)`, `banned by hand on 21 Nov 2026, 14:05: 'fraud'`"""
        if self.hand:
            return self.hand
        line = f" (line {self.line})" if self.line else ""
        asked = f"outweighed: {self.outweighed} " if self.outweighed else ""
        return f"{asked}by '{self.rule}'{line}"

    def words(self, crm: str = "the CRM") -> str:
        """`by 'Gold: purchase' (line 8), delivery 5`"""
        whence = f", delivery {self.delivery}" if self.delivery else ""
        refused = f"; {self.refused}" if self.refused else ""
        untold = f"; {crm} does not know yet" if self.told is False and not self.refused else ""
        return f"{self.says}{whence}{untold}{refused}"


@dataclass(frozen=True)
class TagOfContact:
    """Whether the contact should have the tag in `crm`, a destination by its name. `sort` says when
    it is a list, a field (due with its `value`), an automation that was to be started, or access
    (until the `value`, "" for life), instead; `left`: it stays as it is, whatever it is. The first
    of the `reasons` decides."""

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
        if self.sort is Sort.ACCESS and self.value:
            until = day(datetime.fromisoformat(self.value))
            return f"until {until}" if self.due else f"ran out on {until}"
        if self.sort is Sort.ACCESS and self.due:
            return "for life"
        if self.sort is Sort.FIELD:
            return f"'{self.value}'"
        if self.sort is Sort.AUTOMATION:
            return {True: "yes", False: "no", None: "not known"}[self.decided.told]
        return "yes" if self.due else "no"

    @property
    def decided(self) -> Reason:
        return self.reasons[0]

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        for reason in told["reasons"]:
            reason["at"] = local_iso(reason["at"])
        return told


def tags_of(known: Snapshot | None, *, every: bool = False) -> list[TagOfContact]:
    """Of the contact where she lives now, at each destination, by their names; with `every` reason,
    also those that something else outweighs."""
    return [row for each in (known.each if known else ()) for row in _tags_at(each, every)]


def _tags_at(known: Snapshot, every: bool) -> list[TagOfContact]:
    crm = known.destination.name
    rows = [_tag(known, crm, key, each, every) for key, each in known.state.targets.items()]
    rows += _automations(known, crm)
    return sorted(rows, key=lambda row: (row.sort, row.tag.casefold()))


def rule_of(because: Because) -> str:
    """The rule's name, or `Gold: cancelled` of a membership's part."""
    if because.rule or not because.membership:
        return because.rule
    return f"{because.membership}: {because.part}" if because.part else because.membership


def time_of(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.second, UTC)


def _tag(known: Snapshot, crm: str, key: str, desired: Desired, every: bool) -> TagOfContact:
    told = known.applied.get(key)
    same = told is not None and (told.value, told.text) == (desired.value, desired.text)
    knows = told is not None and same and not told.refused
    no_more = desired.value is not Value.WANTED or is_over(desired, known.at)
    nothing_to_tell = told is None and no_more and (desired.anew is None or known.is_site)
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
        hand=hand_sentence(said) if said else "",
    )
    left = desired.value is Value.UNSPOKEN
    due = desired.value is Value.WANTED and not is_over(desired, known.at)
    reasons = [reason, *(_outweighed(known, key, desired) if every else ())]
    return TagOfContact(crm, desired.name, due, reasons, desired.sort, desired.text, left)


def _automations(known: Snapshot, crm: str) -> Iterator[TagOfContact]:
    """Those that were to be started; of one that is started time and again, the last time."""
    of_sort = [each for each in known.state.occurrences if each.sort is Sort.AUTOMATION]
    last = {target_key(each.sort, each.name): each for each in of_sort if not each.quiet}
    for each in last.values():
        became = known.occurrences.get(each.token)
        reason = Reason(
            rule_of(each.because),
            each.because.line,
            known.ids.get(each.because.event),
            told=became == DONE if known.is_now else None,
            at=each.due_at,
            refused="refused" if became == REFUSED and known.is_now else "",
        )
        yield TagOfContact(crm, each.name, True, [reason], Sort.AUTOMATION)


def _event_behind(known: Snapshot, desired: Desired) -> str:
    """Its delivery key; of what a membership took away, that of what ended it last."""
    because = desired.because
    held = known.state.held.get(because.membership, ())
    lost = desired.value is Value.UNWANTED and because.event
    if not held or not (lost or because.part == "lost"):
        return because.event
    if any(each.banned for each in held):
        bans = known.hands.bans_of(because.membership)
        return bans[0].event.key if bans else because.event
    ends = [each.ended_since or each.blocks.get(Block.CANCELLED) for each in held]
    return max(filter(None, ends), default=Moment(0)).key or because.event


def _outweighed(known: Snapshot, target: str, desired: Desired) -> list[Reason]:
    """What else was ever said about the target of that key, though something newer or better
    decides; the newest first."""
    event, rule = desired.because.event, desired.because.rule
    found = [
        each
        for each in (*_by_rules(known, target), *_by_memberships(known, target))
        if each.delivery != known.ids.get(event) or (rule and each.rule != rule)
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _by_rules(known: Snapshot, target: str) -> Iterator[Reason]:
    for stored in known.household.stored:
        event = stored.delivery.event
        for effect in (stored.effects or ()) if event.key in known.keys else ():
            at = effect.due_at or event.occurred_at
            if effect.target == target and at and at <= known.at:
                id_, action = stored.delivery.id, str(effect.action)
                yield Reason(effect.rule, effect.line, id_, None, at, outweighed=action)


def _by_memberships(known: Snapshot, target: str) -> Iterator[Reason]:
    """What each entitlement alone would make of the tag."""

    def reason(rule: str, of: Membership, moment: Moment, action: Action) -> Reason:
        id_ = known.ids.get(moment.key)
        return Reason(rule, of.line, id_, None, time_of(moment), outweighed=str(action))

    for name, held in known.state.held.items():
        for each in held:
            membership = each.membership
            moment = each.ended_since if each.ended else each.granted_since
            if moment and membership.tag and tag_key(membership.tag) == target:
                yield reason(name, membership, moment, Action.REMOVE if each.ended else Action.ADD)
            for block, since in each.blocks.items() if not each.ended else ():
                part = membership.blocking(block)
                if part and part.tag and tag_key(part.tag) == target:
                    yield reason(f"{name}: {block}", membership, since, Action.ADD)
