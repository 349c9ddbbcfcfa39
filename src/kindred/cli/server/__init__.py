"""What a process needs before it can serve pages, and the server itself."""
