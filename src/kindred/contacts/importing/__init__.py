"""Spreadsheets into the pool: rows cleaned one by one, written batch by batch, bad ones handed back with the reason."""
