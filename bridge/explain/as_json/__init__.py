"""The record as JSON says it, to commands and over HTTP alike."""
