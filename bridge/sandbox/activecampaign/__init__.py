"""ActiveCampaign's stand-in."""

from bridge.sandbox.activecampaign.sandbox_account import SandboxAccount as SandboxAccount
