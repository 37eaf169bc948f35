"""Fixtures of the Drip tests, beside the values they speak of."""

from tests.destinations.drip.destination import destination, known
from tests.destinations.drip.scripted import scripted

__all__ = ["destination", "known", "scripted"]
