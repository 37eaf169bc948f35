"""Why somebody gets in or not: what she holds, what blocks, until when, and what would open."""
