"""The outbox: every message, what became of it and why, and what a person can still do about it."""
