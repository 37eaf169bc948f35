"""Members who pay after all and stay locked out: what shuts a door, and no later payment opens."""

from collections.abc import Iterable, Iterator, Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule, ordered
from bridge.rules.file.build.memberships import LIFTS, Membership
from bridge.rules.file.checks.meeting import Wishes, may_meet, wishes_of
from bridge.rules.file.checks.sense_memberships import Finding, owner
from bridge.rules.file.report import show

_GIVING = (Action.GRANT, Action.ADD, Action.TRIGGER)
_TAKING = (Action.REVOKE, Action.REMOVE)
# What ends each of these; a rebill tells as well that a subscription goes on.
_LIFTED_BY = {began: frozenset({end, Kind.REBILL}) for end, began in LIFTS.items()}
_ENDS = frozenset(LIFTS)
_LIFT = {began: end for end, began in LIFTS.items()}
_WHO = {
    Kind.REBILL: "so who pays after all stays locked out",
    Kind.RESUMED: "so who resumes stays locked out",
}


def lasting_locks(memberships: Iterable[Membership], rules: Sequence[Rule]) -> Iterator[Finding]:
    """Parts of memberships that say what lifts a block, and leave its tag standing."""
    wishes = wishes_of(rule for rule in rules if rule.when & _ENDS)
    for each in memberships:
        for end, began in LIFTS.items():
            if each.enabled and each.names(end):
                yield from _lasting(each, end, began, wishes)


def _lasting(each: Membership, end: Kind, began: Kind, wishes: Wishes) -> Iterator[Finding]:
    blocking = {tag_key(tag) for tag in each.blocking(began)}
    for rule in each.expand():
        for tag in rule.add if began in rule.when and not _called_off(rule, began) else ():
            if tag_key(tag) in blocking and not _wished(wishes, rule, tag, (Action.REMOVE,), began):
                what = f"a '{end}' does not remove '{show(tag)}', {_WHO[end]}."
                mend = f"Write 'remove: {show(tag)}' there, too."
                if not each.actions(end):
                    mend = f"Take '{end}: off' out."
                yield each.parts[end].line, owner(each), f"{what} {mend}"


def lasting_losses(
    memberships: Iterable[Membership], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, str]]:
    """Rules that take access away at a failed payment or a pause, and nothing gives it back."""
    wishes = wishes_of(rule for rule in rules if rule.when & _ENDS)
    access = {tag_key(each.opening): Action.TRIGGER for each in memberships if each.enabled}
    access |= {tag_key(tag): Action.GRANT for rule in rules for tag in rule.grant}
    own = {tag_key(each.tag) for each in memberships if each.enabled}
    for rule in rules:
        for began in ordered(rule.when & _LIFTED_BY.keys()):
            if not _called_off(rule, began):
                for action, tag in rule.wishes:
                    is_access = action in _TAKING and tag_key(tag) in access
                    if began is Kind.PAYMENT_FAILED and action is Action.REVOKE:
                        is_access = is_access and tag_key(tag) not in own  # the next payment lifts
                    if is_access and not _wished(wishes, rule, tag, _GIVING, began):
                        yield rule, _loss(rule, began, tag, access[tag_key(tag)])


def _loss(rule: Rule, began: Kind, tag: str, giving: Action) -> str:
    end, tag = _LIFT[began], show(tag)
    takes = f"it takes '{tag}' away at a '{began}'"
    if rule.later is None:
        return (
            f"{takes}, and no '{end}' gives it back, {_WHO[end]}. Write a rule for the same items "
            f"with 'when: {end}' and '{giving}: {tag}'."
        )
    return (
        f"{takes}, and no '{end}' calls it off or gives it back, {_WHO[end]}. Write "
        f"'unless: {end}', or 'unless: never' where nothing shall."
    )


def _called_off(rule: Rule, began: Kind) -> bool:
    """Whether it takes itself back, or the file says in so many words that nothing shall."""
    lifted = bool(rule.unless & _LIFTED_BY[began])
    return rule.later is not None and (rule.later.never or lifted)


def _wished(wishes: Wishes, of: Rule, tag: str, actions: tuple[Action, ...], began: Kind) -> bool:
    """Whether a rule does one of these with the tag when what began is over."""
    return any(
        action in actions and rule.when & _LIFTED_BY[began] and may_meet(rule, of)
        for action, rule in wishes.get(tag_key(tag), ())
    )
