"""The kinds of conditions, a file each; `kinds.py` is their register."""
