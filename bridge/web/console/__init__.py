"""The operator's pages: what came, what became of it and why. Handed what they show."""
