"""The page behind the link in every message, for people who have no account here."""
