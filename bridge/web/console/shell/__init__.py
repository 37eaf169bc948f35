"""Who may come in, and what every page has."""
