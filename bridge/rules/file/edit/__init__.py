"""Changes to the text of a rules file that keep every comment and blank of it."""
