"""Bringing contacts in from a spreadsheet: upload, match the columns, watch, read the result."""
