"""The local outbox: mail is kept here to be read, while a workspace has no sending account."""
