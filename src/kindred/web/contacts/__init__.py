"""The pages of the pool: all contacts, one contact, what is done to a selection, and imports."""
