"""Why somebody gets in or not, in plain sentences: what she holds, what blocks, what would open."""

from collections.abc import Iterator, Mapping, Sequence

from bridge.destinations.registry import called
from bridge.entitlements.memberships import best_of
from bridge.explain.access.access_history import standing_since
from bridge.explain.access.membership_words import MembershipWords, taken_by_rule
from bridge.explain.access.site_reach import lets_in
from bridge.explain.backlog import is_told, untold_of
from bridge.explain.hands import hand_sentence, membership_of
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.snapshot import Snapshot
from bridge.model.text import join_and

_NOT_LOOKED = (
    "If she still stands before a locked door, the site may not have looked yet: Memberium sees a "
    "new tag when {crm}'s own webhook tells it or at her next login, AccessAlly when its "
    "webhook came, else within a day."
)


def access_sentences(
    known: Snapshot, names: Mapping[str, str], steps: NextSteps = COMMANDS
) -> Iterator[str]:
    """A sentence about each membership that she has, had, or is kept out of, and one about each
    entitlement to it; `names` are the items' by their keys."""
    since = {each.destination.name: standing_since(each) for each in known.each}
    for name in known.whole.held:
        seen = [
            MembershipWords(each, names, since[each.destination.name], name, held, steps)
            for each in known.each
            if (held := each.state.held.get(name))
        ]
        if seen:
            yield from verdicts(seen, len(known.each))
            yield from seen[0].of_each()
        else:
            yield f"{name} is for no destination that the rules still name: nothing is done for it."


def verdicts(seen: Sequence[MembershipWords], every: int) -> Iterator[str]:
    """Whether she is let in; where it is so, unless it is so at each of `every` destination. What
    holds it open at several is told once, with the last of them."""
    alike: dict[str, list[MembershipWords]] = {}
    for each in seen:
        alike.setdefault(each.of_all(), []).append(each)
    told = [
        sentence if len(same) == every else same[0].of_all(_where(same))
        for sentence, same in alike.items()
    ]
    for sentence, then, same in zip(told, [*told[1:], ""], alike.values(), strict=True):
        holding = same[0].holding()
        yield sentence.removesuffix(holding) if then.endswith(holding) else sentence


def _where(same: Sequence[MembershipWords]) -> str:
    """` in YourCRM`, ` at school and academy`"""
    names = {
        "in": join_and(each.known.called for each in same if not each.known.is_site),
        "at": join_and(each.known.called for each in same if each.known.is_site),
    }
    return f" {join_and(f'{word} {named}' for word, named in names.items() if named)}"


def other_hands(known: Snapshot) -> Iterator[str]:
    """What hands said that no sentence about a membership tells: of all, or of one that she has
    not."""
    told: set[str] = set()
    for name, held in known.whole.held.items():
        told |= {ban.event.key for ban in known.hands.bans_of(name)[:1]}
        for each in held:
            told |= {m.key for m in (each.granted_since, each.ended_since) if m}
    for key, said in known.hands.said.items():
        if key not in told:
            of = membership_of(said) or "Every membership"
            yield f"{of}: {hand_sentence(said)} (delivery {said.id})."


def where_else_to_look(known: Snapshot) -> Iterator[str]:
    """When the bridge says open and she is kept out all the same: nothing, unless the account was
    told all."""
    by_tags = [each for each in known.each if not each.is_site]
    if by_tags and all(map(is_told, known.each)) and any(map(_opens, by_tags)):
        yield _NOT_LOOKED.format(crm=called(by_tags[0].destination.vendor))


def _opens(known: Snapshot) -> bool:
    """Whether the tags of a membership let her in, all of which were told."""
    opened = [
        best_of(held)
        for held in known.state.held.values()
        if lets_in(known, known.state, held) and taken_by_rule(known, held) is None
    ]
    return any(best and not untold_of(known, best) for best in opened)
