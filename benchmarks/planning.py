"""How long `bridge plan` takes over a shop's whole last month, and how much memory."""

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL, Popen

from benchmarks.recorded import Buyer, store
from benchmarks.table import Row
from bridge.model import Event
from bridge.rules.file import parse
from bridge.sandbox.servers import Servers
from bridge.sandbox.thrivecart.samples import as_form, delivery
from bridge.sources.thrivecart.source import read_saved
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate

# What happens to each buyer, a day apart.
_LIFE = ("purchase", "payment failed", "rebill", "rebill", "cancelled")
_PRODUCTS = 10
_MEMBERSHIP = "  Level {n}:\n    items: product-{n}\n"


def plan(servers: Servers, folder: Path, buyers: int = 4_000) -> Iterator[Row]:
    """Of a record as the workers would have left it: each event decided, each contact told.

    By the new file one level of ten is gone and the buyers of another one get a tag more. The time
    is the whole command's, from its start; the memory is this process's, without Postgres.
    """
    url = servers.database_url(f"bench_plan_{buyers}")
    engine = engine_for(url)
    migrate(engine)
    store(engine, parse(_rules_text()), _buyers(buyers))
    engine.dispose()
    new = folder / "new.yaml"
    new.write_text(_rules_text(without=1) + "  More:\n    items: product-2\n")
    seconds, most, changed = _measured(url, new, folder / "plan.json")
    if not 0 < changed < buyers:
        raise RuntimeError(f"of {buyers} buyers {changed} would change; a fifth of them should")
    count = buyers * len(_LIFE)
    yield f"`bridge plan`: {buyers:,} buyers, {count:,} events", f"{seconds:.1f} s", "none set"
    yield "its memory at most, without Postgres", f"{most:.0f} MiB", "none set"


def _rules_text(without: int = 0) -> str:
    levels = (_MEMBERSHIP.format(n=n + 1) for n in range(_PRODUCTS) if n + 1 != without)
    return f"crm: activecampaign\nmemberships:\n{''.join(levels)}"


def _buyers(count: int) -> Iterator[Buyer]:
    """True-to-life events, read once for each product and told of every buyer."""
    began = datetime.now(UTC) - timedelta(days=20)
    lives = [_life(f"product-{n + 1}", began) for n in range(_PRODUCTS)]
    for number in range(count):
        order = str(10_000 + number)
        who = {"email": f"buyer{number}@example.com", "customer_id": f"5{order}"}
        yield Buyer([
            replace(
                event,
                key=f"{order} {step}",
                contact=replace(event.contact, **who),
                order_id=order,
            )
            for step, event in enumerate(lives[number % _PRODUCTS])
        ])  # fmt: skip


def _life(item: str, began: datetime) -> list[Event]:
    days = (began + timedelta(days=day) for day in range(len(_LIFE)))
    told = (delivery(what, items=(item,), at=at) for what, at in zip(_LIFE, days, strict=True))
    return [event for fields in told if (event := read_saved(as_form(fields)))]


def _measured(url: str, new: Path, told: Path) -> tuple[float, float, int]:
    """Seconds, MiB, and how many people would change."""
    command = [sys.executable, "-m", "bridge", "plan", str(new), "--json"]
    settings = {**os.environ, "DATABASE_URL": url}
    started = time.perf_counter()
    with told.open("wb") as out, Popen(command, stdout=out, stderr=DEVNULL, env=settings) as child:  # noqa: S603 # our own command
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise RuntimeError(f"bridge plan ended with {child.returncode}")
    return seconds, used.ru_maxrss / 2**10, json.loads(told.read_text())["would_change"]
