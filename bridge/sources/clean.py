"""What may be kept of a decoded body: no secret, and nothing that Postgres cannot store."""

import re

# Postgres refuses NUL in text and JSONB, UTF-8 has no lone surrogates, and other control characters
# would act on the terminal that shows them. All become U+FFFD rather than nothing, so that an
# impossible e-mail never turns into somebody else's. Tabs and line ends stay.
_UNSTORABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LONG_ENOUGH_TO_BE_MEANT = 8  # a shorter secret might stand inside an ordinary word


def storable(text: str) -> str:
    return text if text.isprintable() else _UNSTORABLE.sub("\ufffd", text)


class Cleaner:
    """Rewrites decoded values without one secret, wherever in them it stands."""

    def __init__(self, field: str, secret: str) -> None:
        self._field = field
        self._secret = secret

    def body(self, fields: dict[str, object]) -> dict[str, object]:
        return {
            self._text(key): self._value(value)
            for key, value in fields.items()
            if key.strip().lower() != self._field
        }

    def _value(self, value: object) -> object:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return self.body(value)
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        return value

    def _text(self, text: str) -> str:
        text = storable(text)
        if text == self._secret:
            return ""
        if len(self._secret) >= _LONG_ENOUGH_TO_BE_MEANT:
            return text.replace(self._secret, "")
        return text
