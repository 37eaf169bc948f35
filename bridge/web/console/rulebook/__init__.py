"""Rules: what counts, what it does, how it is changed, and what was before."""
