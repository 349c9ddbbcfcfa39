"""Ways out: each channel sends one prepared message and knows no contact."""
