"""Fixtures of the CRM tests, beside the values they speak of."""

from tests.destinations.activecampaign.destination import destination, known
from tests.destinations.contract import memory

__all__ = ["destination", "known", "memory"]
