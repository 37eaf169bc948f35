"""Giving and ending one hold on one membership, whatever stands there already.

Each begins with a look for its `trans_num`, so that a plan that comes again makes no second
transaction, and no number that is remembered from before a site was restored hits somebody else's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.memberpress.client import REFUSED, MemberPressClient
from bridge.destinations.memberpress.member import SiteMember, open_in, recent_in
from bridge.destinations.memberpress.memberships import MembershipDirectory
from bridge.destinations.memberpress.transactions import (
    ENDING,
    REFUNDED,
    HeldAccess,
    SiteTransaction,
    transaction_in,
)
from bridge.destinations.verdicts import CallRefused, TargetRefused
from bridge.model import Done, Sort
from bridge.model.errors import CrmUnavailable


class _WrongUser(TargetRefused):
    """What was stored is no user's any more, or another's."""


class _MembershipGone(TargetRefused):
    """What was stored is for a membership that is no more."""


class AccessHolds:
    """The transactions of one member, as far as one plan is about them. `ended` are the holds that
    were open and are not any more."""

    now: Callable[[], datetime] = staticmethod(lambda: datetime.now(UTC))

    def __init__(
        self, client: MemberPressClient, directory: MembershipDirectory, member: SiteMember
    ) -> None:
        self._client = client
        self._directory = directory
        self._member = member
        self.ended: list[HeldAccess] = []

    def give(self, held: HeldAccess) -> Done:
        """Raises CrmRefused where the site will not have it."""
        if held.is_over(self.now()):
            return self._run_out(held)
        try:
            return self._give(held)
        except _WrongUser:
            self._member.forget()
            return self._give(held)
        except _MembershipGone:
            return self._give(self._named_anew(held))

    def end(self, held: HeldAccess) -> Done:
        """Never makes anything. Raises CrmRefused where the site will not end it."""
        rows = [row for row in self._searched(held) if row.is_complete]
        for row in rows:
            self._end(held, row)
        if rows:
            return _done(held, "ended")
        nobody = self._member.number is None
        return _done(held, "no such contact" if nobody else "had ended", changed=False)

    def _run_out(self, held: HeldAccess) -> Done:
        """An end that has passed by now shortens what is open, and makes nothing and nobody."""
        rows = [row for row in self._searched(held) if row.is_complete]
        longer = [row for row in rows if not row.opens_until(held.end)]
        for row in longer:
            self._shortened(held, row)
        return _done(held, "ended" if longer else "had ended", changed=bool(longer))

    def _give(self, held: HeldAccess) -> Done:
        self._member.find()
        if self._member.number is None:
            made = self._member.create(held)
            if made:
                return self._given_with_member(held, made)
        if self._member.created:  # she has what this plan gave her, and nothing else
            return self._post(held)
        done = self._settled(held)
        return done if done is not None else self._post(held)

    def _given_with_member(self, held: HeldAccess, made: Mapping[str, Any]) -> Done:
        """A nested transaction that fails is told nobody. `active_memberships` alone proves no
        failure: MemberPress keeps what it knew of them before, for the length of a request."""
        mine = [each for each in recent_in(made) if held.is_told_in(each)]
        is_open = held.membership in open_in(made)
        if is_open or any(each.opens_until(held.end) for each in mine):
            self._raise_if_gone(held, listed=is_open)
        elif self._settled(held) is None:
            return self._post(held)
        return _done(held, "given")

    def _settled(self, held: HeldAccess) -> Done | None:
        """What came of the transaction of this hold that stands best; None where there is none."""
        rows = self._searched(held)
        if not rows:
            return None
        row = next((row for row in rows if row.is_complete), rows[0])
        self._align(held, [each for each in rows if each.is_complete and each is not row])
        if not row.opens_until(held.end):
            return self._reopened(held, row)
        self._raise_if_gone(held, listed=row.has_membership)
        return _done(held, "already given", changed=False)

    def _align(self, held: HeldAccess, doubles: Sequence[SiteTransaction]) -> None:
        """What a call that was under way twice has doubled ends with the first, and not later."""
        for row in doubles:
            if not row.opens_until(held.end):
                self._shortened(held, row)

    def _shortened(self, held: HeldAccess, row: SiteTransaction) -> None:
        answer = self._put(row.number, held.change(), held)
        if not answer.good:
            raise CallRefused("", answer.status, answer.says)
        self._member.know(row)

    def _reopened(self, held: HeldAccess, row: SiteTransaction) -> Done:
        """Another end, or open again. Where what was refunded stays so, a new one; whether any site
        refuses that is not verified."""
        answer = self._put(row.number, held.change(), held)
        if answer.good:
            return self._given(held, self._stored(answer))
        if row.is_complete:
            raise CallRefused("", answer.status, answer.says)
        return self._post(held, trans_num=row.next_trans_num)

    def _post(self, held: HeldAccess, **more: object) -> Done:
        body = held.body(member=int(self._member.number or 0), **more)
        body |= {"send_welcome_email": True} if self._member.mails else {}
        answer = self._member.call(
            "POST", "/transactions", body=body, repeat=False, about=held.membership
        )
        return self._given(held, self._stored(answer))

    def _stored(self, answer: CrmAnswer) -> SiteTransaction:
        if not answer.body.get("id"):
            raise CrmUnavailable(f"{self._client.named.crm} answered without the transaction.")
        return transaction_in(answer.body)

    def _given(self, held: HeldAccess, row: SiteTransaction) -> Done:
        """Whoever and whatever is unknown is stored with 200 and opens nothing; it stands there as
        a bare number then, as everything does in an older build."""
        self._raise_if_gone(held, listed=row.has_membership)
        if row.login:
            is_she = self._member.is_known_as(row)
        else:
            is_she = self._member.seen or self._member.is_there()
        if not is_she:
            self._put(row.number, ENDING, held)
            raise _WrongUser(f"{self._client.named.crm} stored access for somebody else.")
        if not row.opens_until(held.end):
            name = held.wish.membership
            stored = f"stored access to '{name}' as '{row.status}' until {row.end[:10]}"
            raise TargetRefused(f"{self._client.named.crm} {stored}, which is not what was asked.")
        return _done(held, "given")

    def _raise_if_gone(self, held: HeldAccess, *, listed: bool) -> None:
        name, memory = held.wish.membership, self._member.memory
        if listed:
            self._directory.saw(held.membership)
        elif not self._directory.is_there(name, held.membership, memory):
            raise _MembershipGone(f"The membership '{name}' does not stay there.")

    def _named_anew(self, held: HeldAccess) -> HeldAccess:
        name = held.wish.membership
        found = self._directory.find([name], self._member.memory)
        if name in found.refused:
            raise TargetRefused(found.refused[name])
        return replace(held, membership=found.ids[name])

    def _end(self, held: HeldAccess, row: SiteTransaction) -> None:
        """Where a first answer was lost, a second call may be refused for what is so already."""
        answer = self._put(row.number, ENDING, held)
        rows = [self._stored(answer)] if answer.good else self._searched(held)
        left = next((each for each in rows if each.number == row.number), row)
        if not answer.good and left.is_complete:
            raise CallRefused("", answer.status, answer.says)
        if left.status != REFUNDED:
            said = f"left access to '{held.wish.membership}' as '{left.status}' when it was to end."
            raise TargetRefused(f"{self._client.named.crm} {said}")
        self._member.know(row)
        self.ended.append(held)

    def _searched(self, held: HeldAccess) -> list[SiteTransaction]:
        """Hers, newest first; a search finds parts of a number, too."""
        rows = self._client.search(self._member.memory, "/transactions", held.trans_num)
        found = [transaction_in(row) for row in rows]
        same = [row for row in found if held.is_told_in(row)]
        if any(not row.email for row in same):
            self._member.find()
        return [row for row in same if row.is_hers(self._member.contact, self._member.number)]

    def _put(self, number: str, body: Mapping[str, object], held: HeldAccess) -> CrmAnswer:
        path, about = f"/transactions/{number}", held.membership
        return self._member.call("PUT", path, body=body, accept=(REFUSED,), about=about)


def _done(held: HeldAccess, what: str, *, changed: bool = True) -> Done:
    wish = held.wish
    return Done(wish.membership, what, changed, sort=Sort.ACCESS, hold=wish.hold)
