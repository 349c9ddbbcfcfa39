"""What other systems' exports look like: a file for each system, recognised by its headers."""
