"""The sandbox Ontraport account as its own process."""

import os
import signal
import subprocess
import sys

import requests

from bridge.sandbox.ontraport import SandboxOntraport

MODULE = "bridge.sandbox.ontraport"


def test_it_runs_as_its_own_process_and_ends_with_sigterm() -> None:
    command = [sys.executable, "-m", MODULE, "--port", "0", "--key", "k", "--rate", "0"]
    command += ["--tag", "Gold", "--field", "Course", "--automation", "Welcome"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url, app_id = said[3], said[8]
            told = f"Sandbox Ontraport account: {url} with the app id {app_id} and the key k"
            assert " ".join(said) == told
            headers = {"Api-Appid": app_id, "Api-Key": "k"}
            answer = requests.get(f"{url}/1/Tags", headers=headers, timeout=5)
            assert [row["tag_name"] for row in answer.json()["data"]] == ["Deal won", "Gold"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxOntraport() as running:
        port = running.url.rpartition(":")[2]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            [sys.executable, "-m", MODULE, "--port", port],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )
