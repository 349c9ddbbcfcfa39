"""The screens of companies: the list, a page for each with its people, and who decides there."""
