"""What can be done to many contacts at once: a file for each, listed in `registry.py`."""
