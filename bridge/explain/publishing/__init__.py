"""What was published, by whom, and how the rules file stands to it."""
