"""The examples of a rules file: their language, and trying them by the fold."""
