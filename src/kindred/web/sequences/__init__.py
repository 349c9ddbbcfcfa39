"""The sequence pages: the list, the designer and the board of a workflow that stands on its own."""
