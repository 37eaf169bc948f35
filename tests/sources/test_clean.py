"""Nothing is kept that is secret, or that Postgres cannot store."""

import json

from bridge.sources.thrivecart.samples import JSON, as_form, as_json
from bridge.sources.thrivecart.source import ThriveCart
from tests.sources.reading import SECRET, SOURCE, read, sent


def test_the_secret_is_dropped_at_every_level() -> None:
    fields = sent(
        more={
            "passthrough": {"thrivecart_secret": "x", "note": SECRET, SECRET: "y"},
            "purchases": [{"thrivecart_secret": "x", "url": f"https://example.com/?s={SECRET}"}],
            "Thrivecart_Secret ": "z",
        }
    )
    event = read(fields)
    assert SECRET not in repr(event)
    assert SECRET not in str(event.body)
    assert "secret" not in str(event.body).lower()
    assert event.body["purchases"] == [{"url": "https://example.com/?s="}]


def test_a_short_secret_leaves_ordinary_words_whole() -> None:
    source = ThriveCart("buy")
    event = source.read({}, as_form(sent(secret="buy", more={"note": "buy"})))
    assert event is not None
    assert event.contact.email == "buyer@example.com"
    assert event.body["note"] == ""


def test_no_character_is_kept_that_postgres_refuses() -> None:
    fields = sent(
        name="Bea\0 \x1b[31mBuyer",
        more={"note\0": ["a\0b", "c\ud800d"], "passthrough": {"x\0": "\udfff"}, "order_id": "1\0"},
    )
    event = SOURCE.read({"Content-Type": JSON}, as_json(fields))
    assert event is not None
    kept = json.dumps([repr(event), event.body], ensure_ascii=False)
    assert "\\u0000" not in json.dumps(event.body)
    assert "\0" not in kept
    assert kept.encode() != b""  # a lone surrogate cannot be encoded
    assert event.body["note\ufffd"] == ["a\ufffdb", "c\ufffdd"]
    assert event.contact.first_name == "Bea"
    assert dict(event.body["customer"])["name"] == "Bea\ufffd \ufffd[31mBuyer"  # type: ignore[call-overload] # a nested value
