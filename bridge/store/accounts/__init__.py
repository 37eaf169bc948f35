"""Whose account a destination is, whatever the rules file calls it."""
