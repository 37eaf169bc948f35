"""How the bridge is, at a glance: what comes in, what waits, whether destinations answer."""
