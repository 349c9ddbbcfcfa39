"""The criteria language: a filter as data, validated, turned into SQL, evaluated in Python, read aloud."""
