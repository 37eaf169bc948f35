"""One person, as her page tells of her: what is open to her and why, and all that came of her."""
