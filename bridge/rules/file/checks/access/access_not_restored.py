from collections.abc import Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule, ordered
from bridge.rules.file.build.expansion import LIFTS, MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING, may_meet

# What ends each of these; a rebill tells as well that a subscription goes on.
_LIFTED_BY = {began: frozenset({end, Kind.REBILL}) for end, began in LIFTS.items()}
_LIFT = {began: end for end, began in LIFTS.items()}
_WHO = {
    Kind.REBILL: "so who pays after all stays locked out",
    Kind.RESUMED: "so who resumes stays locked out",
}


@warns
def access_not_restored(file: RulesFile) -> Problems:
    """A failed payment or a pause takes access away, and the payment or return that follows does
    not give it back: a part says something else there, or a rule takes the tag and no other one
    gives it again. A member who pays after all stays locked out.

      memberships:
    -   Gold: {items: product-12, rebill: {add: Thanks}}
    +   Gold: {items: product-12, rebill: {add: Thanks, remove: GoldPAYF}}
    """
    for membership in file.memberships:
        for end, began in LIFTS.items():
            if not membership.is_standard(end):
                yield from _blocks_left(file, membership, end, began)
    access = {tag_key(each.opening): Action.TRIGGER for each in file.memberships}
    access |= {tag_key(tag): Action.GRANT for rule in file.rules for tag in rule.grant}
    for rule in file.rules:
        for began in ordered(rule.when & _LIFTED_BY.keys()):
            for tag in _taken(file, rule, began):
                if tag_key(tag) in access and not _wished(file, rule, tag, GIVING, began):
                    what, suggestion = _loss(rule, began, show(tag), access[tag_key(tag)])
                    yield file.late_problem(rule, what, suggestion)


def _blocks_left(file: RulesFile, membership: MembershipEntry, end: Kind, began: Kind) -> Problems:
    """Where a part says what lifts a block, and leaves the block's tag standing."""
    if membership.tagless:
        if membership.actions(end) == {} and membership.is_standard(began):
            what = f"no '{end}' opens again what a '{began}' has closed, {_WHO[end]}."
            mend = f"Take '{end}: off' out."
            yield file.problem(membership, what, mend, line=membership.parts[end].line)
        return
    blocking = {tag_key(tag) for tag in membership.blocking(began)}
    for rule in membership.expand():
        for tag in rule.add if began in rule.when and not _is_called_off(rule, began) else ():
            removing = (Action.REMOVE,)
            if tag_key(tag) in blocking and not _wished(file, rule, tag, removing, began):
                mend = f"Write 'remove: {show(tag)}' there, too."
                yield file.problem(
                    membership,
                    f"a '{end}' does not remove '{show(tag)}', {_WHO[end]}.",
                    mend if membership.actions(end) else f"Take '{end}: off' out.",
                    line=membership.parts[end].line,
                )


def _taken(file: RulesFile, rule: Rule, began: Kind) -> tuple[str, ...]:
    """The tags that it takes for good; what a failed payment revokes, the next payment gives."""
    own = {tag_key(each.tag) for each in file.memberships if began is Kind.PAYMENT_FAILED}
    revoked = tuple(tag for tag in rule.revoke if tag_key(tag) not in own)
    return () if _is_called_off(rule, began) else (*revoked, *rule.remove)


def _loss(rule: Rule, began: Kind, tag: str, giving: Action) -> tuple[str, str]:
    end, back = _LIFT[began], "calls it off or gives it back" if rule.later else "gives it back"
    mend = f"a rule for the same items with 'when: {end}' and '{giving}: {tag}'."
    if rule.later:
        mend = f"'unless: {end}', or 'unless: never' where nothing shall."
    what = f"it takes '{tag}' away at a '{began}', and no '{end}' {back}, {_WHO[end]}."
    return what, f"Write {mend}"


def _is_called_off(rule: Rule, began: Kind) -> bool:
    """Whether it takes itself back, or the file says in so many words that nothing shall."""
    lifted = bool(rule.unless & _LIFTED_BY[began])
    return rule.later is not None and (rule.later.never or lifted)


def _wished(file: RulesFile, of: Rule, tag: str, actions: Sequence[Action], began: Kind) -> bool:
    """Whether a rule does one of these with the tag when what began is over."""
    return any(
        action in actions and rule.when & _LIFTED_BY[began] and may_meet(rule, of)
        for action, rule in file.wishes.get(tag_key(tag), ())
    )
