"""What came, newest first, and each delivery with what became of it."""
