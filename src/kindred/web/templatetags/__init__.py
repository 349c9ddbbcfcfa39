"""The components of the interface, as template tags; docs/interface.md shows each."""
