"""Rules on their way: written, and not published yet."""
