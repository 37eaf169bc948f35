"""Whatever is posted, the source answers with an event or a plain refusal, never a traceback."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from bridge.model import Event
from bridge.model.errors import WebhookRejected
from bridge.sources.thrivecart.samples import FORM, JSON, WORDS, as_form, as_json
from bridge.sources.thrivecart.shapes import FRAME, ORDER, SENT
from tests.sources.reading import SECRET, SOURCE, sent

CONTENT_TYPES = st.sampled_from(
    [FORM, JSON, "", "text/plain", "multipart/form-data; boundary=x", "a/b; c=\x00"]
)


ODD = st.sampled_from(
    [
        "null", "false", "true", "0", "-1", "9" * 30, "9" * 5_000, "NaN", "1e999", "\0", "\ud800",
        "&#0;", "&#xd800;", "&amp;", "product-12", "upsell_3,", "a@example.com", "2026-01-05",
        "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "99999999999", "²", "١٢", SECRET,
    ]
)  # fmt: skip


SCALARS = st.one_of(
    ODD,
    st.text(),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.integers(min_value=10**40, max_value=10**60),
)


# The names we read, so that odd values stand where they can hurt.
NAMES = st.one_of(
    st.sampled_from([*SENT.reads, *ORDER.reads, *FRAME.reads, "type", "charges", "email", "0"]),
    ODD,
    st.text(),
)


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=25,
)


BODIES = st.dictionaries(NAMES, VALUES, max_size=12)


def answer(content_type: str, body: bytes) -> Event | None:
    """The event, if there is one, having checked that it can be kept."""
    try:
        event = SOURCE.read({"Content-Type": content_type}, body)
    except WebhookRejected as refused:
        assert_plain(refused)
        return None
    if event is not None:
        assert_storable(event)
    return event


def assert_plain(refused: WebhookRejected) -> None:
    assert refused.status in (400, 401)
    assert SECRET not in str(refused)


def assert_storable(event: Event) -> None:
    written = json.dumps(event.body, ensure_ascii=False, allow_nan=False)
    everything = f"{event!r}{written}"
    everything.encode()  # fails on a lone surrogate
    assert "\0" not in everything
    assert "\\u0000" not in everything
    assert SECRET not in everything
    assert 0 < len(event.key) <= 100
    assert event.occurred_at is None or event.occurred_at < datetime(3000, 1, 1, tzinfo=UTC)


LEAVES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(alphabet="abc_-12", min_size=1, max_size=8), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(CONTENT_TYPES, st.binary(max_size=300))
def test_any_bytes(content_type: str, body: bytes) -> None:
    answer(content_type, body)


@given(CONTENT_TYPES, st.binary(max_size=300))
def test_any_bytes_beside_the_right_secret(content_type: str, body: bytes) -> None:
    signed = f"thrivecart_secret={SECRET}&event=order.success&".encode()
    answer(content_type, signed + body)
    answer(content_type, b'{"thrivecart_secret": "' + SECRET.encode() + b'", "event": "' + body)


@given(CONTENT_TYPES, st.binary(max_size=200))
def test_any_multipart(content_type: str, body: bytes) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="thrivecart_secret"\r\n\r\n'
    answer(content_type, head + SECRET.encode() + b"\r\n--x\r\n" + body + b"\r\n--x--\r\n")


@given(st.lists(st.tuples(st.text(alphabet="ab[]019é\0", max_size=12), ODD), max_size=20))
def test_any_form(pairs: list[tuple[str, str]]) -> None:
    signed = [*pairs, ("thrivecart_secret", SECRET), ("event", "order.refund")]
    body = urlencode(signed, errors="surrogatepass").encode()
    assert answer(FORM, body) is not None
    assert answer(FORM, body) == answer("", body)


@given(st.sampled_from(WORDS), BODIES)
def test_any_json_object(word: str, body: dict[str, Any]) -> None:
    signed = {"event": word, **body, "thrivecart_secret": SECRET}
    assert answer(JSON, json.dumps(signed).encode()) is not None


@given(st.sampled_from(WORDS), BODIES)
def test_any_field_of_a_real_delivery_may_be_odd(word: str, odd: dict[str, Any]) -> None:
    fields = sent(word) | odd | {"thrivecart_secret": SECRET}
    assert answer(JSON, json.dumps(fields).encode()) is not None


@given(
    st.sampled_from(WORDS),
    st.dictionaries(
        st.sampled_from([name for name in SENT.reads if name != "event"]), TREES, max_size=6
    ),
)
def test_form_and_json_tell_the_same_event(word: str, odd: dict[str, Any]) -> None:
    fields = sent(word) | odd
    assert answer(FORM, as_form(fields)) == answer(JSON, as_json(fields))
