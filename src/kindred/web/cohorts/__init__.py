"""The cohort pages: the list, the wizard in three steps, the board, and the people who work on a cohort."""
