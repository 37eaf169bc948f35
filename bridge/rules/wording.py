"""Leaves with the last room that asks here for its words."""

from bridge.model.text import join_or as or_
from bridge.model.text import money

__all__ = ["money", "or_"]
