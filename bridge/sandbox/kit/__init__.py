"""Kit's stand-in."""

from bridge.sandbox.kit.sandbox_account import SandboxKit as SandboxKit
