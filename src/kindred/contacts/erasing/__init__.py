"""Erasing people: what of them goes, what stays because it names nobody, and how they are known if they come again."""
