"""Until load.py names it: Vocabulary."""

from bridge.rules.file.examples.vocabulary import Vocabulary as Known

__all__ = ["Known"]
