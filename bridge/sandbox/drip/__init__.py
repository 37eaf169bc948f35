"""Drip's stand-in."""

from bridge.sandbox.drip.sandbox_account import SandboxDrip as SandboxDrip
