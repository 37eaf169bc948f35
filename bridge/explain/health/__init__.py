"""How the bridge is, at a glance: what comes in, what waits, and whether the destinations answer."""
