"""Signing up, logging in, and the people of a workspace."""
