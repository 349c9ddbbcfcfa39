"""Reading values as people write them: a cleaner takes what stands in a cell or a form and returns what is kept."""
