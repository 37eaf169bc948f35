"""A rules file as pages show it: its lines, what they do in words, and what differs between two."""
