"""The sandbox site as its own process."""

import os
import signal
import subprocess
import sys

import requests

from bridge.sandbox.memberpress import SandboxMemberPress


def test_it_runs_as_its_own_process_and_ends_with_sigterm() -> None:
    command = [sys.executable, "-m", "bridge.sandbox.memberpress", "--port", "0", "--key", "k"]
    command += ["--rate", "0", "--membership", "Gold", "--membership", "Silver"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            assert " ".join(said) == f"Sandbox MemberPress site: {said[3]} with the key k"
            address = f"{said[3]}/wp-json/mp/v1/memberships"
            answer = requests.get(address, headers={"Authorization": "k"}, timeout=5)
            assert [row["title"] for row in answer.json()] == ["Silver", "Gold"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with SandboxMemberPress() as running:
        port = running.url.rpartition(":")[2]
        command = [sys.executable, "-m", "bridge.sandbox.memberpress", "--port", port]
        ended = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            command, capture_output=True, text=True, check=False, timeout=30
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"Error: Port {port} cannot be had: Address already in use. Name another with --port.\n"
    )
