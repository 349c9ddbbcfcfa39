"""News: what happened that one should know of."""
