"""Everything that waits for a person, each with what to do and where."""
