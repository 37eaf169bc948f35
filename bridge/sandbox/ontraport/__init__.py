"""Ontraport's stand-in."""

from bridge.sandbox.ontraport.sandbox_account import SandboxOntraport as SandboxOntraport
