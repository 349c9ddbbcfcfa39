"""Settings of a workspace: its name, its people, the accounts it sends from, its templates, whom it must not write to."""
