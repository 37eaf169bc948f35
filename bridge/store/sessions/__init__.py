"""Who is logged in to the console, as far as a signed cookie does not tell it."""
