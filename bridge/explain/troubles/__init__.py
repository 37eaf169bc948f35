"""Everything that waits for a person, by what is the matter."""
