"""Fixtures of the CRM tests, beside the values they speak of."""

from tests.destinations.activecampaign.destination import destination, full, known
from tests.destinations.activecampaign.scripted import scripted
from tests.destinations.contract import memory

__all__ = ["destination", "full", "known", "memory", "scripted"]
