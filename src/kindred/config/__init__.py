"""The only room that names everything: settings, addresses, followers and the work a worker does."""
