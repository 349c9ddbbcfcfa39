"""The screens: one view per resource, one call down, one page rendered."""
