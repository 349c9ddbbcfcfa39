"""The simple builder of criteria: rows of field, comparison and value, with a live count of who is meant."""
