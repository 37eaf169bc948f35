"""Until grammar/keys.py and schema.py name it: expectations."""

from bridge.rules.file.examples.expectations import ALL_PROMISES, EXAMPLE

__all__ = ["ALL_PROMISES", "EXAMPLE"]
