"""The stand-in of a Keap account as its own process."""

import os
import signal
import subprocess
import sys

import requests

from bridge.sandbox.keap import SandboxKeap


def test_it_runs_as_its_own_process_and_ends_with_sigterm() -> None:
    command = [sys.executable, "-m", "bridge.sandbox.keap", "--port", "0", "--key", "k"]
    command += ["--rate", "0", "--tag", "Gold", "--field", "Course", "--automation", "Welcome"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url = said[3]
            assert " ".join(said) == f"Sandbox Keap account: {url} with the key k"
            base, headers = f"{url}/crm/rest/v2", {"X-Keap-API-Key": "k"}
            tags = requests.get(f"{base}/tags", headers=headers, timeout=5).json()["tags"]
            model = requests.get(f"{base}/contacts/model", headers=headers, timeout=5).json()
            found = requests.get(f"{base}/campaigns", headers=headers, timeout=5).json()
            assert [row["name"] for row in tags] == ["Gold"]
            assert [row["label"] for row in model["custom_fields"]] == ["Course"]
            assert [row["name"] for row in found["campaigns"]] == ["Welcome"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxKeap() as running:
        port = running.url.rpartition(":")[2]
        command = [sys.executable, "-m", "bridge.sandbox.keap", "--port", port]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            command, capture_output=True, text=True, check=False, timeout=30
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )
