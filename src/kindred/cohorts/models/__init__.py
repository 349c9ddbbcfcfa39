"""The nouns of this room, a file each."""
