"""rules.yaml -> Rules, or one ConfigError holding every mistake."""

from bridge.rules.file.load import load, parse
from bridge.rules.file.plain import expand

__all__ = ["expand", "load", "parse"]
