"""What the Makefile calls: making the environment, checking, locking, taking pictures."""
