"""The whole bridge as processes; that it works is what every journey shows."""

from pathlib import Path

import pytest

from bridge.sandbox.stack import Stack


def test_a_receiver_that_cannot_start_is_said_at_once(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        stack = Stack({"DATABASE_URL": "", "PORT": "20001"}, log=log)
        with pytest.raises(RuntimeError) as caught:
            stack.start_web()
        stack.stop()
    assert str(caught.value) == "The receiver did not start; its log says why."
    assert "DATABASE_URL is missing" in (tmp_path / "log").read_text()
    assert stack.url == "http://127.0.0.1:20001"
