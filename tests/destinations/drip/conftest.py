"""Fixtures of the Drip tests, beside the values they speak of."""

from tests.cli.conftest import bridge, rules_file
from tests.destinations.drip.destination import destination, known
from tests.destinations.drip.scripted import scripted

__all__ = ["bridge", "destination", "known", "rules_file", "scripted"]
