"""Contacts that may be one person: the queue to review, merging, and taking it back."""
