"""What may be asked of deliveries, and as a condition on their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, cast, func, literal, literal_column, or_
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from bridge.model import Kind, Sort
from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries

MOST_APART = 100  # subjects that are read each from its own index
_OF = deliveries.c
# As the partial indexes have it.
CAME_AGAIN = _OF.duplicates > literal_column("0")
IS_TEST = _OF.mode == literal_column("'test'")

# A row of a tag names no sort, and one of the only destination names none.
_REFUSED = """$[*] ? (
    @.what == "refused" && @.tag == $name
    && (@.sort == $sort || (!exists(@.sort) && $sort == "tag"))
    && (@.destination == $at || (!exists(@.destination) && $at == ""))
)"""


@dataclass(frozen=True)
class RefusedTarget:
    """A target that a destination ("": the only one) will not have; `name` "" stands for none: what
    failed without a refusal."""

    sort: Sort = Sort.TAG
    name: str = ""
    destination: str = ""


@dataclass(frozen=True)
class Ungiven:
    """What was sold without a rule: `subjects` are those of which some item has none although the
    delivery was decided, `ignored` those that need none."""

    subjects: tuple[int, ...]
    ignored: tuple[int, ...] = ()


@dataclass(frozen=True)
class Asked:
    """All that is asked must hold. `subjects` None: of any. `destination` was told or waits because
    of it; `is_only`: it is also that of deliveries whose record names none. Received from `since`
    and before `until`; with a number up to `newest`, and one of `only`."""

    state: State | None = None
    kind: Kind | None = None
    tests: bool = False
    came_again: bool = False
    subjects: tuple[int, ...] | None = None
    ungiven: Ungiven | None = None
    destination: str = ""
    is_only: bool = False
    refused: RefusedTarget | None = None
    since: datetime | None = None
    until: datetime | None = None
    newest: int | None = None
    only: tuple[int, ...] | None = None

    @property
    def is_one_question(self) -> bool:
        """Whether each row of the index by which it is read is meant."""
        more = (
            self.only is not None
            or self.ungiven
            or self.destination
            or self.refused
            or self.since
            or self.until
        )
        alone = [self.state is not None, self.kind is not None, self.tests, self.came_again,
                 self.subjects is not None]  # fmt: skip
        few = self.subjects is None or len(self.subjects) <= MOST_APART
        return not more and few and sum(alone) <= 1


def conditions(asked: Asked) -> list[ColumnElement[bool]]:
    """Each alone; a delivery is meant of which all are true."""
    known: list[ColumnElement[bool] | None] = [
        None if asked.only is None else _OF.id.in_(asked.only),
        None if asked.state is None else _OF.state == asked.state,
        None if asked.kind is None else _OF.kind == asked.kind,
        IS_TEST if asked.tests else None,
        CAME_AGAIN if asked.came_again else None,
        None if asked.subjects is None else _any_of(asked.subjects),
        _OF.received_at >= asked.since if asked.since else None,
        _OF.received_at < asked.until if asked.until else None,
        _was_ungiven(asked.ungiven) if asked.ungiven else None,
        _is_of(asked.destination, is_only=asked.is_only) if asked.destination else None,
        _was_refused(asked.refused) if asked.refused else None,
    ]
    return [each for each in known if each is not None]


def _any_of(subjects: Sequence[int]) -> ColumnElement[bool]:
    return _OF.subject == func.any(literal([*subjects], ARRAY(BigInteger)))


def _was_ungiven(ungiven: Ungiven) -> ColumnElement[bool]:
    had_none = (_OF.state == State.NO_RULE) & (_OF.kind == Kind.PURCHASE)
    had_some = _OF.state.in_((State.APPLIED, State.FAILED)) & _any_of(ungiven.subjects)
    return had_some | (had_none & ~_any_of(ungiven.ignored))


def _is_of(destination: str, *, is_only: bool) -> ColumnElement[bool]:
    named: ColumnElement[bool] = _OF.shares.has_key(destination)
    return or_(named, _OF.shares == {}) if is_only else named


def _was_refused(refused: RefusedTarget) -> ColumnElement[bool]:
    if not refused.name:
        return ~_OF.results.contains([{"what": "refused"}])
    asked = {"name": refused.name, "sort": refused.sort, "at": refused.destination}
    return func.jsonb_path_exists(_OF.results, cast(_REFUSED, JSONPATH), cast(asked, JSONB))
