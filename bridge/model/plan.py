"""What one contact should be told now, and what came of it."""

from dataclasses import dataclass

from bridge.model.event import Contact
from bridge.model.target import (
    AccessWish,
    FieldValue,
    Firing,
    ListWish,
    Sort,
    tag_key,
    target_key,
)


@dataclass(frozen=True)
class Plan:
    """What one contact should be told now. Empty when nothing differs.

    No tag stands in two of `add`, `add_if_there`, `remove` and `fire`, save that one tag may fire
    several times; no list in both of `subscribe` and `unsubscribe`. `start` holds automations.
    `may_create` are the keys of tags that are made where they are missing, although others are not.
    `add_if_there` are put on only where there is a contact: none is made for them. `access` is
    given, `end_access` ends at once; no hold on one membership stands in both.
    """

    contact: Contact
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fire: tuple[Firing, ...] = ()
    create_missing_tags: bool = False
    subscribe: tuple[ListWish, ...] = ()
    unsubscribe: tuple[str, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    start: tuple[Firing, ...] = ()
    may_create: frozenset[str] = frozenset()
    add_if_there: tuple[str, ...] = ()
    access: tuple[AccessWish, ...] = ()
    end_access: tuple[AccessWish, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.targets())

    def creates(self, tag: str) -> bool:
        """Whether the tag is to be made where the account lacks it."""
        return self.create_missing_tags or tag_key(tag) in self.may_create

    def targets(self) -> list[str]:
        """The key of everything it is about."""
        tags = [*self.add, *self.add_if_there, *self.remove, *(firing.tag for firing in self.fire)]
        lists = [*(wish.list for wish in self.subscribe), *self.unsubscribe]
        return [
            *(target_key(Sort.TAG, tag) for tag in tags),
            *(target_key(Sort.LIST, name) for name in lists),
            *(target_key(Sort.FIELD, each.field) for each in self.fields),
            *(target_key(Sort.AUTOMATION, each.tag) for each in self.start),
            *(
                target_key(Sort.ACCESS, each.membership, each.hold)
                for each in (*self.access, *self.end_access)
            ),
        ]


@dataclass(frozen=True)
class Done:
    """One target settled with the CRM. `changed` is False when it was already so.

    `tag` is its name, of whatever `sort` it is. `what` for tags: added, removed (it was there),
    taken off (it is not known whether it was), fired, already there, was not there; lists:
    subscribed, already subscribed, opted out, not confirmed (she was asked and has not answered),
    bounced, unsubscribed, was not subscribed; fields: set, already so; automations: started,
    already started, may have started (its answer never came, and it is not done twice); access:
    given, already given, ended, had ended; for each: no such contact.
    """

    tag: str
    what: str
    changed: bool = True
    token: str = ""  # the Firing's, when it was one
    sort: Sort = Sort.TAG
    hold: str = ""  # as in AccessWish

    @property
    def target(self) -> str:
        return target_key(self.sort, self.tag, self.hold)


@dataclass(frozen=True)
class Refusal:
    """One target the CRM will not take as it stands, in plain words; `tag` as in Done."""

    tag: str
    reason: str
    token: str = ""
    sort: Sort = Sort.TAG
    hold: str = ""

    @property
    def target(self) -> str:
        return target_key(self.sort, self.tag, self.hold)


@dataclass(frozen=True)
class Outcome:
    """What came of a Plan; every target of it stands in `done` or in `refused`.

    `created`: the CRM had no such contact, and has one now that carries nothing but this plan.
    """

    done: tuple[Done, ...] = ()
    refused: tuple[Refusal, ...] = ()
    created: bool = False


@dataclass(frozen=True)
class Call:
    """One request to a CRM, told without anything personal: `path` has no query and no body."""

    method: str
    path: str
    status: int  # 0 when no answer came
    milliseconds: int
    note: str = ""
