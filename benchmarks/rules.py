"""How long a big rules file takes: a thousand rules, of which no shop has so many."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from sys import executable
from tempfile import TemporaryDirectory

from benchmarks.table import Row
from bridge.model import Event, Item, Kind, Money
from bridge.rules.file import parse

_RULES = 1_000
_RULE = """\
  - name: Rule {n}
    when: [purchase, refund]
    items: [product-{n}, upsell-{n}]
    amount: at least {n}.00
    any: [{{coupon: "A{n}*"}}, {{mode: live}}]
    add: [Tag {n}, Customer]
"""

_WITHOUT_ITEMS = """\
  - name: Rule {n}
    when: [purchase, refund]
    amount: at least {n}.00
    coupon: [A{n}, "B{n}*"]
    mode: live
    add: [Tag {n}, Customer]
"""


def big_file() -> Iterator[Row]:
    """Checking it as the command does, and deciding one event by it."""
    text = _file(_RULE)
    with TemporaryDirectory() as folder:
        file = Path(folder, "rules.yaml")
        file.write_text(text)
        started = time.perf_counter()
        run([executable, "-m", "bridge", "check", str(file)], check=True, capture_output=True)  # noqa: S603 # our own command
        took = time.perf_counter() - started
    yield f"`bridge check` of {_RULES:,} rules", f"{took:.1f} s", "2 s"
    yield "one event decided by them", f"{_deciding(text) * 1000:.2f} ms", "1 ms"
    without = _deciding(_file(_WITHOUT_ITEMS))
    yield "one decided by as many without items", f"{without * 1000:.2f} ms", "1 ms"


def _file(rule: str) -> str:
    return "crm: activecampaign\nrules:\n" + "".join(rule.format(n=n + 1) for n in range(_RULES))


def _deciding(text: str) -> float:
    rules, items = parse(text), (Item("product", "5"), Item("upsell", "700"))
    now, price = datetime.now(UTC), Money(100_000, "USD")
    event = Event(
        "thrivecart", "1", Kind.PURCHASE, "x", now, items=items, money=price, coupon="A700"
    )
    rules.effects(event)  # the index is made once
    started = time.perf_counter()
    for _ in range(1_000):
        rules.effects(event)
    return (time.perf_counter() - started) / 1_000
