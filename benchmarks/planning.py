"""How long `bridge plan` takes over a shop's whole past, and how much memory."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, Popen

from benchmarks.crowd import RULES, fill
from benchmarks.table import Row
from bridge.sandbox.servers import Servers
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate

_LIVED = 100  # people who are lived through for real, with five deliveries each
_MORE = "  More:\n    items: product-2\n"
_BOUND = "memory does not grow with the buyers"


def plan(servers: Servers, folder: Path, buyers: int = 4_000) -> Iterator[Row]:
    """Of a record as the workers would have left it: each event decided, each contact told.

    By the new file one level of nine is gone and the buyers of another one get a tag more. The time
    is the whole command's, from its start; the memory is this process's, without Postgres.
    """
    new = folder / "new.yaml"
    new.write_text(RULES.replace("  Level 1:\n    items: product-1\n", "") + _MORE)
    for people in (buyers // 10, buyers):
        url = servers.database_url(f"bench_plan_{people}")
        engine = engine_for(url)
        migrate(engine)
        fill(engine, _LIVED, people // _LIVED)
        engine.dispose()
        seconds, most, changed = _measured(url, new, folder / "plan.json")
        if not 0 < changed < people:
            raise RuntimeError(f"of {people} buyers {changed} would change; a fifth should")
        what = f"`bridge plan` of {people:,} buyers, {people * 5:,} events"
        yield what, f"{seconds:.1f} s, {most:.0f} MiB", _BOUND


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
