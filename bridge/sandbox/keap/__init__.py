"""Keap's stand-in."""

from bridge.sandbox.keap.sandbox_account import SandboxKeap as SandboxKeap
