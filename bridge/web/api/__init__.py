"""The same facts for programs, as JSON under /api/; openapi.yaml beside this describes them."""
