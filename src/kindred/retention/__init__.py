"""How long people are kept: rules that find who has been kept long enough, and erase or ask them."""
