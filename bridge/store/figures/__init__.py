"""How much of what came: figures that pages show."""
