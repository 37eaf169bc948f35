"""What a platform reads agrees with what the programs need."""

import json
import re
import tomllib
from pathlib import Path

import yaml
from click.testing import CliRunner

from bridge.__main__ import cli
from bridge.destinations import registry
from bridge.settings import VARIABLES as EVERY
from bridge.settings import read

ROOT = Path(__file__).parent.parent
APP = json.loads((ROOT / "app.json").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REQUIREMENTS = (ROOT / "requirements.txt").read_text()
# What a destination needs besides stands on its page; those of the delivered rules file are here.
_OURS = yaml.safe_load((ROOT / "rules.yaml").read_text())["crm"]
_OTHERS = {
    each.name for name, v in registry.vendors().items() if name != _OURS for each in v.settings
}
VARIABLES = [variable for variable in EVERY if variable.name not in _OTHERS]
BY_THE_PLATFORM = {"DATABASE_URL", "REDIS_URL", "PORT"}  # the add-ons and the router set them


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_button_asks_for_every_setting_the_platform_does_not_make() -> None:
    assert set(APP["env"]) == {v.name for v in VARIABLES} - BY_THE_PLATFORM
    of_one_crm = {each.name for each in registry.vendors()[_OURS].settings}
    needed = {v.name for v in VARIABLES if v.default is None} - BY_THE_PLATFORM - of_one_crm
    assert {name for name, told in APP["env"].items() if told.get("required", True)} == (
        needed | {"CONSOLE_PASSWORD"}  # made by the platform
    )
    assert [name for name, told in APP["env"].items() if not told["description"]] == []


def test_the_button_makes_the_consoles_password_and_tells_the_defaults_of_the_rest() -> None:
    assert APP["env"]["CONSOLE_PASSWORD"]["generator"] == "secret"
    given = {name: told["value"] for name, told in APP["env"].items() if "value" in told}
    defaults = {v.name: v.default for v in VARIABLES if v.default}
    # Heroku's router is a proxy.
    assert given == {name: defaults[name] for name in defaults.keys() - BY_THE_PLATFORM} | {
        "PROXY_HOPS": "1"
    }


def test_the_button_starts_the_processes_of_the_procfile() -> None:
    processes = re.findall(r"^(\w+):", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert processes == ["release", *APP["formation"]]
    assert [addon["plan"].split(":")[0] for addon in APP["addons"]] == [
        "heroku-postgresql",
        "heroku-redis",
    ]


def test_the_example_of_the_environment_holds_every_setting_explained_and_can_be_read() -> None:
    text = (ROOT / ".env.example").read_text()
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(given) == {v.name for v in VARIABLES}
    to_fill_in = {"THRIVECART_SECRET", "ACTIVECAMPAIGN_KEY"}
    optional = {v.name for v in VARIABLES if v.default == ""} & set(given)
    assert {"CONSOLE_PASSWORD", "NOTIFY_URL", "NOTIFY_KEY"} <= optional
    assert {name for name, value in given.items() if not value} == to_fill_in | optional
    own_account = {"ACTIVECAMPAIGN_URL": "https://shop.api-us1.com"}
    read(given | own_account | dict.fromkeys(to_fill_in, "filled in"))
    blocks = [block for block in text.split("\n\n") if re.search("^[A-Z_]+=", block, re.MULTILINE)]
    assert [block for block in blocks if not block.startswith("# ")] == []


def test_every_runtime_dependency_is_pinned_in_its_asked_version() -> None:
    pinned = {
        _plain(name): tuple(map(int, version.split(".")))
        for name, version in re.findall(r"^([\w.-]+)==([\d.]+)$", REQUIREMENTS, re.MULTILINE)
    }
    for asked in PROJECT["dependencies"]:
        name, extra, least = re.fullmatch(r"([\w-]+)(?:\[(\w+)\])?>=([\d.]+)", asked).groups()  # type: ignore[union-attr] # a line that does not match shall fail
        assert pinned[_plain(name)] >= tuple(map(int, least.split("."))), asked
        assert not extra or {f"{name}-{extra}", extra} & pinned.keys(), asked


def test_the_requirements_install_the_bridge_itself_and_name_no_place() -> None:
    lines = [line for line in REQUIREMENTS.splitlines() if line and line.lstrip()[0] != "#"]
    assert lines[-1] == "."
    assert [line for line in lines[:-1] if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert "://" not in REQUIREMENTS
    assert "/" not in REQUIREMENTS


def test_only_what_runs_is_required() -> None:
    for extra in PROJECT["optional-dependencies"].values():
        for asked in extra:
            assert f"\n{re.split('[>=[]', asked)[0]}==" not in REQUIREMENTS


def test_the_python_of_deployments_is_one_that_the_project_allows() -> None:
    chosen = tuple(map(int, (ROOT / ".python-version").read_text().split(".")))
    least = tuple(map(int, PROJECT["requires-python"].removeprefix(">=").split(".")))
    assert chosen >= least


def test_a_pre_commit_hook_checks_the_rules_files_and_nothing_else() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    script, *arguments = hook["entry"].split()
    assert (PROJECT["scripts"][script], hook["language"]) == ("bridge.__main__:main", "python")
    assert CliRunner().invoke(cli, [*arguments, str(ROOT / "rules.yaml")]).exit_code == 0
    assert [
        bool(re.search(hook["files"], path))
        for path in ("rules.yaml", "shop/rules.yaml", "my-rules.yaml", "rules.yaml.old")
    ] == [True, True, False, False]
