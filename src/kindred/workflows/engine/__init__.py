"""The engine: a pure core that decides, and a runner that carries decisions out for thousands of contacts at once."""
