"""Coming in: the first workspace of one's own, and invitations into those of others."""
