"""The bridge shown on real parts, without any account: `python -m bridge.sandbox.demo`."""
