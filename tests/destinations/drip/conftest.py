"""Fixtures of the Drip tests, beside the values they speak of."""

from tests.destinations.drip.destination import destination, known

__all__ = ["destination", "known"]
