"""The record as people ask it: what a buyer has and why, and why she cannot get in."""
