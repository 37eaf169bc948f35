"""Whom a hand speaks of, and of which membership: what she holds may be called as it was when she
bought it, whatever the rules call it since."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from bridge.explain.snapshot import Snapshot, snapshot_of
from bridge.model import tag_key
from bridge.model.errors import BridgeError
from bridge.reconcile.library import Library, NoRules
from bridge.rules.file.grammar.suggest import nearest
from bridge.store import rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State

NO_RULES = "No rules were published yet. The workers do that when they start: python worker.py"
_LOOKED_AT = 100  # of her deliveries that wait


@dataclass(frozen=True)
class Holder:
    """Who lives at an address, or lived there; `email` is where she lives now. `waits`: of her came
    what the workers did not take in yet."""

    email: str
    known: Snapshot | None
    waits: bool

    @property
    def had(self) -> list[str]:
        """Her memberships, also those that ended."""
        return list(self.known.whole.held) if self.known else []

    @property
    def holds(self) -> list[str]:
        """Those that did not end, also such as let nobody in just now."""
        held = self.known.whole.held if self.known else {}
        return [name for name, every in held.items() if any(e.banned or not e.ended for e in every)]

    @property
    def account(self) -> str:
        return f"{self.email} holds {', '.join(self.holds) or 'no membership'}."


def holder_at(engine: Engine, library: Library, email: str) -> Holder:
    """Raises OperationalError when Postgres does not answer."""
    known = snapshot_of(engine, library, email)
    lives = known.address if known and known.address != email.lower() else email
    waiting = Deliveries(engine).latest(_LOOKED_AT, email, State.WAITING)
    return Holder(lives, known, any(each.household_id is None for each in waiting))


def names_of(engine: Engine, library: Library, holder: Holder | None = None) -> list[str]:
    """The memberships that may be spoken of: those that she has or had, then those of the rules of
    now. Raises BridgeError before any were published."""
    published = next(_named_by_rules(engine, library))
    return list(dict.fromkeys([*(holder.had if holder else ()), *published]))


def membership_of(
    engine: Engine,
    library: Library,
    name: str,
    holder: Holder | None = None,
    *,
    ever: bool = False,
) -> str:
    """As the holder has it, or as the rules of now spell it; `ever`: or as any that were published
    did. Raises BridgeError where it is none of these."""
    published = _named_by_rules(engine, library)
    names = list(dict.fromkeys([*(holder.had if holder else ()), *next(published)]))
    found = spelled(name, names)
    while ever and not found and (older := next(published, None)) is not None:
        found = spelled(name, older)
    if found:
        return found
    near = nearest(name, names)
    hint = f"Did you mean '{near}'?" if near else f"There are: {', '.join(names) or 'none'}."
    account = f" {holder.account}" if holder else ""
    raise BridgeError(f"The rules know no membership '{name}'. {hint}{account}")


def spelled(name: str, names: Iterable[str]) -> str:
    """The one of them that is this name, whatever its letters' case; "" where none is."""
    return next((each for each in names if tag_key(each) == tag_key(name)), "")


def _named_by_rules(engine: Engine, library: Library) -> Iterator[list[str]]:
    """The memberships of the rules of now, then those of each publication, newest first; each read
    only when it is asked for. Raises BridgeError before any were published."""
    with engine.connect() as connection:
        try:
            _, rules = library.newest(connection)
        except NoRules:
            raise BridgeError(NO_RULES) from None
        yield [offer.membership.name for offer in rules.offers]
        for each in rulebooks.all_of(connection):
            rules = library.rules(connection, each.number)
            yield [offer.membership.name for offer in rules.offers]
