"""What a step can do to the contacts that reach it: one file per kind of action, one register."""
