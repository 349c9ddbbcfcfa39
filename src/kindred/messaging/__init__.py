"""One message to one contact: written, allowed, handed over once, and accounted for."""
