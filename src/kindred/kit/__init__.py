"""Tools with no domain at all: clock, paging, signing, secrets, safe HTTP, and the two databases."""
