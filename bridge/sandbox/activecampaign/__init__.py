"""A local stand-in for an ActiveCampaign account, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxAccount(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox.activecampaign --port 8025`; the addresses below
`/sandbox/` (see `bridge/sandbox/control.py`) then do what the methods here do.
"""

from bridge.sandbox.activecampaign.sandbox_account import SandboxAccount

__all__ = ["SandboxAccount"]
