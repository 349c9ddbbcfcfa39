"""The criteria language: which contacts are meant, as a document; to SQL, in Python for one contact, read aloud."""
