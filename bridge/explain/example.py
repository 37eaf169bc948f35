"""Until the commands name it: example_writer."""

from bridge.explain.example_writer import example_of

__all__ = ["example_of"]
