"""What is done to a selection of contacts: each a dialog that asks, and an act."""
