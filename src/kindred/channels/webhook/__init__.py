"""Webhooks: JSON posted to an address, signed as Standard Webhooks has it."""
