"""Measurements of the product through its real code paths, beside what raw SQL or a raw protocol does with the same."""
