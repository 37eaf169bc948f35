"""A sandbox account as its own process."""

import os
import signal
import subprocess
import sys
from typing import Any

import requests

from bridge.sandbox.activecampaign import SandboxAccount

RUN = (sys.executable, "-m", "bridge.sandbox")


def test_it_runs_as_its_own_process_and_ends_with_sigterm(tmp_path: Any) -> None:
    names = tmp_path / "tags.txt"
    names.write_text("# ours\nGold\n\nSilver\n", encoding="utf-8")
    command = [*RUN, "activecampaign", "--port", "0", "--key", "k", "--rate", "0"]
    command += ["--tags", str(names), "--tag", "Bronze", "--list", "News", "--list", "Deals"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url = said[3]
            assert " ".join(said) == f"Sandbox ActiveCampaign account: {url} with the key k"
            answer = requests.get(f"{url}/api/3/tags", headers={"Api-Token": "k"}, timeout=5)
            tags = [row["tag"] for row in answer.json()["tags"]]
            assert tags == ["Newsletter layout", "Bronze", "Gold", "Silver"]
            answer = requests.get(f"{url}/api/3/lists", headers={"Api-Token": "k"}, timeout=5)
            assert [row["name"] for row in answer.json()["lists"]] == ["News", "Deals"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxAccount() as running:
        port = running.url.rpartition(":")[2]
        command = [*RUN, "activecampaign", "--port", port]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            command, capture_output=True, text=True, check=False, timeout=30
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )


def test_what_a_vendor_does_not_know_is_said() -> None:
    ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
        [*RUN, "kit", "--list", "News"], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ended.returncode, ended.stderr) == (1, "Error: Kit has no lists.\n")
