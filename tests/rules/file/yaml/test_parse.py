"""What is not YAML, or not a rules file at all, is refused in words for anybody."""

from pathlib import Path

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import load, parse
from bridge.rules.file.yaml import parse as tree

FINE = "crm: activecampaign\nrules:\n  - name: A\n    when: purchase\n    add: VIP\n"


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def refused(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as told:
        load(path)
    return list(told.value.problems)


SAME_COLUMN = "Entries of one list, and keys of one rule, begin in the same column."
NOT_OURS = "is not the one of the keyboard (it is U+00A0). Type it anew."
UNREADABLE = {
    "a tab as indentation": (
        "crm: activecampaign\nrules:\n\t- name: A\n\t  when: refund\n",
        "line 3: the line is indented with a tab. YAML takes spaces only: use two for each level.",
        "line 4: the line is indented with a tab. YAML takes spaces only: use two for each level.",
    ),
    "a tab after a colon": (
        "crm:\tactivecampaign\n",
        "line 1: a tab stands here. YAML takes spaces only: replace each tab with two spaces.",
    ),
    "a key further left than its rule": (
        "rules:\n  - name: A\n   when: refund\n",
        "line 3: this line or line 2 above it is indented wrongly: here 'when' begins in column 4, "
        f"there 'name' in column 5. {SAME_COLUMN}",
    ),
    "a list entry further left": (
        "rules:\n    - name: A\n  - name: B\n",
        "line 3: this line or line 2 above it is indented wrongly: here the '-' begins in column "
        f"3, there in column 5. {SAME_COLUMN}",
    ),
    "a key further right than its rule": (
        "rules:\n  - name: A\n      when: refund\n",
        "line 3: this line or line 2 above it is indented wrongly: here 'when' begins in column 7, "
        f"there 'name' in column 5. {SAME_COLUMN}",
    ),
    "a key further left than those two lines above": (
        "memberships:\n   Gold:\n    items: product-12\n\n    # the other one\n  Silver:\n",
        "line 6: this line or line 2 above it is indented wrongly: here 'Silver' begins in column "
        f"3, there 'Gold' in column 4. {SAME_COLUMN}",
    ),
    "a list entry between two columns": (
        "rules:\n  - name: A\n    items:\n      - product-1\n   - name: B\n",
        "line 5: this line or line 2 above it is indented wrongly: here the '-' begins in column "
        f"4, there in column 3. {SAME_COLUMN}",
    ),
    "a line that slipped to the margin": (
        "rules:\n  - name: A\nwhen: refund\n    add: X\n",
        "line 4: this line or line 3 above it is indented wrongly: here 'add' begins in column 5, "
        f"there 'when' in column 1. {SAME_COLUMN}",
    ),
    "no blank after a colon within a rule": (
        "rules:\n  - name: A\n    coupon:SUMMER*\n    add: X\n",
        "line 3: the blank after the colon is missing. Write 'coupon: SUMMER*'.",
    ),
    "no blank after a dash's colon": (
        "rules:\n  - name:A\n    when: refund\n",
        "line 2: the blank after the colon is missing. Write 'name: A'.",
    ),
    "no blank after the last colon": (
        "rules:\n  - name: A\n    add:X\n",
        "line 3: the blank after the colon is missing. Write 'add: X'.",
    ),
    "an address where a key is due": (
        "crm: activecampaign\nhttps://example.com\nrules: []\n",
        "line 2: this line has no colon. Write 'key: value', with a blank after the colon.",
    ),
    "no blank after a colon": (
        "crm:activecampaign\nrules:\n  - name: A\n",
        "line 1: the blank after the colon is missing. Write 'crm: activecampaign'.",
    ),
    "a membership's name without its colon": (
        "memberships:\n  Gold Membership\n    items: product-12\n",
        "line 3: this line is indented further than line 2 above it, or line 2 lacks its colon.",
    ),
    "a second colon": (
        "rules:\n  - name: VIP: upsell\n",
        "line 2: a second colon stands in this line. Put a text that holds a colon in quotes.",
    ),
    "a line without a colon": (
        "crm: activecampaign\nrules\nexamples: []\n",
        "line 2: this line has no colon. Write 'key: value', with a blank after the colon.",
    ),
    "an open double quote": (
        'rules:\n  - name: "A\n    when: refund\n',
        "line 2: the quote that opens here is never closed.",
    ),
    "an open single quote": (
        "rules:\n  - name: 'A\n    when: refund\n",
        "line 2: the quote that opens here is never closed.",
    ),
    "an apostrophe in single quotes": (
        "rules:\n  - name: 'it's'\n",
        "line 2: the text goes on after its closing quote or bracket. A quote inside single "
        "quotes is written twice: 'it''s'.",
    ),
    "a backslash in double quotes": (
        'rules:\n  - name: "a\\q"\n',
        "line 2: a backslash (\\) has a meaning of its own between double quotes. "
        "Use single quotes.",
    ),
    "an impossible letter's code": (
        'rules:\n  - name: "\\UFFFFFFFF"\n',
        "line 2: a code in this line stands for no letter.",
    ),
    "an open bracket": (
        "rules:\n  - name: A\n    items: [product-12, upsell-3\n    when: refund\n",
        "line 3: the bracket '[' that opens here is not closed, or a comma between two entries is "
        "missing.",
    ),
    "an open brace": (
        "rules:\n  - {name: A, when: refund\n",
        "line 2: the brace '{' that opens here is not closed, or a comma between two entries is "
        "missing.",
    ),
    "a bracket too many": (
        "rules:\n  - items: [product-12]]\n",
        "line 2: the ']' in this line closes nothing. Take it out.",
    ),
    "a text that begins with @": (
        "rules:\n  - name: @home\n",
        "line 2: a text cannot begin with '@'. Put it in quotes.",
    ),
    "a text that begins with *": (
        "rules:\n  - name: *VIP\n",
        "line 2: no '&VIP' stands above, so '*VIP' repeats nothing. Write out what it was to "
        "repeat, or put it in quotes if it is a text.",
    ),
    "a text that begins with !": (
        "rules:\n  - name: !important sale\n",
        "line 2: '!important' is an instruction to YAML, not text. "
        "If it is text, put it in quotes.",
    ),
    "a list entry behind a key": (
        "crm: activecampaign\nrules: - name: A\n",
        "line 2: a list's '-' cannot stand here. Begin a line with it.",
    ),
    "two anchors of one name": (
        "crm: &a activecampaign\nrules: &a 1\n",
        "line 2: this anchor's name (&) is in use above. Give it another.",
    ),
    "two documents": (
        "crm: activecampaign\n---\nrules: 1\n",
        "line 2: a second file begins here ('---'). Take this line out.",
    ),
    "something else altogether": (
        "%x\n",
        "line 2: YAML cannot read on from here. Look at this line and the one above it for a "
        "missing colon, quote or bracket, or another indentation.",
    ),
    "an invisible letter": (
        "crm: activecampaign\nrules:\n  - name: A\x07\n",
        "line 3: the invisible letter U+0007 cannot stand here. Type the line anew.",
    ),
    "lines indented with blanks of a web page": (
        "memberships:\n  Gold:\n\u00a0\u00a0\u00a0\u00a0items: product-12\n    \u00a0refund: off\n",
        f"line 3: the blank at the line's beginning {NOT_OURS}",
        f"line 4: the blank at the line's beginning {NOT_OURS}",
    ),
    "a blank of a web page behind a colon": (
        "memberships:\n  Gold:\n    items:\u00a0product-12\n",
        f"line 3: the blank behind the colon {NOT_OURS}",
    ),
    "a blank of a web page behind a dash": (
        "rules:\n  -\u00a0name: A\n",
        f"line 2: the blank at the line's beginning {NOT_OURS}",
    ),
    "an anchor inside itself": (
        "crm: activecampaign\nrules: &a\n  - *a\n",
        "line 3: an anchor's value (&) holds itself (*). Write it out.",
    ),
    "too many levels": (
        "crm: " + "[" * 5000 + "\n",
        "line 1: more than 20 levels stand inside each other. A rules file needs six at most.",
    ),
    "too many levels by anchors": (
        "".join(f"k{n}: &a{n} [{f'*a{n - 1}' if n else 1}]\n" for n in range(30)),
        "line 20: more than 20 levels stand inside each other. A rules file needs six at most.",
    ),
    "anchors that grow without end": (
        "".join(
            f"k{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'lol'] * 10)}]\n" for n in range(15)
        ),
        "line 5: the file holds more than 100,000 values, an anchor's (&) counted at each use "
        "(*). Is it the right one?",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_it_says_in_plain_words_where_yaml_cannot_read_on(case: str) -> None:
    text, *expected = UNREADABLE[case]
    assert problems(text) == [f"rules.yaml {sentence}" for sentence in expected]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "{}", "[]", "''"])
def test_an_empty_file_is_called_empty(text: str) -> None:
    assert problems(text) == ["rules.yaml: the file is empty. Begin it with 'crm: activecampaign'."]


@pytest.mark.parametrize(
    ("text", "sort"), [("- name: A\n", "a list"), ("crm is activecampaign\n", "a text")]
)
def test_a_file_of_another_shape_is_told_what_it_should_be(text: str, sort: str) -> None:
    assert problems(text) == [
        f"rules.yaml: the file is {sort}. It must be keys with values, such as "
        "'crm: activecampaign'."
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    assert refused(path) == [f"{path}: there is no such file. Is RULES_FILE right?"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == [f"{tmp_path}: the file cannot be read (Is a directory)."]


def test_a_file_of_another_encoding_is_told_which_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes("crm: activecampaign\nrules:\n  - name: Café\n".encode("latin-1"))
    assert refused(path) == [
        f"{path} line 3: the file is not saved as UTF-8. Save it as UTF-8 in your editor."
    ]


def test_a_file_over_a_mebibyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(FINE.encode() + b"#\xc3\xa9" * 2**20)
    assert refused(path) == [f"{path}: the file is over 1 MiB. Is it the right one?"]
    assert problems("#" * (2**20 + 1)) == [
        "rules.yaml: the file is over 1 MiB. Is it the right one?"
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff", "---\n"])
def test_it_reads_a_file_as_editors_save_it(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes((mark + FINE).replace("\n", "\r\n").encode())
    assert load(path).rules[0].add == ("VIP",)


def test_a_file_of_more_values_than_any_shop_has_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tree, "MOST_VALUES", 1_000)  # the true bound takes seconds to reach
    assert problems("crm: activecampaign\nrules:\n" + "  - a\n" * 9_000) == [
        "rules.yaml line 1001: the file holds more than 1,000 values, an anchor's (&) counted at "
        "each use (*). Is it the right one?"
    ]


def test_an_anchor_may_repeat_a_list() -> None:
    text = (
        "crm: activecampaign\nmemberships:\n  Gold:\n    items: &gold [product-1, upsell-2]\n"
        "rules:\n  - {name: A, when: purchase, items: *gold, add: VIP}\n"
    )
    assert parse(text).rules[-1].items == ("product-1", "upsell-2")


def test_a_number_made_to_cost_hours_costs_nothing() -> None:
    endless = "1" + ":59" * 100_000
    (problem,) = problems(FINE.replace("VIP", endless))
    assert problem == (
        f"rules.yaml line 5, rule 'A': the tag '{endless[:59]}…' is read by YAML as a number. "
        f'Put it in quotes: "{endless[:59]}…".'
    )
