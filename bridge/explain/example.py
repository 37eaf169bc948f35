"""A buyer's life as an example for rules.yaml, without anything personal: no address, no name.

It tells what the language of examples can tell; what it cannot is named in a comment.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bridge.entitlements.facts import in_order, taken_back
from bridge.entitlements.fold import state_of
from bridge.explain.buyer import Buyer
from bridge.explain.example_steps import Steps, second_of, span
from bridge.explain.known import Known
from bridge.model import Event
from bridge.model.membership import PATIENCE

_WHOLE = (timedelta(days=1), timedelta(hours=1), timedelta(seconds=1), timedelta.resolution)
# Needs no quotes in a list of YAML.
_PLAIN = re.compile(
    r"(?!(?:yes|no|on|off|true|false|null|y|n)$)[^\W\d](?:[\w &+.-]*[\w+.-])?", re.IGNORECASE
)


def example_of(buyer: Buyer) -> str:
    """Steps in the words of examples, and the tags that come out by now."""
    tags = ", ".join(_quoted(t.tag) for t in buyer.tags if t.due and t.sort == "tag")
    lines = list(_lines(buyer.known)) if buyer.known else []
    if not any(line.startswith("-") for line in lines):
        lines.append("- nothing")
    steps = [f"      {line}" for line in lines]
    return "\n".join(["examples:", "  - given:", *steps, f"    tags: [{tags}]", ""])


def _quoted(tag: str) -> str:
    return tag if _PLAIN.fullmatch(tag) else json.dumps(tag, ensure_ascii=False)


def _lines(known: Known) -> Iterator[str]:
    told = Steps(known)
    before: datetime | None = None
    for event in _events(known):
        for words in told.of(event):
            if words.startswith("#"):
                yield words
                continue
            at = second_of(event)
            yield _entry(at - before if before else timedelta(days=1), words)
            before = at
    if before and (ahead := _changed_since(known, before)):
        yield _entry(ahead, "nothing")


def _entry(far: timedelta, words: str) -> str:
    step = words if not re.search(r": |:$| #", words) else json.dumps(words, ensure_ascii=False)
    return f"- {step}" if far == timedelta(days=1) else f"- {span(far)}: {step}"


def _events(known: Known) -> Sequence[Event]:
    """Hers, in the order in which they count; without hands that were taken back, and what took
    them back."""
    told = in_order([fact for person in known.people for fact in person.facts])
    back = taken_back(told)
    hers = {each.event.key: each.event for each in told}
    about = {key: each.hand.about for key, each in hers.items() if each.hand and each.hand.about}
    kept = [each for key, each in hers.items() if key not in back and about.get(key) not in back]
    return sorted(kept, key=second_of)


def _changed_since(known: Known, last: datetime) -> timedelta | None:
    """How long after her last event the example ends, where something became due in between: in
    whole days or hours, if that much time has passed."""
    at = last + PATIENCE
    changed = None
    while (wake_at := _wakes_at(known, at)) and at < wake_at <= known.at:
        at = changed = wake_at
    if changed is None:
        return None
    passed = known.at - last
    whole = (-(-(changed - last) // size) * size for size in _WHOLE)
    return next(far for far in whole if far <= passed)


def _wakes_at(known: Known, at: datetime) -> datetime | None:
    return state_of(known.household.fold(at), known.address).wake_at
