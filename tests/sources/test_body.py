"""From the bytes of a POST to its fields, however it came."""

import json

import pytest

from bridge.sources.body import decoded
from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json
from tests.sources.reading import SECRET, SOURCE, rejection, sent

MULTIPART = "multipart/form-data; boundary=edge"


NEITHER = (
    "The body is neither a form nor JSON, so it was not stored. Check that the cart posts "
    "application/x-www-form-urlencoded or application/json to this address."
)


NOT_FIELDS = (
    "The body is JSON but not an object with fields, so it was not stored. "
    "Check what is posting to this address."
)


TOO_MANY = (
    "This delivery has more than 5,000 fields, so it was not stored. "
    "No order looks like that; check what is posting to this address."
)


BROKEN_MULTIPART = (
    "The body says it is multipart/form-data but cannot be read as that, so it was not stored. "
    "Check that the cart posts application/x-www-form-urlencoded or application/json."
)


@pytest.mark.parametrize(
    "content_type", ["", FORM, JSON, "text/plain", "nonsense", "; ;", MULTIPART]
)
@pytest.mark.parametrize("encode", [as_form, as_json])
def test_a_wrong_or_missing_content_type_does_not_matter(content_type, encode) -> None:  # type: ignore[no-untyped-def] # pytest's own values
    event = SOURCE.read({"Content-Type": content_type}, encode(sent()))
    assert event == SOURCE.read({"Content-Type": FORM}, as_form(sent()))


def test_multipart_is_read() -> None:
    pairs = {
        "event": "order.success",
        "thrivecart_secret": SECRET,
        "customer[email]": "a@example.com",
    }
    body = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs.items()
    )
    event = SOURCE.read({"Content-Type": MULTIPART}, f"{body}--edge--\r\n".encode())
    assert event is not None
    assert event.contact.email == "a@example.com"


@pytest.mark.parametrize("body", [b"--edge", b"--other\r\n\r\n", b"--edge\r\nbroken\r\n--ed"])
def test_broken_multipart_is_refused(body: bytes) -> None:
    assert rejection(body, MULTIPART) == (400, BROKEN_MULTIPART)
    assert rejection(body, "multipart/form-data") == (400, BROKEN_MULTIPART)


@pytest.mark.parametrize("content_type", ["", FORM, "text/plain"])
@pytest.mark.parametrize("body", [b"hello", b"\xff\xfe\x00", b"12", b"<html></html>", b"&&&"])
def test_what_is_neither_form_nor_json_is_refused(body: bytes, content_type: str) -> None:
    assert rejection(body, content_type) == (400, NEITHER)


@pytest.mark.parametrize(
    "body", [b"[1]", b'[{"a": 1}]', b"12", b'"text"', b"null", b"true", b"NaN"]
)
def test_json_that_holds_no_fields_is_refused(body: bytes) -> None:
    assert rejection(body, JSON) == (400, NOT_FIELDS)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"event":', "line 1, column 10"),
        (b'{"event": "order.success",\n "a" 1}', "line 2, column 6"),
        (b"{'event': 'x'}", "line 1, column 2"),
    ],
)
def test_broken_json_is_refused_with_its_place_and_nothing_of_it(body: bytes, place: str) -> None:
    message = (
        f"The body is not readable JSON ({place}), so it was not stored. "
        "Check what is posting to this address."
    )
    assert rejection(body, JSON) == (400, message)
    assert rejection(body, FORM) == (400, message)


def test_a_multipart_form_of_ten_thousand_keys_is_refused() -> None:
    part = '--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    assert rejection((part * 10_000 + "--edge--").encode(), MULTIPART) == (400, BROKEN_MULTIPART)


def test_json_of_ten_thousand_keys_is_refused() -> None:
    flat = json.dumps({f"key{number}": "x" for number in range(10_000)}).encode()
    nested = json.dumps({"order": {"charges": [["x"] * 100] * 100}}).encode()
    assert rejection(flat, JSON) == (400, TOO_MANY)
    assert rejection(nested, JSON) == (400, TOO_MANY)


def test_one_odd_letter_does_not_lose_the_sale() -> None:
    in_form = as_form(sent()).replace(b"=Bea+Buyer", b"=Jos%E9+Buyer")
    in_bytes = as_form(sent()).replace(b"=Bea&", b"=Jos\xe9&")
    for body in (in_form, in_bytes):
        event = SOURCE.read({"Content-Type": FORM}, body)
        assert event is not None
        assert event.contact.email == "buyer@example.com"
        assert event.problem == ""
    assert event is not None
    assert event.contact.first_name == "Jos"


def test_an_email_with_an_unreadable_letter_is_nobody() -> None:
    event = SOURCE.read(
        {"Content-Type": FORM}, as_form(sent()).replace(b"buyer%40", b"b\xfcyer%40")
    )
    assert event is not None
    assert event.contact.email == ""


def test_a_byte_order_mark_does_not_matter() -> None:
    assert SOURCE.read({}, b"\xef\xbb\xbf" + as_json(sent())) == SOURCE.read({}, as_json(sent()))


def test_odd_numbers_of_json_are_read() -> None:
    body = as_json(sent()).decode()
    body = body.replace('"total": "4900"', f'"total": 1{"0" * 9_000}')
    body = body.replace('"order_id": "1001"', '"order_id": 1001, "odd": [NaN, Infinity, -1e999]')
    event = SOURCE.read({"Content-Type": JSON}, body.encode())
    assert event is not None
    assert (event.order_id, event.money.amount) == ("1001", None)
    assert event.body["odd"] == [None, None, "-1e999"]
    assert json.loads(json.dumps(event.body, allow_nan=False)) == event.body


def test_a_line_end_inside_a_text_of_json_is_read() -> None:
    event = SOURCE.read(
        {"Content-Type": JSON}, as_json(sent()).replace(b"Bea Buyer", b"Bea\nBuyer")
    )
    assert event is not None
    assert event.body["customer"] == {**sent()["customer"], "name": "Bea\nBuyer"}


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("ISO-8859-1", b"name=Zo%EB+M%FCller"),
        ("iso-8859-1", "name=Zoë Müller".encode("latin-1")),
        ("windows-1252", b"name=Zo%EB+M%FCller"),
        ("gb18030", b"name=Zo%810%8A5+M%A8%B9ller"),
        ("utf-8", b"name=Zo%C3%AB+M%C3%BCller"),
        ("no-such-charset", b"name=Zo%C3%AB+M%C3%BCller"),
        ("utf-16", b"name=Zo%C3%AB+M%C3%BCller"),
        ("rot13", b"name=Zo%C3%AB+M%C3%BCller"),
        ("unicode_escape", b"name=Zo%C3%AB+M%C3%BCller"),
        ("cp864", b"name=Zo%C3%AB+M%C3%BCller"),
        ("punycode", b"name=Zo%C3%AB+M%C3%BCller"),
        ("utf-7", b"name=Zo%C3%AB+M%C3%BCller"),
        ("idna", b"name=Zo%C3%AB+M%C3%BCller"),
    ],
)
def test_a_form_is_read_in_the_charset_that_it_declares(charset: str, body: bytes) -> None:
    headers = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
    assert decoded(headers, body) == {"name": "Zoë Müller"}


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("Shift_JIS", "name=山田".encode("shift_jis")),
        ("Shift_JIS", b"name=%8ER%93c"),
        ("EUC-KR", "name=山田".encode("euc_kr")),
        ("Big5", "name=山田".encode("big5")),
    ],
)
def test_so_are_charsets_of_two_bytes_a_letter(charset: str, body: bytes) -> None:
    headers = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
    assert decoded(headers, body) == {"name": "山田"}


def test_json_is_read_in_the_charset_that_it_declares_too() -> None:
    headers = {"Content-Type": "application/json; charset=ISO-8859-1"}
    body = '{"name": "Zoë Müller"}'.encode("latin-1")
    assert decoded(headers, body) == {"name": "Zoë Müller"}
