"""The Drip stand-in as its own process."""

import os
import signal
import subprocess
import sys
from typing import Any

import requests

from bridge.sandbox.drip import SandboxDrip


def test_it_runs_as_its_own_process_and_ends_with_sigterm(tmp_path: Any) -> None:
    names = tmp_path / "tags.txt"
    names.write_text("# ours\nGold\n\nSilver\n", encoding="utf-8")
    command = [sys.executable, "-m", "bridge.sandbox.drip", "--port", "0", "--key", "k"]
    command += ["--rate", "0", "--tags", str(names), "--tag", "Bronze", "--list", "News"]
    command += ["--field", "Last order"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url = said[3]
            assert " ".join(said) == (
                f"Sandbox Drip account: {url} with the account 9999999 and the token k"
            )
            told = [
                requests.get(f"{url}/v2/9999999/{path}", auth=("k", ""), timeout=5).json()
                for path in ("tags", "custom_field_identifiers", "campaigns")
            ]
            assert told[0] == {"tags": ["Bronze", "Gold", "Silver"]}
            assert told[1] == {"custom_field_identifiers": ["last_order"]}
            assert [row["name"] for row in told[2]["campaigns"]] == ["News"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxDrip() as running:
        port = running.url.rpartition(":")[2]
        command = [sys.executable, "-m", "bridge.sandbox.drip", "--port", port]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            command, capture_output=True, text=True, check=False, timeout=30
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )
