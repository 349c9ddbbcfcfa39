"""The pages about people's rights: consent, access, erasure, retention."""
