"""Ways out: each channel sends prepared messages, one at a time and by word of its desk; it knows no contact."""
