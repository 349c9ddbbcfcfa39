"""What open pages are told of, by the kind of event."""
