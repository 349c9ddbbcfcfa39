"""The demo workspace: people who never were, with a year of history, the same for the same seed; its mail never leaves."""
