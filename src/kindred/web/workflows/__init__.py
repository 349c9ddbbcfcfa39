"""What cohorts and sequences share: the designer, where a workflow is made, and the board, where it is seen at work."""
