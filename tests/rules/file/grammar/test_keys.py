"""The table of keys tells programs the same as the reader does."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.keys import FILE


def every_key(table: Table = FILE) -> Iterator[Key]:
    for key in table.keys:
        yield key
        if isinstance(key.takes, Table):
            yield from every_key(key.takes)


def every_form() -> Iterator[Form]:
    for key in every_key():
        if isinstance(key.takes, Form):
            yield key.takes
        elif isinstance(key.takes, Values):
            yield key.takes.form


FORMS = list(dict.fromkeys(every_form()))
PATTERNS = [form for form in FORMS if form.pattern]
CHOICES = [form for form in FORMS if form.choices]


def test_every_key_explains_itself_in_a_sentence() -> None:
    unexplained = [key.name for key in every_key() if not re.fullmatch("[A-Z'].*[.]", key.about)]
    assert unexplained == []


@pytest.mark.parametrize("form", CHOICES, ids=lambda form: form.what)
def test_every_choice_is_taken_and_nothing_else(form: Form) -> None:
    assert [choice for choice in form.choices if form.check(choice)] == []
    assert form.check("something else") != ""


WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])) | st.from_regex(
    r"\A(product|bump|upsell|downsell|x)[-_ ]?[0-9]{0,3},? ?\Z"
)


@given(WORDS)
def test_a_pattern_takes_what_the_check_takes(word: str) -> None:
    disagreeing = [
        form.what
        for form in PATTERNS
        if bool(re.fullmatch(form.pattern, word)) is not (form.check(word) == "")
    ]
    assert disagreeing == []
