"""`kindred import`: a file into the pool, the imports there were, and the way back."""
