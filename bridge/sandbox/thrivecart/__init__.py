"""The cart's account, as far as the bridge asks it."""

from bridge.sandbox.thrivecart.cart_account import SandboxCart as SandboxCart
