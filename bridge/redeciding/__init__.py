"""DECIDE, once more: what other rules make of what came before, and the way back. Pure but for
`rewriting`, which writes it down."""
