"""Tasks: what people have to do about contacts."""
