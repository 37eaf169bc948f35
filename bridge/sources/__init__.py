"""IN: one short file a cart, each turning a delivery into an Event."""

from collections.abc import Mapping
from typing import Protocol

from bridge.model import Event

_CALLED = {"thrivecart": "ThriveCart"}


def cart_called(name: str) -> str:
    """A cart's own spelling of its name."""
    return _CALLED.get(name, name)


class Source(Protocol):
    """One cart that posts deliveries to us. It knows bytes and headers, and no web framework."""

    @property
    def name(self) -> str:
        """In lower case, as in the address of its webhook: `/webhooks/<name>`."""

    def read(self, headers: Mapping[str, str], body: bytes) -> Event | None:
        """The event in one POST; None for a set-up ping, which is answered 200 and forgotten.

        Header names may be in any case. Raises WebhookRejected: 400 when the body cannot be read,
        401 when it does not carry the right secret. Whatever is wrong with single fields of a
        genuine delivery never refuses it: such a field counts as missing.
        """
