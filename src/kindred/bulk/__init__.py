"""One act on many contacts at once: previewed, worked in the background, taken back."""
