"""Products: what is sold, and what the rules do with it."""
