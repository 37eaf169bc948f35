"""Until the commands name it: snapshot."""

from bridge.explain.snapshot import Known, known_of

__all__ = ["Known", "known_of"]
