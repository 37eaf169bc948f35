"""Set-up: the checklist that proves itself."""
