"""Fixtures of the CRM tests, beside the values they speak of."""

from tests.crms.activecampaign_destination import destination, known
from tests.crms.contract import memory

__all__ = ["destination", "known", "memory"]
