"""YAML as people write it: read with places, and explained where it is wrong."""
