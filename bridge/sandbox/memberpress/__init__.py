"""MemberPress's stand-in."""

from bridge.sandbox.memberpress.sandbox_account import SandboxMemberPress as SandboxMemberPress
