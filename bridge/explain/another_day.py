"""What an answer about another day rests on, and what nobody can know of that day."""

from collections.abc import Iterator

from bridge.destinations.registry import called
from bridge.explain.known import Known
from bridge.explain.nouns import and_
from bridge.explain.without_rule import about
from bridge.model.text import clock
from bridge.store.delivery import Delivery

_MOST = 3  # deliveries that a sentence names


def another_day(known: Known) -> Iterator[str]:
    """To stand last, below what she had then."""
    day, crm = clock(known.at), called(known.destination.name)
    keys = known.keys
    hers = [each for each in known.deliveries if each.event.key in keys]
    late = [each for each in hers if each.received_at > known.at]
    if late:
        yield f"Of what had happened by then the bridge heard only later: {_named(late)}."
    if known.at > known.now:
        yield (
            f"So it will be on {day} if nothing else happens until then, by the rules that count "
            f"for her now. What {crm} will have been told by then, and what the site will have "
            "seen, nobody can know."
        )
        return
    yield (
        f"So it was on {day} by what had happened until then and the rules that count for her now. "
        f"What {crm} had been told by then, what waited or failed that day, and what the site had "
        "seen is not kept."
    )


def _named(late: list[Delivery]) -> str:
    words = [f"{about(each)} on {clock(each.received_at)}" for each in late[:_MOST]]
    more = [f"{len(late) - _MOST} more"] if len(late) > _MOST else []
    return and_([*words, *more])
