"""Fixtures of the tests of MemberPress, beside the values they speak of."""

from tests.destinations.contract import memory
from tests.destinations.memberpress.destination import site_destination as destination

__all__ = ["destination", "memory"]
