"""Contacts that may be one person: found by keys they share, compared, and shown with the evidence."""
