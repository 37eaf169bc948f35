"""What is not YAML, or not a rules file at all, is refused in words for anybody."""

from pathlib import Path

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import load, parse
from bridge.rules.file.yaml import parse as tree
from tests.rules.file.texts import problems

FINE = "crm: activecampaign\nrules:\n  - name: A\n    when: purchase\n    add: VIP\n"


def refused(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as told:
        load(path)
    return list(told.value.problems)


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
