"""Measurements of the bridge on this machine: `make bench`. Nothing here passes or fails."""
