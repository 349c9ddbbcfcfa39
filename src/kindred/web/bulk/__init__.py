"""What is done to many contacts at once: a dialog that asks, a preview of the effect, the job, and its undo."""
