"""A Drip stand-in with two tags and no limit, and who asks it."""

from tests.sandbox.drip.asker import ask

__all__ = ["ask"]
