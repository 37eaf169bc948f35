"""A destination is one package: whatever stands in its folder is known everywhere."""

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from pathlib import Path

import pytest

from bridge import destinations
from bridge.destinations import registry
from bridge.destinations.account import AccountSettings
from bridge.model import Destination
from bridge.rules.file.grammar.destination_words import CRMS
from bridge.settings import VARIABLES
from tests.destinations.fakes import DictMemory, FreePace

INIT = """
from bridge.destinations.base import Vendor
from bridge.model.variable import Variable, read_rate, read_text

VENDOR = Vendor(
    "MadeUp",
    (Variable("MADEUP_KEY", "your key", read_text), Variable("MADEUP_RATE", "", read_rate, "2")),
    rate="MADEUP_RATE",
    account=lambda values: values.get("MADEUP_KEY", "")[:3],
    adapter="bridge.destinations.madeup.adapter:connect",
)
"""
ADAPTER = "connect = lambda *given: given"
DOCS = Path(destinations.__file__).parents[2] / "docs"
_ADDRESS = re.compile(r"\b[a-z0-9.]+\.com\S*")  # of a page that says why


@pytest.fixture
def madeup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that somebody put into the folder."""
    package = tmp_path / "madeup"
    package.mkdir()
    (package / "__init__.py").write_text(INIT, encoding="utf-8")
    (package / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    monkeypatch.setattr(destinations, "__path__", [*destinations.__path__, str(tmp_path)])
    registry.vendors.cache_clear()
    yield "madeup"
    registry.vendors.cache_clear()


def test_every_package_of_the_folder_is_a_destination(madeup: str) -> None:
    assert {"activecampaign", madeup} <= {*registry.vendors()}
    names = ("activecampaign", madeup, "other")
    assert [registry.called(name) for name in names] == ["ActiveCampaign", "MadeUp", "other"]


def test_its_settings_say_which_account_is_meant_and_how_often_it_may_be_asked(
    madeup: str,
) -> None:
    values = {"MADEUP_KEY": "abc-secret", "MADEUP_RATE": 2.0}
    assert registry.vendors()[madeup].needed == ("MADEUP_KEY",)
    account = AccountSettings(Destination(madeup, madeup), values)
    assert (account.identity, account.rate) == ("madeup abc", 2.0)


def test_the_one_with_settings_is_meant_where_nothing_says_which(madeup: str) -> None:
    assert registry.configured({"MADEUP_KEY": "abc"}) == madeup
    assert registry.configured({}) == "activecampaign"


def test_its_adapter_is_given_settings_pace_memory_and_patience(madeup: str) -> None:
    pace, memory, values = FreePace(), DictMemory(), {"MADEUP_KEY": "abc"}
    account = AccountSettings(Destination(madeup, madeup), values)
    given: object = account.connect(pace, memory, 3)
    assert given == (account, pace, memory, 3)


def test_rules_files_and_settings_know_every_destination_by_it() -> None:
    assert tuple(registry.vendors()) == CRMS
    named = {each.name for vendor in registry.vendors().values() for each in vendor.settings}
    assert named <= {variable.name for variable in VARIABLES}


@pytest.mark.parametrize("name", registry.vendors())
def test_no_other_file_names_a_destination(name: str) -> None:
    """Save its own folder, its stand-in's, and what tries the bridge out with that stand-in."""
    root = Path(destinations.__file__).parents[1]
    own = ("destinations", name), ("sandbox", name), ("sandbox", "demo"), ("sandbox", "control.py")
    told = [
        str(each.relative_to(root))
        for each in root.rglob("*.py")
        if each.relative_to(root).parts[:2] not in own
        and re.search(rf"\b{name}\b", _ADDRESS.sub("", each.read_text(encoding="utf-8").lower()))
    ]
    assert told == []


@pytest.mark.parametrize("name", registry.vendors())
def test_every_destination_has_a_page_that_explains_its_settings(name: str) -> None:
    page = (DOCS / "destinations" / f"{name}.md").read_text(encoding="utf-8")
    vendor = registry.vendors()[name]
    assert [each.name for each in vendor.settings if f"`{each.name}`" not in page] == []
    assert f"crm: {name}" in page


@pytest.mark.parametrize("name", registry.vendors())
def test_every_destination_makes_names_or_says_in_which_menu_one_does(name: str) -> None:
    vendor = registry.vendors()[name]
    module = vendor.adapter.partition(":")[0]
    theirs = [each for each in vars(import_module(module)).values() if isclass(each)]
    makers = [each for each in theirs if each.__module__ == module and hasattr(each, "make")]
    assert bool(makers) is bool(vendor.makes)
    assert vendor.makes <= vendor.sorts
    assert {sort for sort in vendor.sorts if not vendor.where.get(sort)} == set()
