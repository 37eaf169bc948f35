"""People: finding one, her page, and what one can do for her."""
