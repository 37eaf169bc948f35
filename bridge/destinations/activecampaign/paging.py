"""Reading a list of ActiveCampaign's to its end, in pages."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bridge.destinations.answers import Answer

PAGE = 100  # the most that a list gives at once; 20 unless asked
# What hangs on one contact is listed without a total, and clients disagree on whether it is paged:
# a page that could be a full one (20 is the API's default) is followed by a look at the next.
FULL_PAGE = 20


def every_row(ask: Callable[[Mapping[str, str]], Answer], name: str) -> Iterator[Mapping[str, Any]]:
    """The rows under `name` that have an id, of as many pages as there are, each once.

    `ask` makes one call with the given `limit` and `offset`. A list that never turns its page is
    given up.
    """
    seen: set[str] = set()
    while True:
        offset = {"offset": str(len(seen))} if seen else {}
        answer = ask({"limit": str(PAGE), **offset})
        rows = [row for row in answer.rows(name) if row.get("id")]
        new = [row for row in rows if str(row["id"]) not in seen]
        yield from new
        seen |= {str(row["id"]) for row in new}
        total = str(answer.part("meta").get("total", ""))
        last = len(seen) >= int(total) if total.isdecimal() else len(rows) % FULL_PAGE > 0
        if not new or last:
            return
