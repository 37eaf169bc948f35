"""What is not YAML is refused in words for anybody."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, problems

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


QUOTES = "Put a text that holds a colon in quotes."


COLONS = {
    "payment failed: suspend: after 5 days": "Write 'payment failed: suspend after 5 days'.",
    "payment failed: suspend: 5 days # grace": "Write 'payment failed: suspend after 5 days'.",
    "payment failed: after: 5 days": "Write 'payment failed: after 5 days'.",
    "cancelled: at: period end": "Write 'cancelled: at period end'.",
    "refund: at: period end": "Put a text that holds a colon in quotes.",
    "cancelled: suspend: after 5 days": "Put a text that holds a colon in quotes.",
    "revoke tag: Level: Gold": (
        'Put a text that holds a colon in quotes: revoke tag: "Level: Gold".'
    ),
}


@pytest.mark.parametrize("line", COLONS)
def test_a_phrase_with_a_second_colon_is_led_to_the_one_without(line: str) -> None:
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5: a second colon stands in this line. {COLONS[line]}"
    ]


FLAT = {
    "rules:\n- name: A\nwhen: purchase\nadd: X\n": ("rules", 4, "each '- name:'"),
    "rules:\nname: A\nwhen: purchase\nadd: X\n": ("rules", 3, "each '- name:'"),
    "rules:\n- name: A\nwhen: purchase\nadd: X\n- name: B\nwhen: refund\nadd: Y\n": (
        "rules", 4, "each '- name:'",
    ),
    "memberships:\nGold:\nitems: product-1\nSilver:\nitems: product-2\n": (
        "memberships", 4, "each tag",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", FLAT)
def test_a_part_whose_levels_all_begin_in_the_first_column_is_told_once(text: str) -> None:
    part, line, first = FLAT[text]
    assert problems(f"crm: activecampaign\n{text}") == [
        f"rules.yaml line {line}: what belongs to '{part}' is indented below it. Begin {first} two "
        "columns further right, and the keys below it four."
    ]


def test_keys_of_the_file_may_follow_a_part_in_the_first_column() -> None:
    text = "memberships:\n  Gold:\n    items: product-1\nstyle: plain\ncrm: activecampaign\n"
    assert parse(text).warnings == ()
