"""rules.yaml -> Rules, or one ConfigError holding every mistake."""

from bridge.rulesfile.load import load, parse
from bridge.rulesfile.plain import expand

__all__ = ["expand", "load", "parse"]
