"""The set-up, step by step: what stands, what is to be done, and where."""
