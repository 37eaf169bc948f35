"""Numbers that stand in addresses: of deliveries, and of people."""

from collections.abc import Mapping

from bridge.web.console.shell.replies import NotAPage

LARGEST_ID = 2**63 - 1  # what Postgres can hold


def number(asked: Mapping[str, str], name: str) -> int | None:
    """The one that is asked for under that name, None for none. Raises NotAPage where nothing can
    have it."""
    text = asked.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID):
        raise NotAPage
    return int(text)
