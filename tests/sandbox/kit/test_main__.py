"""The sandbox account of Kit as its own process."""

import os
import signal
import subprocess
import sys

import requests

from bridge.sandbox.kit import SandboxKit

MODULE = "bridge.sandbox.kit"


def test_it_runs_as_its_own_process_and_ends_with_sigterm() -> None:
    command = [sys.executable, "-m", MODULE, "--port", "0", "--key", "k", "--rate", "0"]
    command += ["--tag", "Gold", "--tag", "Silver", "--field", "Last name", "--sequence", "Hello"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url = said[3]
            assert " ".join(said) == f"Sandbox Kit account: {url} with the key k"
            for path, column, names in (
                ("tags", "name", ["Silver", "Gold"]),
                ("custom_fields", "key", ["last_name"]),
                ("sequences", "name", ["Hello"]),
            ):
                headers = {"X-Kit-Api-Key": "k"}
                answer = requests.get(f"{url}/v4/{path}", headers=headers, timeout=5)
                assert [row[column] for row in answer.json()[path]] == names
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxKit() as running:
        port = running.url.rpartition(":")[2]
        command = [sys.executable, "-m", MODULE, "--port", port]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            command, capture_output=True, text=True, check=False, timeout=30
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )
